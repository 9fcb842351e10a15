// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.srtp;

import java.util.Arrays;

/** Keys for tests. */
public final class TestKeys {

    private TestKeys() {}

    /** A key whose bytes are all {@code fill}. */
    public static MasterKey of(SrtpProfile profile, int fill) {
        byte[] key = new byte[SrtpProfile.KEY_LENGTH];
        byte[] salt = new byte[profile.saltLength()];
        Arrays.fill(key, (byte) fill);
        Arrays.fill(salt, (byte) ~fill);
        return new MasterKey(profile, key, salt);
    }
}
