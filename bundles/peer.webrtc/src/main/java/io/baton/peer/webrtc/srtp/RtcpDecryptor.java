// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.srtp;

import java.util.HashMap;
import java.util.Map;

/**
 * Checks and decrypts the RTCP a peer sends. Packets that are too short, not encrypted, forged or seen before are
 * refused.
 *
 * <p>Threading. Not thread-safe; used by one thread at a time, under the lock of its viewer.
 *
 * <p>Errors. Refusals are the value {@link #REFUSED}; nothing the network sends makes this class throw.
 */
public final class RtcpDecryptor {

    /** Returned instead of a length for a packet that must be dropped. */
    public static final int REFUSED = -1;

    /** A peer reports from one or two SSRCs; more than this many is nonsense, and state for them is refused. */
    private static final int MAX_SENDERS = 16;

    private final PacketCipher cipher;
    private final int shortest;
    private final int indexFromEnd;
    private final Map<Integer, ReplayWindow> windows = new HashMap<>();

    public RtcpDecryptor(MasterKey master) {
        this(master.profile(), master.rtcpKeys());
    }

    RtcpDecryptor(SrtpProfile profile, SessionKeys keys) {
        cipher = PacketCipher.of(profile, keys);
        shortest = RtcpEncryptor.HEADER + profile.tagLength() + Integer.BYTES;
        indexFromEnd = profile == SrtpProfile.AEAD_AES_128_GCM ? Integer.BYTES : Integer.BYTES + profile.tagLength();
    }

    /**
     * Decrypts a packet in place.
     *
     * @return bytes of the plain compound packet at the same place, or {@link #REFUSED}; what the array then holds is
     *     undefined
     */
    public int decrypt(byte[] packet, int at, int length) {
        if (length < shortest) {
            return REFUSED;
        }
        int word = BigEndian.get(packet, at + length - indexFromEnd);
        if ((word & RtcpEncryptor.ENCRYPTED) == 0) {
            return REFUSED;
        }
        long index = word & ~RtcpEncryptor.ENCRYPTED;
        int ssrc = BigEndian.get(packet, at + 4);
        ReplayWindow window = windows.get(ssrc);
        if (window == null ? windows.size() >= MAX_SENDERS : !window.isNew(index)) {
            return REFUSED;
        }
        int plain = cipher.openRtcp(packet, at, length, RtcpEncryptor.HEADER, ssrc, index);
        if (plain < 0) {
            return REFUSED;
        }
        if (window == null) {
            window = new ReplayWindow();
            windows.put(ssrc, window);
        }
        window.seen(index);
        return plain;
    }
}
