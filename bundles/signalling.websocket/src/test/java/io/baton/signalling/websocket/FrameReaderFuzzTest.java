// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.baton.testkit.DamagedSeeds;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Whatever comes on the socket or as a body: understood within bounds, or one clear action; never repeated in it. */
class FrameReaderFuzzTest {

    private final FrameReader reader = new FrameReader();

    @FuzzTest
    void reads(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        check(reader.frame(text));
        check(reader.session(text));
    }

    private static void check(ClientFrame frame) {
        switch (frame) {
            case ClientFrame.Offer offer -> assertTrue(offer.sdp().length() <= FrameReader.MAX_SDP);
            case ClientFrame.Bad bad -> assertTrue(bad.problem().message().length() < 120);
            case ClientFrame.Candidate it ->
                assertTrue(it.candidate().candidate().length() <= 1024
                        && it.candidate().sdpMLineIndex() >= 0);
            case ClientFrame.Attach attach -> assertTrue(attach.resumeToken().length() <= 128);
            case ClientFrame.Ping ping -> {}
            case ClientFrame.Nothing nothing -> {}
        }
    }

    @Test
    void s33DamagedFramesAreReadWithinBounds() {
        DamagedSeeds.run(FrameReaderFuzzTest.class, "reads", this::reads);
    }
}
