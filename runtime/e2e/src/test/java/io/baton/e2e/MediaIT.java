// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ann uploads an image, loads the page again in the middle and goes on, mounts, ejects and deletes it; Bob sees it all
 * and can change nothing.
 */
final class MediaIT {

    private static final int DESCRIPTOR = 16 * 2048;
    private static final String RECORD_UPLOADS = """
            window.uploaded = 0;
            const send = XMLHttpRequest.prototype.send;
            XMLHttpRequest.prototype.send = function (body) {
              window.uploaded += body.size;
              send.call(this, body);
            };
            """;

    @Test
    void imageIsUploadedMountedEjectedAndDeleted(@TempDir Path directory) throws Exception {
        byte[] image = image();
        Path file = Files.write(directory.resolve("rescue.iso"), image);
        try (DeviceFixture fixture = new DeviceFixture()) {
            PageUser ann = fixture.pageUser("Ann").openPage();
            ann.awaitControl();
            PageUser bob = fixture.pageUser("Bob").openPage();
            bob.awaitMode("observer");
            ann.click("media-button");
            bob.click("media-button");
            // so slow that the page is loaded again long before the end
            ann.browser.limitUploads(200_000);
            ann.browser.element("media-file").sendKeys(file.toString());
            Path images = fixture.device().data().resolve("images/.uploads");
            ann.browser.await("a part of the image", () -> arrived(images) > 100_000 ? true : null);
            ann.browser.reload();
            ann.browser.limitUploads(0);
            ann.awaitControl();
            ann.click("media-button");
            ann.awaitText("media-unfinished", "choose the same file");
            long before = arrived(images);
            assertTrue(before < image.length, "the page was loaded again in the middle");
            ann.browser.run(RECORD_UPLOADS);
            ann.browser.element("media-file").sendKeys(file.toString());
            ann.awaitText("media-upload-done", "The image is on the device.");
            String sum = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(image));
            ann.awaitText("media-sum", sum);
            // of the broken upload more may have arrived meanwhile
            long uploaded = ann.browser.run("return window.uploaded") instanceof Long bytes ? bytes : image.length;
            assertTrue(uploaded > 0 && uploaded <= image.length - before, "only the rest is sent: " + uploaded);
            bob.awaitText("media-row", "rescue.iso");
            assertArrayEquals(image, Files.readAllBytes(fixture.device().data().resolve("images/rescue.iso")));

            ann.click("media-mount-cd");
            bob.awaitText("media-drive", "mounted by Ann");
            bob.awaitText("media-read-only", "Only the session in control");
            assertEquals(0, bob.browser.elements("media-eject").size());
            ann.screenshot("media");
            ann.click("media-eject");
            bob.awaitText("media-drive", "Nothing is mounted.");
            ann.click("media-delete");
            ann.confirm();
            bob.awaitNone("media-row");
            assertFalse(Files.exists(fixture.device().data().resolve("images/rescue.iso")));
        }
    }

    /** How much of the image the device has. */
    private static long arrived(Path images) {
        long bytes = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(images)) {
            for (Path each : files) {
                bytes = Math.max(bytes, Files.size(each));
            }
        } catch (IOException e) {
            // not made yet, or renamed meanwhile
            return 0;
        }
        return bytes;
    }

    /** An ISO 9660 image as far as the virtual target reads it. */
    private static byte[] image() {
        byte[] image = new byte[3_000_000];
        new Random(1).nextBytes(image);
        Arrays.fill(image, DESCRIPTOR, DESCRIPTOR + 2048, (byte) ' ');
        byte[] head = "\1CD001\1".getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(head, 0, image, DESCRIPTOR, head.length);
        return image;
    }
}
