// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.srtp;

/** Session keys for one direction of RTP or of RTCP. Not a record: a record would print the keys. */
final class SessionKeys {

    private final byte[] encryption;
    private final byte[] authentication;
    private final byte[] salt;

    SessionKeys(byte[] encryption, byte[] authentication, byte[] salt) {
        this.encryption = encryption;
        this.authentication = authentication;
        this.salt = salt;
    }

    byte[] encryption() {
        return encryption;
    }

    byte[] authentication() {
        return authentication;
    }

    byte[] salt() {
        return salt;
    }
}
