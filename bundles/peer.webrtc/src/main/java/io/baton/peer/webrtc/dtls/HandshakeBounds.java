// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.dtls;

import java.util.Arrays;

/**
 * Bounds what one handshake may make the engine allocate. The engine allocates a message at its first fragment, by the
 * length that fragment claims (RFC 6347 §4.2.2), so the claims are checked before: each message at most
 * {@value #MAX_MESSAGE} bytes, all together at most {@value #MAX_TOTAL}, in at most {@value #MAX_FRAGMENTS} fragments,
 * retransmitted ones included.
 *
 * <p>Threading. Not thread-safe.
 */
final class HandshakeBounds {

    /** Type, length, message number, fragment offset, fragment length. */
    static final int HEADER = 12;

    static final int MAX_MESSAGE = 16 * 1024;
    static final int MAX_TOTAL = 32 * 1024;
    static final int MAX_FRAGMENTS = 512;
    /** A full handshake with HelloVerifyRequest and NewSessionTicket has eight messages of one side. */
    static final int MAX_MESSAGES = 16;

    private static final int UNSEEN = -1;

    private final int[] lengths = new int[MAX_MESSAGES];
    private int total;
    private int fragments;

    HandshakeBounds() {
        Arrays.fill(lengths, UNSEEN);
    }

    /** Whether the content of a handshake record is whole fragments within the bounds. */
    boolean admits(byte[] data, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            int size = fragment(data, at, end - at);
            if (size < 0 || !counts(RecordFilter.uint16(data, at + 4), RecordFilter.uint24(data, at + 1))) {
                return false;
            }
            at += HEADER + size;
        }
        return true;
    }

    /** The content length of the fragment that begins here; negative when it is malformed. */
    static int fragment(byte[] data, int at, int available) {
        if (available < HEADER) {
            return -1;
        }
        int message = RecordFilter.uint24(data, at + 1);
        int start = RecordFilter.uint24(data, at + 6);
        int size = RecordFilter.uint24(data, at + 9);
        return size <= available - HEADER && start + size <= message && (size > 0 || message == 0) ? size : -1;
    }

    private boolean counts(int number, int length) {
        if (number >= MAX_MESSAGES || length > MAX_MESSAGE || fragments >= MAX_FRAGMENTS) {
            return false;
        }
        if (lengths[number] == UNSEEN) {
            if (total + length > MAX_TOTAL) {
                return false;
            }
            lengths[number] = length;
            total += length;
        }
        fragments++;
        return lengths[number] == length;
    }
}
