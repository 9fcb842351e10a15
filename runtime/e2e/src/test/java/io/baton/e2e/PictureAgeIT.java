// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.harness.Browser;
import io.baton.harness.Device;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page says how old the picture is. */
final class PictureAgeIT {

    private static final Pattern AGE = Pattern.compile("(-?\\d+) ± (\\d+\\.\\d) ms");
    private static final Pattern PART = Pattern.compile("(-?\\d+\\.\\d) ms");

    @Test
    void ageIsShownWithItsPartsAndTheDeviceHasItsOwnPartInTheMetrics() throws Exception {
        try (Device device = Device.start();
                HttpClient http = HttpClient.newHttpClient();
                Browser browser = Browser.open()) {
            browser.visit(device.address());
            browser.awaitPicture();
            browser.element("stats-button").click();
            double age = awaitNumber(browser, "stat-age", AGE);
            double error = awaitNumber(browser, "stat-age", Pattern.compile("± (\\d+\\.\\d) ms"));
            assertTrue(age > 0, "a picture is older than its capture: " + age);
            assertTrue(error >= 0, "half a round trip: " + error);
            assertTrue(awaitNumber(browser, "stat-age-device", PART) > 0, "the device took some time");
            awaitNumber(browser, "stat-age-network", PART);
            awaitNumber(browser, "stat-age-buffer", PART);
            assertTrue(awaitNumber(browser, "stat-age-decode", PART) >= 0, "decoding takes time");

            HttpResponse<String> metrics = http.send(
                    HttpRequest.newBuilder(device.address().resolve("/metrics")).build(),
                    HttpResponse.BodyHandlers.ofString());
            for (String name : new String[] {"encoded", "sent"}) {
                for (String quantile : new String[] {"0.5", "0.99"}) {
                    String sample = "baton_video_" + name + "_delay_seconds{quantile=\"" + quantile + "\"} ";
                    assertTrue(metrics.body().contains(sample), metrics.body());
                }
            }
        }
    }

    private static double awaitNumber(Browser browser, String testId, Pattern pattern) {
        return browser.await("a number in " + testId, () -> {
            Matcher shown = pattern.matcher(String.join(" ", browser.texts("[data-testid='" + testId + "']")));
            return shown.find() ? Double.valueOf(shown.group(1)) : null;
        });
    }
}
