// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.harness.Browser;
import io.baton.harness.Device;
import io.baton.target.virtual.FrameCode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** A program and the page take pictures of what the target shows. */
final class ScreenshotIT {

    @Test
    void pictureShowsTheTargetAndThePageSavesOne() throws Exception {
        try (Device device = Device.startWithShell();
                HttpClient http = HttpClient.newHttpClient();
                Browser browser = Browser.open()) {
            BufferedImage png = image(http, device.address().resolve("/device/screenshot"), "image/png");
            assertEquals(1280, png.getWidth());
            FrameCode code = FrameCode.decode((x, y) -> png.getRGB(x, y) >> 8 & 0xFF, png.getWidth(), png.getHeight())
                    .orElseThrow();
            assertEquals(0, code.typed());
            BufferedImage jpeg = image(
                    http,
                    device.address().resolve("/device/screenshot?format=jpeg&quality=80&maxWidth=641"),
                    "image/jpeg");
            assertEquals(641, jpeg.getWidth());

            browser.visit(device.address());
            browser.awaitPicture();
            browser.element("screenshot-button").click();
            browser.await(
                    "the note that it is saved",
                    () -> browser.find("[data-testid='announcer']").stream()
                                    .anyMatch(part -> String.valueOf(part.getDomProperty("textContent"))
                                            .contains("Screenshot saved."))
                            ? true
                            : null);

            device.command("target:display off");
            HttpResponse<String> none = browser.await("the refusal without a signal", () -> {
                HttpResponse<String> response = refused(http, device.address().resolve("/device/screenshot"));
                return response.statusCode() == 503 ? response : null;
            });
            assertTrue(none.body().contains("\"code\":\"no_signal\""), none.body());
        }
    }

    private static HttpResponse<String> refused(HttpClient http, URI address) {
        return http.sendAsync(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                .join();
    }

    private static BufferedImage image(HttpClient http, URI address, String type) throws Exception {
        HttpResponse<byte[]> response =
                http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofByteArray());
        assertEquals(200, response.statusCode());
        assertEquals(type, response.headers().firstValue("Content-Type").orElse(""));
        assertEquals("no-store", response.headers().firstValue("Cache-Control").orElse(""));
        return ImageIO.read(new ByteArrayInputStream(response.body()));
    }
}
