// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.ice;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A received STUN message (RFC 8489). Its bounds and its FINGERPRINT were checked when it was read; nothing is trusted
 * before {@link #isAuthentic}.
 */
public final class StunMessage {

    private static final int MAX_LENGTH = 1_500;
    private static final int MAX_ATTRIBUTES = 32;
    private static final int MAX_USERNAME = 513;

    private final byte[] bytes;
    /** Type, offset and length of each attribute up to MESSAGE-INTEGRITY. */
    private final int[] index;

    private final int count;
    private final int integrity;
    private final int unknown;

    private StunMessage(byte[] bytes, int[] index, int count, int integrity, int unknown) {
        this.bytes = bytes;
        this.index = index;
        this.count = count;
        this.integrity = integrity;
        this.unknown = unknown;
    }

    /** Whether a datagram may be STUN, by its first bytes (RFC 7983). */
    public static boolean looksLike(byte[] data, int offset, int length) {
        return length >= StunType.HEADER
                && (data[offset] & 0xC0) == 0
                && (data[offset] & 0xFF) < 4
                && int32(data, offset + 4) == StunType.MAGIC;
    }

    /** Reads a message; null when it is malformed, or lacks a correct FINGERPRINT as its last attribute. */
    public static @Nullable StunMessage read(byte[] data, int offset, int length) {
        if (length > MAX_LENGTH || length % 4 != 0 || !looksLike(data, offset, length)) {
            return null;
        }
        if (int16(data, offset + 2) != length - StunType.HEADER) {
            return null;
        }
        byte[] bytes = Arrays.copyOfRange(data, offset, offset + length);
        int[] index = new int[MAX_ATTRIBUTES * 3];
        int count = 0;
        int integrity = -1;
        int unknown = 0;
        int at = StunType.HEADER;
        boolean fingerprint = false;
        while (at < length) {
            if (fingerprint || length - at < 4) {
                return null;
            }
            int type = int16(bytes, at);
            int size = int16(bytes, at + 2);
            if (size > length - at - 4) {
                return null;
            }
            if (type == StunType.FINGERPRINT) {
                fingerprint = size == 4 && int32(bytes, at + 4) == fingerprint(bytes, at);
                if (!fingerprint) {
                    return null;
                }
            } else if (integrity < 0) {
                if (type == StunType.MESSAGE_INTEGRITY) {
                    if (size != 20) {
                        return null;
                    }
                    integrity = at;
                } else {
                    if (count == MAX_ATTRIBUTES) {
                        return null;
                    }
                    index[count * 3] = type;
                    index[count * 3 + 1] = at + 4;
                    index[count * 3 + 2] = size;
                    count++;
                    if (unknown == 0 && type < 0x8000 && !isKnown(type)) {
                        unknown = type;
                    }
                }
            }
            at += 4 + (size + 3 & ~3);
        }
        return fingerprint && at == length ? new StunMessage(bytes, index, count, integrity, unknown) : null;
    }

    private static boolean isKnown(int type) {
        return switch (type) {
            case StunType.USERNAME,
                    StunType.ERROR_CODE,
                    StunType.UNKNOWN_ATTRIBUTES,
                    StunType.XOR_MAPPED_ADDRESS,
                    StunType.PRIORITY,
                    StunType.USE_CANDIDATE -> true;
            default -> false;
        };
    }

    static int fingerprint(byte[] bytes, int length) {
        var crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue() ^ StunType.FINGERPRINT_XOR;
    }

    /**
     * Whether it carries a MESSAGE-INTEGRITY made with this key (RFC 8489 §14.5); the comparison takes constant time.
     */
    boolean isAuthentic(StunKey key) {
        if (integrity < 0) {
            return false;
        }
        byte[] covered = Arrays.copyOf(bytes, integrity);
        // the length counts as if MESSAGE-INTEGRITY were the last attribute
        put16(covered, 2, integrity + 24 - StunType.HEADER);
        return MessageDigest.isEqual(
                key.mac(covered, integrity), Arrays.copyOfRange(bytes, integrity + 4, integrity + 24));
    }

    int type() {
        return int16(bytes, 0);
    }

    public boolean isRequest() {
        return type() == StunType.BINDING_REQUEST;
    }

    public boolean isResponse() {
        return type() == StunType.BINDING_SUCCESS || type() == StunType.BINDING_ERROR;
    }

    /** The transaction id, 12 bytes. */
    byte[] transaction() {
        return Arrays.copyOfRange(bytes, 8, 20);
    }

    /** The first four bytes of the transaction id, where the device puts the agent's number. */
    public int tag() {
        return int32(bytes, 8);
    }

    /** The first attribute that must be understood and is not; 0 when there is none. */
    int unknownAttribute() {
        return unknown;
    }

    /** The USERNAME; null when there is none or it is malformed. */
    public @Nullable String username() {
        int at = find(StunType.USERNAME);
        if (at < 0 || index[at + 2] == 0 || index[at + 2] > MAX_USERNAME) {
            return null;
        }
        return new String(bytes, index[at + 1], index[at + 2], StandardCharsets.UTF_8);
    }

    /** The part of the USERNAME before the colon: the user fragment of the recipient. */
    public @Nullable String recipient() {
        String name = username();
        int colon = name == null ? -1 : name.indexOf(':');
        return name == null || colon < 0 ? null : name.substring(0, colon);
    }

    /** The PRIORITY, or -1. */
    long priority() {
        int at = find(StunType.PRIORITY);
        return at < 0 || index[at + 2] != 4 ? -1 : int32(bytes, index[at + 1]) & 0xFFFF_FFFFL;
    }

    boolean useCandidate() {
        return find(StunType.USE_CANDIDATE) >= 0;
    }

    boolean fromControlled() {
        return find(StunType.ICE_CONTROLLED) >= 0;
    }

    boolean fromControlling() {
        return find(StunType.ICE_CONTROLLING) >= 0;
    }

    /** The code of an error response, 300–699, or 0. */
    int errorCode() {
        int at = find(StunType.ERROR_CODE);
        if (at < 0 || index[at + 2] < 4) {
            return 0;
        }
        return (bytes[index[at + 1] + 2] & 7) * 100 + (bytes[index[at + 1] + 3] & 0xFF);
    }

    /** XOR-MAPPED-ADDRESS; null when absent or malformed. */
    @Nullable
    InetSocketAddress mappedAddress() {
        int at = find(StunType.XOR_MAPPED_ADDRESS);
        if (at < 0 || index[at + 2] < 8) {
            return null;
        }
        int start = index[at + 1];
        int size = switch (bytes[start + 1]) {
            case 1 -> 4;
            case 2 -> 16;
            default -> -1;
        };
        if (size < 0 || index[at + 2] != size + 4) {
            return null;
        }
        byte[] address = new byte[size];
        for (int i = 0; i < size; i++) {
            address[i] = (byte) (bytes[start + 4 + i] ^ bytes[4 + i]);
        }
        try {
            return new InetSocketAddress(
                    InetAddress.getByAddress(address), int16(bytes, start + 2) ^ StunType.MAGIC >>> 16);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private int find(int type) {
        for (int i = 0; i < count; i++) {
            if (index[i * 3] == type) {
                return i * 3;
            }
        }
        return -1;
    }

    static int int16(byte[] data, int at) {
        return (data[at] & 0xFF) << 8 | (data[at + 1] & 0xFF);
    }

    private static int int32(byte[] data, int at) {
        return int16(data, at) << 16 | int16(data, at + 2);
    }

    static void put16(byte[] data, int at, int value) {
        ByteBuffer.wrap(data).putShort(at, (short) value);
    }
}
