// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Handshake, channels, messages and both kinds of end over a path without loss. */
class AssociationTest {

    @Test
    void browserConnectsAndOpensTheChannelsOfThePage() {
        Link link = Link.connected(1);
        int rpc = link.open(ChannelSettings.reliable("rpc"));
        int hid = link.open(ChannelSettings.reliable("hidrpc"));
        int ordered = link.open(ChannelSettings.orderedRetransmits("hidrpc-unreliable-ordered", 0));
        int loose = link.open(ChannelSettings.unorderedRetransmits("hidrpc-unreliable-nonordered", 0));

        assertEquals(List.of(0, 2, 4, 6), List.of(rpc, hid, ordered, loose));
        assertEquals(
                new ChannelSettings("hidrpc-unreliable-nonordered", "", false, 0, -1), link.device.channels.get(6));
        assertEquals(link.browser.channels, link.device.channels);
        assertEquals(1, link.device.established);
    }

    @Test
    void deviceOpensOddChannels() {
        Link link = Link.connected(2);
        int id = link.device.association.open(new ChannelSettings("x", "p", false, -1, 250), link.now);
        link.pass(1000);

        assertEquals(1, id);
        assertEquals(new ChannelSettings("x", "p", false, -1, 250), link.browser.channels.get(1));
    }

    @Test
    void bothSidesConnectAtOnce() {
        Link link = new Link(3);
        link.device.association.connect(link.now);
        link.connect();
        int id = link.open(ChannelSettings.reliable("rpc"));
        link.browser.association.send(id, true, "hello".getBytes(UTF_8), link.now);
        link.device.association.send(id, true, "there".getBytes(UTF_8), link.now);
        link.pass(1000);

        assertEquals(List.of("hello"), link.device.strings(id));
        assertEquals(List.of("there"), link.browser.strings(id));
        assertEquals(1, link.device.established);
        assertEquals(1, link.browser.established);
    }

    @Test
    void textBinaryAndEmptyMessagesKeepTheirKind() {
        Link link = Link.connected(4);
        int id = link.open(ChannelSettings.reliable("rpc"));
        DataTransport browser = link.browser.association;
        browser.send(id, true, "{}".getBytes(UTF_8), link.now);
        browser.send(id, false, new byte[] {1, 2}, link.now);
        browser.send(id, true, new byte[0], link.now);
        browser.send(id, false, new byte[0], link.now);
        link.pass(1000);

        List<Endpoint.Message> got = link.device.messages;
        assertEquals(
                List.of(true, false, true, false),
                got.stream().map(Endpoint.Message::text).toList());
        assertEquals(
                List.of(2, 2, 0, 0), got.stream().map(m -> m.payload().length).toList());
        assertArrayEquals(new byte[] {1, 2}, got.get(1).payload());
    }

    @Test
    void largestMessageArrivesWhole() {
        Link link = Link.connected(5);
        int id = link.open(ChannelSettings.reliable("rpc"));
        byte[] big = new byte[262_144];
        link.random.nextBytes(big);

        assertEquals(SendOutcome.QUEUED, link.browser.association.send(id, false, big.clone(), link.now));
        assertTrue(link.browser.association.bufferedAmount(id) > 200_000);
        assertTrue(link.run(5000, () -> link.device.messages.size() == 1));
        assertArrayEquals(big, link.device.messages.getFirst().payload());
        link.pass(1000);
        assertEquals(0, link.browser.association.bufferedAmount(id));
        assertEquals(0, link.device.association.stats().bytesHeld());
    }

    @Test
    void lastTextOfAQueueIsAcknowledgedAtOnce() {
        Link link = Link.connected(12);
        int id = link.open(ChannelSettings.reliable("rpc"));
        link.pass(1000);
        for (int i = 0; i < 3; i++) {
            link.device.association.send(id, true, new byte[40], link.now);
            assertEquals(40, link.device.association.bufferedAmount(id));
            link.pass(11);
            assertEquals(0, link.device.association.bufferedAmount(id), "there and back takes 10 ms");
        }
    }

