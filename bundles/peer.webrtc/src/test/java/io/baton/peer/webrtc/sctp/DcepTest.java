// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The layout of RFC 8832 section 5.1 and the channel types of its section 8.2.2. */
class DcepTest {

    @Test
    void openMessageOfEveryChannelTypeIsParsed() {
        assertLayout("0300 0100 00000000 0003 0000 727063", ChannelSettings.reliable("rpc"));
        assertLayout("0380 0100 00000000 0001 0000 61", ChannelSettings.reliableUnordered("a"));
        assertLayout("0301 0100 00000005 0001 0000 61", ChannelSettings.orderedRetransmits("a", 5));
        assertLayout("0381 0100 00000000 0001 0000 61", ChannelSettings.unorderedRetransmits("a", 0));
        assertLayout("0302 0100 000005dc 0001 0001 61 62", new ChannelSettings("a", "b", true, -1, 1500));
        assertLayout("0382 0100 ffffffff 0002 0000 c3a9", new ChannelSettings("é", "", false, -1, 0xffffffffL));
    }

    @Test
    void acknowledgementIsOneByte() {
        assertArrayEquals(new byte[] {2}, Dcep.ack());
    }

    @Test
    void truncatedOversizeOrUnknownMessageIsRefused() {
        byte[] good = hex("0300 0100 00000000 0003 0001 727063 78");
        for (int length = 0; length < good.length; length++) {
            assertNull(Dcep.parseOpen(Arrays.copyOf(good, length)), "length " + length);
        }
        assertNull(Dcep.parseOpen(Arrays.copyOf(good, good.length + 1)));
        assertNull(Dcep.parseOpen(hex("0303 0100 00000000 0000 0000")));
        assertNull(Dcep.parseOpen(hex("0400 0100 00000000 0000 0000")));
    }

    private static void assertLayout(String hex, ChannelSettings settings) {
        assertArrayEquals(hex(hex), Dcep.open(settings));
        assertEquals(settings, Dcep.parseOpen(hex(hex)));
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }
}
