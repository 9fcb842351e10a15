// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The state an answering side hands to the peer instead of keeping it (RFC 9260 section 5.1.3), sealed with HMAC-SHA256
 * under a key that never leaves the association.
 *
 * @param localTag verification tag this side expects
 * @param localTsn first TSN of this side
 * @param peer what the peer's INIT said
 * @param createdNanos time of the INIT
 * @param tieLocal this side's tag when the INIT found an association, else 0
 * @param tiePeer the peer's tag when the INIT found an association, else 0
 */
record StateCookie(int localTag, int localTsn, InitChunk peer, long createdNanos, int tieLocal, int tiePeer) {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int FIELDS = 48;
    private static final int MAC = 32;
    static final int LENGTH = FIELDS + MAC;

    static SecretKeySpec newKey(RandomGenerator random) {
        byte[] key = new byte[MAC];
        random.nextBytes(key);
        return new SecretKeySpec(key, ALGORITHM);
    }

    byte[] seal(SecretKeySpec key) {
        ByteBuffer out = ByteBuffer.allocate(LENGTH);
        out.putInt(localTag).putInt(localTsn).putInt(peer.tag()).putInt(peer.tsn());
        out.putInt((int) peer.window()).putInt(peer.outbound()).putInt(peer.inbound());
        out.putInt((peer.forwardTsn() ? 1 : 0) | (peer.reConfig() ? 2 : 0));
        out.putLong(createdNanos).putInt(tieLocal).putInt(tiePeer);
        out.put(mac(key, out.array()));
        return out.array();
    }

    /** The cookie's content, or null if it was not made with the key. */
    static @Nullable StateCookie open(SecretKeySpec key, byte[] sealed) {
        if (sealed.length != LENGTH
                || !MessageDigest.isEqual(mac(key, sealed), Arrays.copyOfRange(sealed, FIELDS, LENGTH))) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(sealed);
        int localTag = in.getInt();
        int localTsn = in.getInt();
        int peerTag = in.getInt();
        int peerTsn = in.getInt();
        long window = in.getInt() & 0xffff_ffffL;
        int outbound = in.getInt();
        int inbound = in.getInt();
        int flags = in.getInt();
        InitChunk peer = new InitChunk(peerTag, window, outbound, inbound, peerTsn, (flags & 1) != 0, (flags & 2) != 0);
        return new StateCookie(localTag, localTsn, peer, in.getLong(), in.getInt(), in.getInt());
    }

    private static byte[] mac(SecretKeySpec key, byte[] data) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(data, 0, FIELDS);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
