// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.terminal;

import java.util.Arrays;

/**
 * The last bytes of an output, for viewers that come later.
 *
 * <p>Threading. One thread.
 */
public final class ScrollBack {

    private final byte[] ring;
    private long written;

    /** @param capacity how many bytes are kept */
    public ScrollBack(int capacity) {
        ring = new byte[capacity];
    }

    /** Adds output. */
    public void add(byte[] bytes, int length) {
        int from = Math.max(0, length - ring.length);
        written += from;
        for (int i = from; i < length; ) {
            int at = (int) (written % ring.length);
            int count = Math.min(length - i, ring.length - at);
            System.arraycopy(bytes, i, ring, at, count);
            i += count;
            written += count;
        }
    }

    /** Forgets everything. */
    public void clear() {
        written = 0;
    }

    /** Returns what is kept; from the beginning of a line if something before it is lost. */
    public byte[] content() {
        int length = (int) Math.min(written, ring.length);
        byte[] all = new byte[length];
        for (int i = 0; i < length; i++) {
            all[i] = ring[(int) ((written - length + i) % ring.length)];
        }
        if (written <= ring.length) {
            return all;
        }
        for (int i = 0; i < length; i++) {
            if (all[i] == '\n') {
                return Arrays.copyOfRange(all, i + 1, length);
            }
        }
        return all;
    }
}