    @Test
    void sendIsRefusedWhenClosedTooLargeOrFull() {
        Link link = new Link(6);
        DataTransport browser = link.browser.association;
        assertEquals(SendOutcome.CLOSED, browser.send(0, true, new byte[1], link.now));
        assertEquals(-1, browser.open(ChannelSettings.reliable("early"), link.now));
        link.connect();
        int id = link.open(ChannelSettings.reliable("rpc"));

        assertEquals(SendOutcome.TOO_LARGE, browser.send(id, true, new byte[262_145], link.now));
        assertEquals(SendOutcome.CLOSED, browser.send(id + 2, true, new byte[1], link.now));
        int queued = 0;
        while (browser.send(id, false, new byte[100_000], link.now) == SendOutcome.QUEUED) {
            queued++;
        }
        assertEquals(10, queued);
        assertEquals(SendOutcome.FULL, browser.send(id, false, new byte[100_000], link.now));
        assertTrue(link.run(10_000, () -> link.device.messages.size() == 10));
        link.pass(500);
        assertEquals(SendOutcome.QUEUED, browser.send(id, false, new byte[100_000], link.now));
    }

    @Test
    void receivedMessageLargerThanAgreedEndsBothSides() {
        SctpConfig small =
                new SctpConfig(5000, 5000, false, 1160, 10_000, 262_144, 1 << 20, 1 << 20, 64, SctpTimers.defaults());
        Link link = new Link(7, small, SctpConfig.defaults(true));
        link.connect();
        int id = link.open(ChannelSettings.reliable("rpc"));
        link.browser.association.send(id, false, new byte[10_000], link.now);
        link.pass(500);
        assertEquals(1, link.device.messages.size());
        assertNull(link.device.ended);

        link.browser.association.send(id, false, new byte[10_001], link.now);
        link.pass(500);
        assertEquals(1, link.device.messages.size());
        assertEquals(EndReason.MESSAGE_TOO_LARGE, link.device.ended);
        assertEquals(EndReason.PEER_ABORTED, link.browser.ended);
        assertEquals(List.of(id), link.device.closed);
    }

    @Test
    void replyAndAcknowledgementShareAPacket() {
        Link link = Link.connected(8);
        int id = link.open(ChannelSettings.reliable("hidrpc"));
        link.pass(2000);
        link.device.onMessage = (at, message) -> at.association.send(id, false, message.payload(), link.now);
        int before = link.device.packets;
        for (int i = 0; i < 50; i++) {
            link.browser.association.send(id, false, new byte[] {5, 4, 1}, link.now);
            link.pass(20);
        }

        assertEquals(50, link.browser.messages.size());
        assertEquals(50, link.device.packets - before);
    }

    @Test
    void everySecondPacketOfOneDirectionIsAcknowledged() {
        Link link = Link.connected(9);
        int id = link.open(ChannelSettings.reliable("hidrpc"));
        link.pass(2000);
        int before = link.device.packets;
        for (int i = 0; i < 100; i++) {
            link.browser.association.send(id, false, new byte[9], link.now);
            link.pass(8);
        }
        assertEquals(100, link.device.messages.size());
        assertEquals(50, link.device.packets - before);
    }

    @Test
    void smallMessagesAreBundledIntoOnePacket() {
        Link link = Link.connected(10);
        int id = link.open(ChannelSettings.reliable("hidrpc"));
        link.pass(2000);
        link.browser.onMessage = (at, message) -> {
            for (int i = 0; i < 20; i++) {
                at.association.send(id, false, new byte[] {(byte) i}, link.now);
            }
        };
        int before = link.browser.packets;
        link.device.association.send(id, false, new byte[1], link.now);
        link.pass(500);

        assertEquals(20, link.device.messages.size());
        assertEquals(1, link.browser.packets - before);
    }

