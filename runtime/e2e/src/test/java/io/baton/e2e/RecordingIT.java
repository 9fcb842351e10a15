// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.baton.harness.Browser;
import io.baton.target.virtual.FrameCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Ann records, Bob sees the sign, and the file plays in a browser: whole, and as far as it is written while the
 * recording still runs.
 */
final class RecordingIT {

    private static final String VIDEO = "/recording.mp4";
    private static final Pattern LENGTH = Pattern.compile("0:(\\d\\d):(\\d\\d)");
    private static final String PLAY = """
            <!doctype html><title>player</title><video muted></video><script>
            const video = document.querySelector('video');
            video.addEventListener('error', () => document.title = 'error ' + video.error.message);
            video.src = location.search.slice(1);
            </script>""";

    @Test
    void recordingIsShownToEverybodyAndPlaysAfterwards() throws Exception {
        try (DeviceFixture fixture = new DeviceFixture()) {
            PageUser ann = fixture.pageUser("Ann").openPage();
            ann.awaitControl();
            PageUser bob = fixture.pageUser("Bob").openPage();
            bob.awaitMode("observer");
            assertEquals("", bob.text("recording-sign"));

            ann.click("recording-button");
            ann.click("recording-start");
            bob.awaitText("recording-sign", "Recording by Ann since");
            ann.awaitText("recording-sign", "Recording by Ann since");
            bob.browser.reload();
            bob.awaitText("recording-sign", "Recording by Ann since");
            ann.screenshot("recording");
            bob.awaitText("recording-sign", "Recording");
            awaitThreeSeconds(ann);
            ann.click("recording-stop");
            bob.awaitNone("recording-sign");
            ann.awaitText("recording-done", "The recording ended.");
            Path file = only(fixture.device().data().resolve("recordings"));
            URI address = fixture.device().address().resolve("/device/recordings/" + file.getFileName());
            byte[] whole = download(address, "");
            assertTrue(Arrays.equals(Files.readAllBytes(file), whole), "the download is the file");
            byte[] range = download(address, "bytes=100-299");
            assertTrue(Arrays.equals(Arrays.copyOfRange(whole, 100, 300), range), "a range of it");

            ann.click("recording-delete");
            ann.confirm();
            ann.awaitNone("recording-row");
            assertFalse(Files.exists(file));

            ann.click("recording-start");
            bob.awaitText("recording-sign", "Recording by Ann since");
            awaitThreeSeconds(ann);
            byte[] written = Files.readAllBytes(only(fixture.device().data().resolve("recordings")));

            plays(ann.browser, whole, false);
            // as after a power cut in the middle of a write
            plays(ann.browser, Arrays.copyOf(written, written.length - 1_000), true);
        }
    }

    /** The page asks for the length, rounded, each three seconds: it may never show three seconds. */
    private static void awaitThreeSeconds(PageUser user) {
        user.browser.await("three seconds recorded", () -> {
            Matcher length = LENGTH.matcher(user.text("recording-row"));
            if (!length.find()) {
                return null;
            }
            int seconds = Integer.parseInt(length.group(1)) * 60 + Integer.parseInt(length.group(2));
            return seconds >= 3 ? true : null;
        });
    }

    private static Path only(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.reduce((one, other) -> {
                        throw new AssertionError(one + " and " + other);
                    })
                    .orElseThrow();
        }
    }

    private static byte[] download(URI address, String range) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address);
        if (!range.isEmpty()) {
            request.header("Range", range);
        }
        HttpResponse<byte[]> response =
                HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        assertEquals(range.isEmpty() ? 200 : 206, response.statusCode());
        assertEquals("video/mp4", response.headers().firstValue("Content-Type").orElse(""));
        return response.body();
    }

    /**
     * Plays to the end: the size and the length are right, and the frames are those of the target, in order. A torn
     * file, which the device has not repaired yet, plays for at least a second.
     */
    private static void plays(Browser browser, byte[] mp4, boolean torn) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("player-", 0).factory()));
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            byte[] body = path.equals("/") ? PLAY.getBytes(StandardCharsets.UTF_8) : mp4;
            exchange.getResponseHeaders().set("Content-Type", path.equals("/") ? "text/html" : "video/mp4");
            boolean known = path.equals("/") || path.equals(VIDEO);
            exchange.sendResponseHeaders(known ? 200 : 404, known ? body.length : -1);
            try (exchange) {
                if (known) {
                    exchange.getResponseBody().write(body);
                }
            }
        });
        server.start();
        try {
            browser.newTab(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/?" + VIDEO));
            FrameCode first = browser.awaitPicture();
            assertEquals(1280L, browser.run("return video.videoWidth"));
            assertEquals(720L, browser.run("return video.videoHeight"));
            browser.run("video.playbackRate = 4; video.play()");
            browser.await(
                    "the end",
                    () -> Boolean.TRUE.equals(
                                    browser.run("return video.ended || (arguments[0] && video.currentTime >= 1)", torn))
                            ? true
                            : null);
            FrameCode last = browser.awaitPicture();
            assertTrue(last.frameNumber() > first.frameNumber(), first + " and then " + last);
            if (!torn) {
                double duration = number(browser.run("return video.duration"));
                assertTrue(duration >= 2.5 && duration < 240, "duration " + duration);
                assertEquals(duration, number(browser.run("return video.currentTime")), 0.2);
            }
        } finally {
            server.stop(0);
        }
    }

    private static double number(@Nullable Object value) {
        return value instanceof Number number ? number.doubleValue() : Double.NaN;
    }
}
