// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

/** Big-endian numbers in byte arrays. */
final class BigEndian {

    private BigEndian() {}

    static void putShort(byte[] to, int at, int value) {
        to[at] = (byte) (value >>> 8);
        to[at + 1] = (byte) value;
    }

    static void putInt(byte[] to, int at, int value) {
        putShort(to, at, value >>> 16);
        putShort(to, at + 2, value);
    }

    static int getByte(byte[] from, int at) {
        return from[at] & 0xff;
    }

    static int getShort(byte[] from, int at) {
        return (getByte(from, at) << 8) | getByte(from, at + 1);
    }

    static int getInt(byte[] from, int at) {
        return (getShort(from, at) << 16) | getShort(from, at + 2);
    }
}