    @Test
    void smallMessageIsNotDelayedByBulkOnAnotherStream() {
        Link link = Link.connected(11);
        int bulk = link.open(ChannelSettings.reliable("upload"));
        int keys = link.open(ChannelSettings.reliable("hidrpc"));
        for (int i = 0; i < 50; i++) {
            link.browser.association.send(bulk, false, new byte[16_000], link.now);
        }
        link.browser.association.send(keys, false, new byte[] {1}, link.now);
        assertTrue(link.run(10_000, () -> link.device.messages.stream().anyMatch(m -> m.channel() == keys)));
        long before =
                link.device.messages.stream().filter(m -> m.channel() == bulk).count();
        assertTrue(before <= 2, before + " bulk messages went first");
    }

    @Test
    void shutdownDeliversQueuedMessagesFirst() {
        Link link = Link.connected(12);
        int id = link.open(ChannelSettings.reliable("rpc"));
        for (int i = 0; i < 40; i++) {
            link.device.association.send(id, true, ("m" + i).getBytes(UTF_8), link.now);
        }
        link.device.association.close(link.now);
        assertEquals(SendOutcome.CLOSED, link.device.association.send(id, true, new byte[1], link.now));
        link.pass(3000);

        assertEquals(40, link.browser.messages.size());
        assertEquals(EndReason.SHUTDOWN, link.device.ended);
        assertEquals(EndReason.SHUTDOWN, link.browser.ended);
        assertEquals(List.of(id), link.browser.closed);
        assertEquals(Long.MAX_VALUE, link.device.association.deadlineNanos());
    }

    @Test
    void shutdownCompletesWhenAnyOneOfItsPacketsIsLost() {
        for (int lost = 0; lost < 4; lost++) {
            Link link = Link.connected(13 + lost);
            link.open(ChannelSettings.reliable("rpc"));
            link.pass(1000);
            int[] count = {0};
            int victim = lost;
            link.drop = packet -> count[0]++ == victim;
            link.browser.association.close(link.now);
            link.device.association.close(link.now);
            link.pass(20_000);
            assertEquals(EndReason.SHUTDOWN, link.device.ended, "device, packet " + lost);
            assertEquals(EndReason.SHUTDOWN, link.browser.ended, "browser, packet " + lost);
        }
    }

    @Test
    void abortEndsThePeerToo() {
        Link link = Link.connected(20);
        int id = link.open(ChannelSettings.reliable("rpc"));
        link.browser.association.abort(link.now);
        link.pass(100);

        assertEquals(EndReason.ABORTED, link.browser.ended);
        assertEquals(EndReason.PEER_ABORTED, link.device.ended);
        assertEquals(List.of(id), link.device.closed);
    }

    @Test
    void idOfAClosedChannelIsReused() {
        Link link = Link.connected(21);
        for (int round = 0; round < 5; round++) {
            int id = link.open(ChannelSettings.reliable("upload_" + round));
            assertEquals(0, id);
            link.browser.association.send(id, true, ("a" + round).getBytes(UTF_8), link.now);
            link.device.association.send(id, true, ("b" + round).getBytes(UTF_8), link.now);
            link.pass(200);
            if (round % 2 == 0) {
                link.browser.association.closeChannel(id, link.now);
            } else {
                link.device.association.closeChannel(id, link.now);
            }
            link.pass(1000);
            assertEquals(round + 1, link.device.closed.size());
            assertEquals(round + 1, link.browser.closed.size());
        }
        assertEquals(List.of("a0", "a1", "a2", "a3", "a4"), link.device.strings(0));
        assertEquals(List.of("b0", "b1", "b2", "b3", "b4"), link.browser.strings(0));
    }

