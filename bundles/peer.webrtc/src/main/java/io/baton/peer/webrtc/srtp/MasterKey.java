// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.srtp;

import java.util.Arrays;

/**
 * What one side of a DTLS handshake encrypts with. Made from the exported keying material: one for what we send, one
 * for what the peer sends.
 *
 * <p>Threading. Immutable.
 */
public final class MasterKey {

    private final SrtpProfile profile;
    private final byte[] key;
    private final byte[] salt;

    /**
     * A key given directly.
     *
     * @throws IllegalArgumentException when a length is not the profile's
     */
    public MasterKey(SrtpProfile profile, byte[] key, byte[] salt) {
        if (key.length != SrtpProfile.KEY_LENGTH || salt.length != profile.saltLength()) {
            throw new IllegalArgumentException("wrong key or salt length for " + profile);
        }
        this.profile = profile;
        this.key = key.clone();
        this.salt = salt.clone();
    }

    /** The DTLS client's key out of the exported material: client key, server key, client salt, server salt. */
    public static MasterKey ofClient(SrtpProfile profile, byte[] exported) {
        return cut(profile, exported, 0);
    }

    /** The DTLS server's key out of the exported material. */
    public static MasterKey ofServer(SrtpProfile profile, byte[] exported) {
        return cut(profile, exported, 1);
    }

    private static MasterKey cut(SrtpProfile profile, byte[] exported, int side) {
        if (exported.length != profile.exportedLength()) {
            throw new IllegalArgumentException("wrong amount of keying material for " + profile);
        }
        int keyAt = side * SrtpProfile.KEY_LENGTH;
        int saltAt = 2 * SrtpProfile.KEY_LENGTH + side * profile.saltLength();
        return new MasterKey(
                profile,
                Arrays.copyOfRange(exported, keyAt, keyAt + SrtpProfile.KEY_LENGTH),
                Arrays.copyOfRange(exported, saltAt, saltAt + profile.saltLength()));
    }

    public SrtpProfile profile() {
        return profile;
    }

    SessionKeys rtpKeys() {
        return KeyDerivation.derive(this, KeyDerivation.RTP_LABELS);
    }

    SessionKeys rtcpKeys() {
        return KeyDerivation.derive(this, KeyDerivation.RTCP_LABELS);
    }

    byte[] key() {
        return key;
    }

    byte[] salt() {
        return salt;
    }

    /** Names the profile only: keys never reach a log. */
    @Override
    public String toString() {
        return "MasterKey[" + profile + "]";
    }
}
