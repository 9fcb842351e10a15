// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.dtls;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class HandshakeBoundsTest {

    private final HandshakeBounds bounds = new HandshakeBounds();

    private static byte[] fragment(int number, int message, int offset, int size) {
        return ByteBuffer.allocate(HandshakeBounds.HEADER + size)
                .putInt(11 << 24 | message)
                .putShort((short) number)
                .putShort((short) (offset >> 8))
                .put((byte) offset)
                .putShort((short) (size >> 8))
                .put((byte) size)
                .array();
    }

    private boolean admits(byte[] record) {
        return bounds.admits(record, 0, record.length);
    }

    @Test
    void messageOfSixteenKibibytesIsAdmittedAndLongerOneIsNot() {
        assertTrue(admits(fragment(0, HandshakeBounds.MAX_MESSAGE, 0, 1)));
        assertFalse(admits(fragment(1, HandshakeBounds.MAX_MESSAGE + 1, 0, 1)));
        assertFalse(admits(fragment(2, 0xFFFFFF, 0, 1)));
    }

    @Test
    void messagesTogetherAreBounded() {
        assertTrue(admits(fragment(0, HandshakeBounds.MAX_MESSAGE, 0, 1)));
        assertTrue(admits(fragment(1, HandshakeBounds.MAX_MESSAGE, 0, 1)));
        assertFalse(admits(fragment(2, 1, 0, 1)));
        assertTrue(admits(fragment(1, HandshakeBounds.MAX_MESSAGE, 1, 1)));
    }

    @Test
    void messageNumbersAreBounded() {
        assertTrue(admits(fragment(HandshakeBounds.MAX_MESSAGES - 1, 1, 0, 1)));
        assertFalse(admits(fragment(HandshakeBounds.MAX_MESSAGES, 1, 0, 1)));
    }

    @Test
    void fragmentsAreBounded() {
        for (int i = 0; i < HandshakeBounds.MAX_FRAGMENTS; i++) {
            assertTrue(admits(fragment(0, 4_000, i, 1)));
        }
        assertFalse(admits(fragment(0, 4_000, HandshakeBounds.MAX_FRAGMENTS, 1)));
    }

    @Test
    void fragmentOutsideItsMessageOrRecordIsRefused() {
        assertTrue(admits(fragment(0, 10, 5, 5)));
        assertFalse(admits(fragment(0, 10, 6, 5)));
        byte[] cut = fragment(0, 10, 0, 10);
        assertFalse(bounds.admits(cut, 0, cut.length - 1));
        assertFalse(bounds.admits(cut, 0, HandshakeBounds.HEADER - 1));
    }

    @Test
    void emptyFragmentIsAdmittedForAnEmptyMessageOnly() {
        assertTrue(admits(fragment(0, 0, 0, 0)));
        assertFalse(admits(fragment(1, 5, 0, 0)));
    }

    @Test
    void changedLengthOfAMessageIsRefused() {
        assertTrue(admits(fragment(0, 10, 0, 5)));
        assertFalse(admits(fragment(0, 11, 5, 5)));
    }
}
