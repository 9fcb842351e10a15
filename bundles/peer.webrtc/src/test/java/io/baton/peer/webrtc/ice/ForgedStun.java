// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.ice;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** STUN messages of a sender that knows the user names of a session and none of its passwords. */
public final class ForgedStun {

    private static final StunKey WRONG = new StunKey("a password of another session");
    /** MESSAGE-INTEGRITY and FINGERPRINT. */
    private static final int TRAILER = 24 + 8;

    private ForgedStun() {}

    /**
     * Requests that nominate, conflict and err, answers of both kinds, and indications: each with the integrity of
     * another password, and without any.
     *
     * @param username as in a genuine request
     * @param tag of the device's transactions
     */
    public static List<byte[]> all(String username, int tag) {
        var forged = new ArrayList<byte[]>();
        for (int type : new int[] {
            StunType.BINDING_REQUEST, StunType.BINDING_INDICATION, StunType.BINDING_SUCCESS, StunType.BINDING_ERROR
        }) {
            for (int role : new int[] {StunType.ICE_CONTROLLING, StunType.ICE_CONTROLLED}) {
                byte[] transaction =
                        ByteBuffer.allocate(12).putInt(tag).putLong(role).array();
                byte[] message = new StunWriter(type, transaction)
                        .text(StunType.USERNAME, username)
                        .int32(StunType.PRIORITY, Integer.MAX_VALUE)
                        .int64(role, Long.MAX_VALUE)
                        .attribute(StunType.USE_CANDIDATE, new byte[0])
                        .xorMapped(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9))
                        .error(487, "Role Conflict")
                        .finish(WRONG);
                forged.add(message);
                forged.add(withoutIntegrity(message));
            }
        }
        return forged;
    }

    private static byte[] withoutIntegrity(byte[] message) {
        byte[] cut = Arrays.copyOf(message, message.length - TRAILER);
        ByteBuffer.wrap(cut).putShort(2, (short) (cut.length - StunType.HEADER));
        return cut;
    }
}
