// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.net;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Caches senders' addresses as objects, to not allocate one for each datagram. Of fixed size: a flood from forged
 * addresses costs time, not memory. Not thread-safe.
 */
final class AddressCache {

    private static final int SIZE = 256;
    private static final int KEY = 7;
    private static final int MIX = 0x9e37_79b1;

    private final int[] keys = new int[SIZE * KEY];
    private final @Nullable InetSocketAddress[] addresses = new InetSocketAddress[SIZE];

    /** The address in a {@code sockaddr} whose unused bytes are zero. */
    InetSocketAddress get(MemorySegment native28) {
        int hash = 0;
        for (int i = 0; i < KEY; i++) {
            hash = (hash + native28.get(JAVA_INT_UNALIGNED, 4L * i)) * MIX;
            hash ^= hash >>> 15;
        }
        int slot = hash >>> 24;
        InetSocketAddress known = addresses[slot];
        if (known != null && matches(slot, native28)) {
            return known;
        }
        InetSocketAddress made = NativeAddress.read(native28);
        for (int i = 0; i < KEY; i++) {
            keys[slot * KEY + i] = native28.get(JAVA_INT_UNALIGNED, 4L * i);
        }
        addresses[slot] = made;
        return made;
    }

    private boolean matches(int slot, MemorySegment native28) {
        for (int i = 0; i < KEY; i++) {
            if (keys[slot * KEY + i] != native28.get(JAVA_INT_UNALIGNED, 4L * i)) {
                return false;
            }
        }
        return true;
    }
}
