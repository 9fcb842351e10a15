// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.srtp;

/**
 * One direction of one profile: encrypts or decrypts a single packet given its SSRC and index.
 *
 * <p>Threading. Not thread-safe.
 */
interface PacketCipher {

    /**
     * Encrypts {@code length} bytes from {@code in} to {@code out}; the two may be the same bytes.
     *
     * @param out header at {@code headerAt}, room for ciphertext directly behind it
     * @param trailer the 32-bit word that is authenticated behind the packet: the roll-over counter for RTP, flag and
     *     index for RTCP
     * @param trailerOnWire whether that word is part of the packet (RTCP)
     * @return bytes from {@code headerAt} to the end of the protected packet
     */
    int seal(
            byte[] in,
            int inAt,
            int length,
            byte[] out,
            int headerAt,
            int headerLength,
            int ssrc,
            long index,
            int trailer,
            boolean trailerOnWire);

    /**
     * Checks and decrypts an RTCP packet in place.
     *
     * @param length bytes of the whole protected packet, at least header + tag + 4
     * @return bytes of the plain packet, or −1 when the tag does not fit
     */
    int openRtcp(byte[] packet, int at, int length, int headerLength, int ssrc, long index);

    static PacketCipher of(SrtpProfile profile, SessionKeys keys) {
        return switch (profile) {
            case AEAD_AES_128_GCM -> new GcmPacketCipher(keys);
            case AES_CM_128_HMAC_SHA1_80 -> new CounterPacketCipher(keys, profile.tagLength());
        };
    }
}
