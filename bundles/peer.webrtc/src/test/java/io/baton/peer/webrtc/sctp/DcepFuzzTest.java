// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.baton.testkit.DamagedSeeds;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** S33: any DATA_CHANNEL_OPEN (RFC 8832) is a channel within bounds or refused. */
class DcepFuzzTest {

    private static final int MAX_TEXT = 1024;
    private static final int FIXED = 12;

    @FuzzTest
    void opensWithinBounds(byte[] data) {
        ChannelSettings channel = Dcep.parseOpen(data);
        if (channel != null) {
            assertTrue(
                    channel.label().length() <= MAX_TEXT && channel.protocol().length() <= MAX_TEXT);
            assertTrue(channel.maxRetransmits() == ChannelSettings.UNLIMITED
                    || channel.maxLifetimeMillis() == ChannelSettings.UNLIMITED);
            int texts = channel.label().getBytes(StandardCharsets.UTF_8).length
                    + channel.protocol().getBytes(StandardCharsets.UTF_8).length;
            assertTrue(texts <= 3 * (data.length - FIXED), "a replacement character has three bytes");
            ChannelSettings again = Dcep.parseOpen(Dcep.open(channel));
            if (again != null) {
                assertEquals(channel, again);
            }
        }
    }

    @Test
    void s33DamagedOpensAreReadOrRefused() {
        DamagedSeeds.run(DcepFuzzTest.class, "opensWithinBounds", this::opensWithinBounds);
    }
}