    @Test
    void channelClosesAfterItsQueuedMessages() {
        Link link = Link.connected(22);
        int id = link.open(ChannelSettings.reliable("rpc"));
        link.browser.association.send(id, false, new byte[200_000], link.now);
        link.browser.association.send(id, true, "last".getBytes(UTF_8), link.now);
        link.browser.association.closeChannel(id, link.now);
        assertEquals(SendOutcome.CLOSED, link.browser.association.send(id, true, new byte[1], link.now));
        link.pass(5000);

        assertEquals(2, link.device.messages.size());
        assertEquals(List.of(id), link.device.closed);
        assertEquals(List.of(id), link.browser.closed);
    }

    @Test
    void channelsBeyondTheLimitAreClosed() {
        Link link = new Link(
                23,
                new SctpConfig(5000, 5000, false, 1160, 262_144, 262_144, 1 << 20, 1 << 20, 3, SctpTimers.defaults()),
                SctpConfig.defaults(true));
        link.connect();
        for (int i = 0; i < 5; i++) {
            link.browser.association.open(ChannelSettings.reliable("c" + i), link.now);
        }
        link.pass(3000);

        assertEquals(3, link.device.channels.size());
        assertEquals(link.device.channels, link.browser.channels);
        assertEquals(2, link.browser.closed.size());
    }

    @Test
    void pausedDeliveryClosesTheWindowAndLosesNothing() {
        Link link = Link.connected(24);
        int id = link.open(ChannelSettings.reliable("upload"));
        link.device.association.pauseDelivery(link.now);
        int sent = 0;
        for (int i = 0; i < 400; i++) {
            while (link.browser.association.send(id, false, number(sent, 10_000), link.now) == SendOutcome.QUEUED) {
                sent++;
            }
            link.pass(50);
        }
        assertEquals(0, link.device.messages.size());
        long held = link.device.association.stats().bytesHeld();
        assertTrue(held > 900_000 && held < (1 << 20) + 20_000, held + " bytes held");
        assertTrue(link.browser.association.bufferedAmount(id) > 900_000);
        assertNull(link.browser.ended);

        link.device.association.resumeDelivery(link.now);
        int total = sent;
        assertTrue(link.run(5_000, () -> link.device.messages.size() == total), link.device.messages.size() + "");
        for (int i = 0; i < total; i++) {
            assertArrayEquals(number(i, 10_000), link.device.messages.get(i).payload());
        }
        assertEquals(0, link.device.association.stats().bytesHeld());
    }

    @Test
    void associationWithoutAnswersEndsAtTheRetransmissionLimit() {
        Link link = Link.connected(25);
        int id = link.open(ChannelSettings.reliable("rpc"));
        link.drop = packet -> true;
        link.device.association.send(id, true, new byte[10], link.now);
        link.pass(200_000);
        assertEquals(EndReason.RETRANSMISSION_LIMIT, link.device.ended);
        assertEquals(EndReason.RETRANSMISSION_LIMIT, link.browser.ended, "by heartbeat");
        assertEquals(List.of(id), link.device.closed);
    }

    @Test
    void handshakeWithoutAnswerTimesOut() {
        Link link = new Link(26);
        link.drop = packet -> true;
        link.browser.association.connect(link.now);
        link.pass(120_000);
        assertEquals(EndReason.HANDSHAKE_TIMEOUT, link.browser.ended);
        assertEquals(13, link.browser.packets);
    }

    @Test
    void idleAssociationStaysUpByHeartbeats() {
        Link link = Link.connected(27);
        link.pass(600_000);
        assertNull(link.device.ended);
        assertNull(link.browser.ended);
        assertFalse(link.browser.packets > 100, "a quiet pair is quiet");
    }

    static byte[] number(int value, int length) {
        byte[] bytes = new byte[length];
        bytes[0] = (byte) (value >>> 24);
        bytes[1] = (byte) (value >>> 16);
        bytes[2] = (byte) (value >>> 8);
        bytes[3] = (byte) value;
        bytes[length - 1] = (byte) value;
        return bytes;
    }
}
