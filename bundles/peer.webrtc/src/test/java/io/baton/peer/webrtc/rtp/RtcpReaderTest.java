// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RtcpReaderTest {

    private static final String EMPTY_RECEIVER_REPORT = "80c90001 00000001";
    private static final String NACK = "81cd0004 00000001 0000000a 03e80000 0400ffff";
    private static final String PICTURE_LOSS = "81ce0002 00000001 0000000a";

    private final Recorder recorder = new Recorder();

    @Test
    void compoundPacketIsReadInOrder() {
        assertTrue(read(EMPTY_RECEIVER_REPORT + NACK + "81ca0002 00000001 01006100" + PICTURE_LOSS));
        assertEquals(List.of("nack 10 1000 0", "nack 10 1024 65535", "loss 10"), recorder.said);
    }

    @Test
    void reducedSizePacketIsRead() {
        assertTrue(read(PICTURE_LOSS));
        assertEquals(List.of("loss 10"), recorder.said);
    }

    @Test
    void reportBlocksOfSenderAndReceiverReportsAreRead() {
        String block = "0000000a 40ffffff 000103ea 000001c2 11112222 00008000";
        assertTrue(read("81c90007 00000001" + block));
        assertTrue(read("81c8000c 00000001" + "00".repeat(20) + block));
        String expected = "report 10 64 -1 450 " + 0x11112222 + " 32768";
        assertEquals(List.of(expected, expected), recorder.said);
    }

    @Test
    void severalFullIntraRequestsAreRead() {
        assertTrue(read("84ce0006 00000001 00000000 0000000a 07000000 0000000b ff000000"));
        assertEquals(List.of("intra 10 7", "intra 11 255"), recorder.said);
    }

    @Test
    void unknownPacketTypesAreSkipped() {
        assertTrue(read("8fcd0003 00000001 0000000a ffffffff" + "80cc0002 00000001 41414141" + "80d00000"));
        assertTrue(read("8fce0003 00000001 0000000a 41414141"));
        assertEquals(List.of(), recorder.said);
    }

    @Test
    void paddingIsIgnored() {
        assertTrue(read("a1cd0004 00000001 0000000a 03e80000 00000004"));
        assertEquals(List.of("nack 10 1000 0"), recorder.said);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "81",
                "81cd00",
                "01cd0003 00000001 0000000a 03e80000",
                "81cd0004 00000001 0000000a 03e80000",
                "81cd0001 00000001",
                "81c90001 00000001",
                "9fc90007 00000001" + "00000000 00000000 00000000 00000000 00000000 00000000",
                "81c80006 00000001 0000000000000000 00000000 00000000 00000000",
                "82cb0001 00000001",
                "a1ce0002 00000001 000000ff",
                "81ce0002 00000001 0000000a 00",
                "81ce0002 00000001 0000000a 81cdffff"
            })
    void refusesWhatIsMalformedAsAWhole(String packet) {
        assertFalse(read(packet));
        assertFalse(packet.length() > 1 && read(PICTURE_LOSS + packet));
        assertEquals(List.of(), recorder.said);
    }

    private boolean read(String hex) {
        byte[] packet = HexFormat.of().parseHex(hex.replace(" ", ""));
        return RtcpReader.read(packet, 0, packet.length, recorder);
    }

    private static final class Recorder implements RtcpListener {

        private final List<String> said = new ArrayList<>();

        @Override
        public void report(int ssrc, int lost256, int lost, int jitter, int lastReport, int delaySinceReport) {
            said.add("report " + ssrc + " " + lost256 + " " + lost + " " + jitter + " " + lastReport + " "
                    + delaySinceReport);
        }

        @Override
        public void nack(int ssrc, int sequence, int following) {
            said.add("nack " + ssrc + " " + sequence + " " + following);
        }

        @Override
        public void pictureLoss(int ssrc) {
            said.add("loss " + ssrc);
        }

        @Override
        public void fullIntra(int ssrc, int sequence) {
            said.add("intra " + ssrc + " " + sequence);
        }

        @Override
        public void estimate(long bitsPerSecond) {
            said.add("estimate " + bitsPerSecond);
        }

        @Override
        public void bye() {
            said.add("bye");
        }
    }
}
