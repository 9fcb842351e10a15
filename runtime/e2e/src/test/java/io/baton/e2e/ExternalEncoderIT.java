// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.harness.Browser;
import io.baton.harness.Device;
import io.baton.harness.Prerequisites;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A browser shows what the reference sender sends, through the sender's crash and return. */
final class ExternalEncoderIT {
    private static final Path SENDER =
            Path.of("..", "..", "bundles", "video.external", "sender").toAbsolutePath();

    /** Whether the video shows the clip: 320 pixels wide, magenta at the top left. */
    private static final String SHOWS_CLIP = """
            const video = document.querySelector('video');
            if (!video || video.readyState < 2 || video.videoWidth !== 320) return false;
            const canvas = document.createElement('canvas');
            canvas.width = canvas.height = 8;
            const context = canvas.getContext('2d');
            context.drawImage(video, 8, 8, 8, 8, 0, 0, 8, 8);
            const [red, green, blue] = context.getImageData(4, 4, 1, 1).data;
            return red > 150 && green < 90 && blue > 110;
            """;

    @Test
    void pictureGoesWithTheSenderAndComesBackOnTheSameConnection(@TempDir Path directory) throws Exception {
        Path program = compile(directory);
        Path socket = directory.resolve("video.sock");
        String config = "{\"enabled:Boolean\": true, \"socketPath\": \"" + socket + "\"}";
        Process sender = start(program, socket);
        try (Device device = Device.start(Map.of("io.baton.video.external", config));
                Browser browser = Browser.open()) {
            browser.visit(device.address());
            browser.awaitState("connection", "live");
            awaitClip(browser);

            sender.destroyForcibly().onExit().join();
            browser.await(
                    "the notice that there is no signal",
                    () -> browser.texts("[data-testid='notice']").stream()
                                    .anyMatch(notice -> notice.contains("The target sends no picture"))
                            ? true
                            : null);

            long decoded = browser.stat("framesDecoded");
            sender = start(program, socket);
            browser.await("no notice", () -> browser.elements("notice").isEmpty() ? true : null);
            browser.await("frames of the second sender", () -> browser.stat("framesDecoded") > decoded ? true : null);
            awaitClip(browser);
            assertEquals(1L, browser.run("return window.testPeers.length"), "no new connection was made");
            browser.awaitState("connection", "live");
        } finally {
            // the sanitizer would turn a leak or a bad access into another exit code
            sender.destroy();
            assertTrue(sender.waitFor(60, TimeUnit.SECONDS), "the sender ends when it is told");
            assertEquals(0, sender.exitValue(), () -> output(directory));
        }
    }

    private static void awaitClip(Browser browser) {
        browser.await("the clip", () -> Boolean.TRUE.equals(browser.run(SHOWS_CLIP)) ? true : null);
    }

    private static Path compile(Path directory) throws IOException, InterruptedException {
        Path program = directory.resolve("baton-sender");
        Prerequisites.unless(
                Files.isExecutable(Path.of("/usr/bin/gcc")), "gcc is not installed: the external encoder is not tried");
        int code = new ProcessBuilder(List.of(
                        "/usr/bin/gcc",
                        "-std=c99",
                        "-D_POSIX_C_SOURCE=200809L",
                        "-O1",
                        "-g",
                        "-Wall",
                        "-Wextra",
                        "-Werror",
                        "-fsanitize=address",
                        "-o",
                        program.toString(),
                        SENDER.resolve("baton-sender.c").toString()))
                .inheritIO()
                .start()
                .waitFor();
        assertEquals(0, code, "the sender does not compile");
        return program;
    }

    private static Process start(Path program, Path socket) throws IOException {
        Path log = program.resolveSibling("sender.log");
        return new ProcessBuilder(List.of(
                        program.toString(),
                        "-s",
                        socket.toString(),
                        "-f",
                        SENDER.resolve("clip.h264").toString(),
                        "-m",
                        "320x240",
                        "-r",
                        "30"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    private static String output(Path directory) {
        try {
            return Files.readString(directory.resolve("sender.log"), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
