// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.dtls;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.baton.testkit.DamagedSeeds;
import org.junit.jupiter.api.Test;

/** S33: any datagram is split into records within it, and no alert in plain text reaches the engine. */
class RecordFilterFuzzTest {

    private static final int PREFIX = 3;
    private static final int ALERT = 21;

    @FuzzTest
    void admitsNoPlainAlertAndReadsNothingBeyond(byte[] data) {
        byte[] shifted = new byte[PREFIX + data.length];
        System.arraycopy(data, 0, shifted, PREFIX, data.length);
        RecordFilter filter = new RecordFilter();
        int at = PREFIX;
        while (at < shifted.length) {
            int length = RecordFilter.recordLength(shifted, at, shifted.length - at);
            if (length == 0) {
                return;
            }
            assertTrue(length >= RecordFilter.HEADER && at + length <= shifted.length);
            boolean admitted = filter.admits(shifted, at, length, false, false);
            boolean plain = !RecordFilter.isEncrypted(shifted, at);
            assertFalse(admitted && plain && shifted[at] == ALERT, "an alert in plain text");
            assertFalse(plain && filter.admits(shifted, at, length, true, true), "plain text after the handshake");
            at += length;
        }
    }

    @Test
    void s33DamagedDatagramsAreFiltered() {
        DamagedSeeds.run(
                RecordFilterFuzzTest.class,
                "admitsNoPlainAlertAndReadsNothingBeyond",
                this::admitsNoPlainAlertAndReadsNothingBeyond);
    }
}
