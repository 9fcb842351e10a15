// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.srtp;

/** Big-endian numbers in byte arrays. */
final class BigEndian {

    private BigEndian() {}

    static void put(byte[] to, int at, int value) {
        to[at] = (byte) (value >>> 24);
        to[at + 1] = (byte) (value >>> 16);
        to[at + 2] = (byte) (value >>> 8);
        to[at + 3] = (byte) value;
    }

    static void put48(byte[] to, int at, long value) {
        to[at] = (byte) (value >>> 40);
        to[at + 1] = (byte) (value >>> 32);
        put(to, at + 2, (int) value);
    }

    static int get(byte[] from, int at) {
        return ((from[at] & 0xff) << 24)
                | ((from[at + 1] & 0xff) << 16)
                | ((from[at + 2] & 0xff) << 8)
                | (from[at + 3] & 0xff);
    }
}
