// SPDX-License-Identifier: Apache-2.0
package io.baton.device;

import java.nio.ByteBuffer;

/** Reads the size of the frames out of the sequence parameter set of a key frame, ITU-T H.264 7.3.2.1.1. */
final class SpsSize {

    private static final int SPS = 7;
    private static final int BASELINE = 66;

    private final byte[] bits;
    private int at;

    private SpsSize(byte[] bits) {
        this.bits = bits;
    }

    /** Returns, for example, {@code 640x480}; empty when there is no parameter set of the baseline profile. */
    static String of(ByteBuffer annexB) {
        byte[] all = new byte[annexB.remaining()];
        annexB.duplicate().get(all);
        for (int i = 0; i + 4 < all.length; i++) {
            if (all[i] == 0
                    && all[i + 1] == 0
                    && all[i + 2] == 1
                    && (all[i + 3] & 0x1F) == SPS
                    && all[i + 4] == BASELINE) {
                return new SpsSize(unescaped(all, i + 4)).read();
            }
        }
        return "";
    }

    private static byte[] unescaped(byte[] all, int from) {
        byte[] out = new byte[all.length - from + 64];
        int length = 0;
        int zeros = 0;
        for (int i = from; i < all.length; i++) {
            if (zeros >= 2 && all[i] == 3) {
                zeros = 0;
                continue;
            }
            if (zeros >= 2 && all[i] == 1) {
                break;
            }
            zeros = all[i] == 0 ? zeros + 1 : 0;
            out[length++] = all[i];
        }
        return out;
    }

    private String read() {
        at = 24;
        number();
        number();
        if (number() == 0) {
            number();
        }
        number();
        at++;
        int width = 16 * (number() + 1);
        int height = 16 * (number() + 1);
        at += 2;
        if (bit() == 1) {
            width -= 2 * (number() + number());
            height -= 2 * (number() + number());
        }
        return width + "x" + height;
    }

    /** An Exp-Golomb code, ue(v). */
    private int number() {
        int zeros = 0;
        while (zeros < 31 && bit() == 0) {
            zeros++;
        }
        int value = 0;
        for (int i = 0; i < zeros; i++) {
            value = value << 1 | bit();
        }
        return (1 << zeros) - 1 + value;
    }

    private int bit() {
        int bit = bits[at >> 3] >> (7 - (at & 7)) & 1;
        at++;
        return bit;
    }
}
