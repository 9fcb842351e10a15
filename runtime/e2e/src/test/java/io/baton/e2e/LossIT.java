// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.harness.Browser;
import io.baton.harness.Device;
import io.baton.harness.LossyNetwork;
import io.baton.target.virtual.FrameCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packet loss in both directions. */
final class LossIT {
    private static final int FRAMES = 150;
    private static final String TEXT = "the quick brown fox";

    @ParameterizedTest
    @ValueSource(doubles = {0.02, 0.10})
    void streamContinuesAndNoKeyIsLostWithPacketLoss(double loss) throws Exception {
        try (Device device = Device.start();
                LossyNetwork network = LossyNetwork.create(device.address().getPort());
                Browser browser = Browser.open(network.chromium(), "--remote-debugging-pipe")) {
            browser.visit(device.address());
            browser.awaitPicture();
            browser.awaitState("mode", "primary");
            network.setLoss(loss);
            long before = browser.stat("framesDecoded");
            FrameCode start = browser.awaitPicture();

            browser.capture();
            browser.type(TEXT);
            FrameCode typed = browser.awaitFrameCode("every key", frameCode -> frameCode.typed() >= TEXT.length());
            assertEquals(TEXT.length(), typed.typed());
            browser.await("frames going on", () -> browser.stat("framesDecoded") >= before + FRAMES ? true : null);
            browser.awaitFrameCode(
                    "the frame counter", frameCode -> frameCode.frameNumber() > start.frameNumber() + FRAMES);
            browser.await("repairs", () -> browser.stat("retransmitted") > 0 ? true : null);
            assertTrue(browser.stat("nackCount") > 0, "loss was seen and repaired, or this tested nothing");
            System.out.println("loss " + loss + ": " + browser.stats());
        }
    }
}
