// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;

/** Socket addresses in the layout of the kernel: {@code sockaddr_in} and {@code sockaddr_in6}. */
final class NativeAddress {

    /** Bytes of the larger of the two. */
    static final int SIZE = 28;

    private static final int SIZE_IPV4 = 16;
    private static final int PORT = 2;
    private static final int IPV4 = 4;
    private static final int IPV6 = 8;
    private static final int MAPPED = 8 + 12;
    private static final int SCOPE = 24;
    private static final ValueLayout.OfShort PORT_LAYOUT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private NativeAddress() {}

    /**
     * Writes an address for a socket of {@code family}.
     *
     * @return its length; 0 when such a socket cannot reach it
     */
    static int write(InetSocketAddress address, int family, MemorySegment to) {
        InetAddress host = address.getAddress();
        if (host == null) {
            return 0;
        }
        to.asSlice(0, SIZE).fill((byte) 0);
        to.set(JAVA_SHORT_UNALIGNED, 0, (short) family);
        to.set(PORT_LAYOUT, PORT, (short) address.getPort());
        byte[] bytes = host.getAddress();
        if (family == LibC.AF_INET) {
            if (bytes.length != 4 && !host.isAnyLocalAddress()) {
                return 0;
            }
            copy(bytes, 4, to, IPV4);
            return SIZE_IPV4;
        }
        if (host instanceof Inet6Address six) {
            copy(bytes, bytes.length, to, IPV6);
            to.set(JAVA_INT_UNALIGNED, SCOPE, six.getScopeId());
        } else if (!host.isAnyLocalAddress()) {
            to.set(JAVA_SHORT_UNALIGNED, MAPPED - 2, (short) -1);
            copy(bytes, bytes.length, to, MAPPED);
        }
        return SIZE;
    }

    /** Reads what the kernel wrote; IPv4 addresses mapped into IPv6 come out as IPv4. */
    static InetSocketAddress read(MemorySegment from) {
        int port = from.get(PORT_LAYOUT, PORT) & 0xffff;
        try {
            if (from.get(JAVA_SHORT_UNALIGNED, 0) == LibC.AF_INET) {
                return new InetSocketAddress(Inet4Address.getByAddress(bytes(from, IPV4, 4)), port);
            }
            InetAddress host = InetAddress.getByAddress(bytes(from, IPV6, 16));
            int scope = from.get(JAVA_INT_UNALIGNED, SCOPE);
            if (scope != 0 && host instanceof Inet6Address) {
                host = Inet6Address.getByAddress(null, host.getAddress(), scope);
            }
            return new InetSocketAddress(host, port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes always are an address", e);
        }
    }

    private static void copy(byte[] bytes, int length, MemorySegment to, int at) {
        MemorySegment.copy(bytes, 0, to, JAVA_BYTE, at, length);
    }

    private static byte[] bytes(MemorySegment from, int at, int length) {
        return from.asSlice(at, length).toArray(JAVA_BYTE);
    }
}
