// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/** A peer made of hand-written bytes, for what a well-behaved one never sends. It shares no code with the product. */
final class ForgedPeer {

    static final int TAG = 0x0badcafe;
    static final int TSN = 1000;

    final Endpoint device;
    final List<byte[]> answers = new ArrayList<>();
    long now = 5_000_000_000L;
    int deviceTag;
    int deviceTsn;
    byte[] cookie = new byte[0];

    ForgedPeer(SctpConfig config) {
        device = new Endpoint(config, 77);
        device.wire = (from, packet) -> answers.add(packet);
    }

    static ForgedPeer connected() {
        ForgedPeer peer = new ForgedPeer(SctpConfig.defaults(false));
        peer.init(initBody(TAG, 1024, 1024, new byte[0]));
        peer.echo(peer.cookie);
        peer.answers.clear();
        return peer;
    }

    /** A peer that announced no extensions, so no reset of streams. */
    static ForgedPeer connectedWithoutResets() {
        ForgedPeer peer = new ForgedPeer(SctpConfig.defaults(false));
        peer.init(ByteBuffer.allocate(16)
                .putInt(TAG)
                .putInt(1 << 20)
                .putInt(1024 << 16 | 1024)
                .putInt(TSN)
                .array());
        peer.echo(peer.cookie);
        peer.answers.clear();
        return peer;
    }

    static byte[] initBody(int tag, int outbound, int inbound, byte[] parameters) {
        ByteBuffer body = ByteBuffer.allocate(16 + 12 + parameters.length);
        body.putInt(tag)
                .putInt(1 << 20)
                .putShort((short) outbound)
                .putShort((short) inbound)
                .putInt(TSN);
        body.putInt(0xc0000004).putInt(0x80080006).putInt(0x82c00000);
        return body.put(parameters).array();
    }

    /** Sends an INIT and reads the answer's tag, TSN and cookie, if there is one. */
    void init(byte[] body) {
        give(packet(0, chunk(1, 0, body)));
        if (answers.isEmpty() || type(last()) != 2) {
            return;
        }
        ByteBuffer ack = ByteBuffer.wrap(last());
        deviceTag = ack.getInt(16);
        deviceTsn = ack.getInt(28);
        for (int at = 32; at + 4 <= ack.limit(); at += (ack.getShort(at + 2) + 3) & ~3) {
            if (ack.getShort(at) == 7) {
                cookie = Arrays.copyOfRange(last(), at + 4, at + ack.getShort(at + 2));
            }
        }
    }

    void echo(byte[] bytes) {
        give(packet(deviceTag, chunk(10, 0, bytes)));
    }

    /** Gives the device one packet of chunks with the right tag. */
    void chunks(byte[]... chunks) {
        give(packet(deviceTag, chunks));
    }

    void give(byte[] packet) {
        device.association.receive(ByteBuffer.wrap(packet), now);
    }

    byte[] last() {
        return answers.getLast();
    }

    static int type(byte[] packet) {
        return packet[12] & 0xff;
    }

    /** Types of every chunk in every answer since the list was cleared. */
    List<Integer> answerTypes() {
        List<Integer> types = new ArrayList<>();
        for (byte[] packet : answers) {
            ByteBuffer in = ByteBuffer.wrap(packet);
            for (int at = 12; at + 4 <= packet.length; at += (in.getShort(at + 2) + 3) & ~3) {
                types.add(packet[at] & 0xff);
            }
        }
        return types;
    }

    static byte[] chunk(int type, int flags, byte[] body) {
        return ByteBuffer.allocate(4 + body.length)
                .put((byte) type)
                .put((byte) flags)
                .putShort((short) (4 + body.length))
                .put(body)
                .array();
    }

    static byte[] data(int tsn, int flags, int stream, int sequence, int ppid, byte[] user) {
        return chunk(
                0,
                flags,
                ByteBuffer.allocate(12 + user.length)
                        .putInt(tsn)
                        .putShort((short) stream)
                        .putShort((short) sequence)
                        .putInt(ppid)
                        .put(user)
                        .array());
    }

    static byte[] ints(int... values) {
        ByteBuffer out = ByteBuffer.allocate(4 * values.length);
        for (int value : values) {
            out.putInt(value);
        }
        return out.array();
    }

    static byte[] packet(int tag, byte[]... chunks) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ints(5000 << 16 | 5000, tag, 0));
        for (byte[] chunk : chunks) {
            out.writeBytes(chunk);
            out.writeBytes(new byte[-chunk.length & 3]);
        }
        return sealed(out.toByteArray());
    }

    /** Puts the checksum in, least significant byte first. */
    static byte[] sealed(byte[] packet) {
        Arrays.fill(packet, 8, 12, (byte) 0);
        CRC32C crc = new CRC32C();
        crc.update(packet);
        for (int i = 0; i < 4; i++) {
            packet[8 + i] = (byte) (crc.getValue() >>> (8 * i));
        }
        return packet;
    }
}
