// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.srtp;

/**
 * Encrypts what we send as RTP. Made once per peer when its DTLS handshake is done; serves all SSRCs of that peer,
 * because the caller counts the packets of each.
 *
 * <p>Threading. Not thread-safe; used by one thread at a time, under the lock of its viewer.
 *
 * <p>Errors. Encrypting two different packets under the same SSRC and index is a bug and throws
 * {@link IllegalStateException} where the JDK notices.
 */
public final class RtpEncryptor {

    private static final int INDEX_BITS = 48;

    private final PacketCipher cipher;
    private final int overhead;

    public RtpEncryptor(MasterKey master) {
        cipher = PacketCipher.of(master.profile(), master.rtpKeys());
        overhead = master.profile().tagLength();
    }

    /** Bytes a packet grows by. */
    public int overhead() {
        return overhead;
    }

    /**
     * Encrypts a payload behind a header that is already in place.
     *
     * @param packet holds the RTP header with its extensions at {@code headerAt}; the ciphertext and the tag go behind
     *     it
     * @param payload the plain payload; may be {@code packet} itself when the payload is already in its place
     * @param ssrc as in the header
     * @param index extended sequence number: roll-over counter and sequence number, 48 bits (RFC 3711 §3.3.1)
     * @return bytes of the whole encrypted packet
     */
    public int encrypt(
            byte[] packet,
            int headerAt,
            int headerLength,
            byte[] payload,
            int payloadAt,
            int payloadLength,
            int ssrc,
            long index) {
        if (index < 0 || index >>> INDEX_BITS != 0) {
            throw new IllegalStateException("the key has been used for all the packets it is good for");
        }
        return cipher.seal(
                payload,
                payloadAt,
                payloadLength,
                packet,
                headerAt,
                headerLength,
                ssrc,
                index,
                (int) (index >>> 16),
                false);
    }
}
