// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.srtp;

import java.util.Optional;

/**
 * The protection profiles offered in the DTLS {@code use_srtp} extension, best first (RFC 5764 §4.1.2, RFC 7714 §14.2).
 */
public enum SrtpProfile {
    /** AES-128 in Galois/counter mode, 16-byte tag. */
    AEAD_AES_128_GCM(0x0007, 12, 16, 0),
    /** AES-128 in counter mode with an 80-bit HMAC-SHA1 tag; the one profile every WebRTC peer has (RFC 8827 §6.5). */
    AES_CM_128_HMAC_SHA1_80(0x0001, 14, 10, 20);

    /** Bytes of a master key, and of a session encryption key. */
    public static final int KEY_LENGTH = 16;

    private final int id;
    private final int saltLength;
    private final int tagLength;
    private final int authKeyLength;

    SrtpProfile(int id, int saltLength, int tagLength, int authKeyLength) {
        this.id = id;
        this.saltLength = saltLength;
        this.tagLength = tagLength;
        this.authKeyLength = authKeyLength;
    }

    /** The 16-bit value in the {@code use_srtp} extension. */
    public int id() {
        return id;
    }

    /** Bytes of the master salt, and of a session salt. */
    public int saltLength() {
        return saltLength;
    }

    /** Bytes of the authentication tag, for RTP and for RTCP alike. */
    public int tagLength() {
        return tagLength;
    }

    /** Bytes of the session authentication key; 0 where the cipher authenticates by itself. */
    int authKeyLength() {
        return authKeyLength;
    }

    /**
     * Bytes to export from DTLS under the label {@code EXTRACTOR-dtls_srtp}: both keys, then both salts (RFC 5764
     * §4.2).
     */
    public int exportedLength() {
        return 2 * (KEY_LENGTH + saltLength);
    }

    /** The profile with this {@code use_srtp} value, if it is one of ours. */
    public static Optional<SrtpProfile> of(int id) {
        for (SrtpProfile profile : values()) {
            if (profile.id == id) {
                return Optional.of(profile);
            }
        }
        return Optional.empty();
    }
}
