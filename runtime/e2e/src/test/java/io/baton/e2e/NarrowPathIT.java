// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.harness.Browser;
import io.baton.harness.Device;
import io.baton.harness.LossyNetwork;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A viewer whose path carries a fraction of the stream. */
final class NarrowPathIT {
    private static final int PATH_KILOBITS = 300;
    private static final int FRAMES = 6;
    private static final Pattern TARGET = Pattern.compile("(?m)^baton_video_target_bits_per_second ([0-9.E]+)$");
    private static final double MIN_BITRATE = 1_000_000;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void slowObserverGetsFewerFramesAndTheOthersAll() throws Exception {
        try (Device device = Device.start(Map.of(
                        "io.baton.target.virtual",
                        "{ \"widthPixels:Integer\": 1920, \"heightPixels:Integer\": 1080 }"));
                LossyNetwork network = LossyNetwork.create(device.address().getPort());
                Browser near = Browser.open();
                Browser far = Browser.open(network.chromium(), "--remote-debugging-pipe")) {
            near.visit(device.address());
            near.awaitPicture();
            near.awaitState("mode", "primary");
            far.visit(device.address());
            far.awaitPicture();
            network.setRate(PATH_KILOBITS);
            device.awaitPrinted("video thinned for a narrow path");

            // received, not decoded: that depends on the processor
            long farBefore = far.stat("framesReceived");
            long nearBefore = near.stat("framesReceived");
            far.await("frames", () -> far.stat("framesReceived") >= farBefore + FRAMES ? true : null);
            long farFrames = far.stat("framesReceived") - farBefore;
            long nearFrames = near.stat("framesReceived") - nearBefore;
            assertTrue(nearFrames > 1.5 * farFrames, nearFrames + " frames near, " + farFrames + " far");
            near.await(
                    "a bitrate above the lower bound, where the observer's path would hold it",
                    () -> target(device) > 1.5 * MIN_BITRATE ? true : null);
            System.out.println("narrow path: near " + near.stats() + ", far " + far.stats());
        }
    }

    private double target(Device device) {
        HttpRequest request =
                HttpRequest.newBuilder(device.address().resolve("/metrics")).build();
        String metrics = http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .join()
                .body();
        Matcher matcher = TARGET.matcher(metrics);
        assertTrue(matcher.find(), metrics);
        return Double.parseDouble(matcher.group(1));
    }
}
