// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.srtp;

/**
 * Encrypts the RTCP we send and counts it (RFC 3711 §3.4).
 *
 * <p>Threading. Not thread-safe; used by one thread at a time, under the lock of its viewer.
 */
public final class RtcpEncryptor {

    static final int HEADER = 8;
    static final int ENCRYPTED = 0x8000_0000;

    private final PacketCipher cipher;
    private final int overhead;
    private long next;

    public RtcpEncryptor(MasterKey master) {
        this(master.profile(), master.rtcpKeys(), 1);
    }

    RtcpEncryptor(SrtpProfile profile, SessionKeys keys, long firstIndex) {
        cipher = PacketCipher.of(profile, keys);
        overhead = profile.tagLength() + Integer.BYTES;
        next = firstIndex;
    }

    /** Bytes a packet grows by. */
    public int overhead() {
        return overhead;
    }

    /**
     * Encrypts a compound packet in place.
     *
     * @param packet with {@link #overhead()} bytes of room behind the packet
     * @param length bytes of the plain packet, at least 8
     * @return bytes of the encrypted packet
     */
    public int encrypt(byte[] packet, int at, int length) {
        if (next > Integer.MAX_VALUE) {
            throw new IllegalStateException("the key has been used for all the packets it is good for");
        }
        int ssrc = BigEndian.get(packet, at + 4);
        long index = next++;
        return cipher.seal(
                packet, at + HEADER, length - HEADER, packet, at, HEADER, ssrc, index, (int) index | ENCRYPTED, true);
    }
}
