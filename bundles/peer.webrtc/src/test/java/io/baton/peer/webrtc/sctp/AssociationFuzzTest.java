// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * Whatever arrives, nothing is thrown, memory stays bounded, and a sender without the tag cannot disturb an
 * association.
 */
class AssociationFuzzTest {

    private static final int BOUND = (1 << 20) + 262_144 + 131_072;

    /** Input: packets of chunks, each with a length in two bytes in front, from a peer that knows the tag. */
    @FuzzTest
    void chunksFromAnAssociatedPeerKeepMemoryBounded(byte[] input) {
        ForgedPeer peer = ForgedPeer.connected();
        peer.chunks(ForgedPeer.data(
                ForgedPeer.TSN,
                3,
                0,
                0,
                SctpConstants.PPID_DCEP,
                Dcep.open(ChannelSettings.orderedRetransmits("x", 1))));
        peer.device.association.send(0, true, new byte[5000], peer.now);
        for (byte[] chunks : split(input)) {
            peer.chunks(chunks);
            check(peer);
        }
        for (int i = 0; i < 3; i++) {
            peer.now += 1_000_000_000L;
            peer.device.association.tick(peer.now);
        }
        check(peer);
    }

    /** Input: whole packets, sealed with a right checksum, before any handshake. */
    @FuzzTest
    void packetsBeforeTheHandshakeEstablishNothing(byte[] input) {
        ForgedPeer peer = new ForgedPeer(SctpConfig.defaults(false));
        for (byte[] packet : split(input)) {
            peer.give(packet.length < 12 ? packet : ForgedPeer.sealed(packet));
        }
        assertEquals(0, peer.device.established);
        check(peer);
    }

    @Test
    void damagedPacketsKeepMemoryBounded() {
        RandomGenerator random = Endpoint.random(20_261_121);
        List<byte[]> recorded = record();
        int survivors = 0;
        for (int round = 0; round < 400; round++) {
            ForgedPeer peer = ForgedPeer.connected();
            for (int i = 0; i < 60 && peer.device.ended == null; i++) {
                byte[] packet = recorded.get(random.nextInt(recorded.size())).clone();
                byte[] chunks = Arrays.copyOfRange(packet, 12, packet.length);
                damage(chunks, random);
                peer.chunks(chunks);
                check(peer);
                peer.now += random.nextLong(50_000_000L);
                peer.device.association.tick(peer.now);
            }
            survivors += peer.device.ended == null ? 1 : 0;
        }
        assertTrue(survivors > 20, survivors + " survived");
    }

    @Test
    void packetsWithoutTheTagLeaveTheAssociationIntact() {
        RandomGenerator random = Endpoint.random(5);
        List<byte[]> recorded = record();
        Link link = Link.connected(71);
        int id = link.open(ChannelSettings.reliable("rpc"));
        for (int i = 0; i < 2_000; i++) {
            byte[] packet = recorded.get(random.nextInt(recorded.size())).clone();
            if (random.nextBoolean()) {
                damage(packet, random);
            }
            link.device.association.receive(ByteBuffer.wrap(ForgedPeer.sealed(packet)), link.now);
            if (i % 10 == 0) {
                link.browser.association.send(id, false, AssociationTest.number(i, 600), link.now);
                link.pass(5);
            }
        }
        link.pass(5_000);
        assertNull(link.device.ended);
        assertEquals(200, link.device.messages.size());
        assertArrayEquals(
                AssociationTest.number(1990, 600),
                link.device.messages.getLast().payload());
    }

    private static void check(ForgedPeer peer) {
        long held = peer.device.association.stats().bytesHeld();
        assertTrue(held >= 0 && held < BOUND, held + " bytes held");
        assertTrue(peer.device.association.bufferedAmount(0) >= 0);
        assertTrue(peer.answers.size() < 100_000);
        assertTrue(peer.device.channels.size() <= 64);
        peer.device.messages.clear();
    }

    private static List<byte[]> split(byte[] input) {
        List<byte[]> parts = new ArrayList<>();
        int at = 0;
        while (at + 2 <= input.length) {
            int length = Math.min((input[at] & 0xff) << 8 | (input[at + 1] & 0xff), input.length - at - 2);
            parts.add(Arrays.copyOfRange(input, at + 2, at + 2 + length));
            at += 2 + length;
        }
        return parts;
    }

    /** Every kind of packet two real associations exchange, under loss. */
    private static List<byte[]> record() {
        List<byte[]> packets = new ArrayList<>();
        Link link = new Link(72);
        link.loss = 0.1;
        link.drop = packet -> {
            packets.add(packet);
            return false;
        };
        link.connect();
        int id = link.open(ChannelSettings.orderedRetransmits("a", 0));
        int bulk = link.open(ChannelSettings.reliableUnordered("b"));
        for (int i = 0; i < 40; i++) {
            link.browser.association.send(id, i % 2 == 0, new byte[i * 100], link.now);
            link.device.association.send(bulk, false, new byte[i * 10], link.now);
            link.pass(10);
        }
        link.browser.association.closeChannel(id, link.now);
        link.pass(40_000);
        link.browser.association.close(link.now);
        link.pass(5_000);
        return packets;
    }

    private static void damage(byte[] bytes, RandomGenerator random) {
        for (int n = random.nextInt(6); n > 0 && bytes.length > 0; n--) {
            int at = random.nextInt(Math.min(bytes.length, random.nextBoolean() ? 24 : bytes.length));
            bytes[at] = (byte) (random.nextBoolean() ? random.nextInt() : bytes[at] ^ 1 << random.nextInt(8));
        }
    }
}
