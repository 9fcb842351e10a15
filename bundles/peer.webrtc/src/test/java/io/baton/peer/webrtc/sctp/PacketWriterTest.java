// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Checksum and bundling. */
class PacketWriterTest {

    /** RFC 3720 appendix B.4, referred to by RFC 9260: the checksum as it stands on the wire. */
    @Test
    void checksumMatchesThePublishedVectors() {
        byte[] up = new byte[32];
        byte[] down = new byte[32];
        byte[] ones = new byte[32];
        for (int i = 0; i < 32; i++) {
            up[i] = (byte) i;
            down[i] = (byte) (31 - i);
            ones[i] = -1;
        }
        assertEquals("aa36918a", wire(new byte[32]));
        assertEquals("43aba862", wire(ones));
        assertEquals("4e79dd46", wire(up));
        assertEquals("5cdb3f11", wire(down));
    }

    @Test
    void chunksAreBundledUntilThePacketIsFull() {
        List<String> packets = new ArrayList<>();
        PacketWriter out = new PacketWriter(256, 5000, 5001, packet -> {
            byte[] copy = new byte[packet.remaining()];
            packet.get(copy);
            packets.add(HexFormat.of().formatHex(copy));
        });
        out.tag(0x01020304);
        for (int i = 0; i < 3; i++) {
            out.chunk(SctpConstants.HEARTBEAT, 0, 101).put(new byte[101]);
        }
        out.chunk(SctpConstants.COOKIE_ACK, 0, 0);
        out.flush();
        out.flush();

        assertEquals(
                List.of(2 * (12 + 2 * 108), 2 * (12 + 108 + 4)),
                packets.stream().map(String::length).toList());
        assertEquals("1388138901020304", packets.getFirst().substring(0, 16));
        assertEquals("04000069", packets.getFirst().substring(24, 32));
        assertEquals("0b000004", packets.getLast().substring(12 * 2 + 108 * 2));
        assertEquals(2, out.packets());
    }

    private static String wire(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        ByteBuffer out = ByteBuffer.allocate(4).putInt(0, Integer.reverseBytes((int) crc.getValue()));
        return HexFormat.of().formatHex(out.array());
    }
}
