// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two associations over a path that loses, doubles and reorders packets in both directions. */
class LossTest {

    private static final int MESSAGES = 400;

    @ParameterizedTest
    @CsvSource({
        "0.02, 1", "0.02, 2", "0.02, 3", "0.10, 4", "0.10, 5", "0.10, 6", "0.30, 7", "0.30, 8", "0.30, 9", "0, 10"
    })
    void reliableMessagesArriveOnceAndInOrderDespiteLoss(double loss, long seed) {
        Link link = lossy(seed, loss);
        link.connect();
        int id = link.open(ChannelSettings.reliable("rpc"));
        List<byte[]> up = new ArrayList<>();
        List<byte[]> down = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            up.add(AssociationTest.number(i, size(link, i)));
            down.add(AssociationTest.number(i, size(link, i)));
            queue(link, link.browser, id, up.get(i));
            queue(link, link.device, id, down.get(i));
            link.pass(3);
        }
        boolean done = link.run(
                600_000, () -> link.device.messages.size() >= MESSAGES && link.browser.messages.size() >= MESSAGES);
        assertTrue(done, link.device.messages.size() + " and " + link.browser.messages.size() + " arrived");
        link.pass(5000);
        same(up, link.device.messages);
        same(down, link.browser.messages);
        assertEquals(0, link.device.association.stats().bytesHeld());
        assertEquals(0, link.device.association.bufferedAmount(id));
    }

    @ParameterizedTest
    @CsvSource({"0.02, 11", "0.10, 12", "0.30, 13", "0.30, 14"})
    void orderedMessagesWithoutRetransmitsArriveAtMostOnceAndInOrder(double loss, long seed) {
        Link link = lossy(seed, loss);
        link.connect();
        int id = link.open(ChannelSettings.orderedRetransmits("hidrpc-unreliable-ordered", 0));
        List<Integer> got = exchange(link, id);
        for (int i = 1; i < got.size(); i++) {
            assertTrue(got.get(i) > got.get(i - 1), got.get(i) + " after " + got.get(i - 1));
        }
        arrivedShare(got, loss);
    }

    @ParameterizedTest
    @CsvSource({"0.02, 21", "0.10, 22", "0.30, 23", "0.30, 24"})
    void unorderedMessagesWithoutRetransmitsArriveAtMostOnce(double loss, long seed) {
        Link link = lossy(seed, loss);
        link.connect();
        int id = link.open(ChannelSettings.unorderedRetransmits("hidrpc-unreliable-nonordered", 0));
        List<Integer> got = exchange(link, id);
        assertEquals(new HashSet<>(got).size(), got.size());
        arrivedShare(got, loss);
    }

    @ParameterizedTest
    @CsvSource({"0.10, 31", "0.30, 32", "0.30, 33"})
    void fragmentedMessagesWithALifetimeArriveWholeOrNotAtAll(double loss, long seed) {
        Link link = lossy(seed, loss);
        link.connect();
        int id = link.open(new ChannelSettings("x", "", true, -1, 150));
        int reliable = link.open(ChannelSettings.reliable("rpc"));
        List<byte[]> sent = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            sent.add(AssociationTest.number(i, 1 + link.random.nextInt(5, 9000)));
            link.browser.association.send(id, false, sent.get(i).clone(), link.now);
            link.pass(20);
        }
        link.pass(2000);
        queue(link, link.browser, reliable, new byte[] {7});
        assertTrue(link.run(120_000, () -> link.device.messages.stream().anyMatch(m -> m.channel() == reliable)));
        link.pass(5000);
        int last = -1;
        int count = 0;
        for (Endpoint.Message message : link.device.messages) {
            if (message.channel() == id) {
                int number = ByteBuffer.wrap(message.payload()).getInt();
                assertTrue(number > last);
                assertArrayEquals(sent.get(number), message.payload());
                last = number;
                count++;
            }
        }
        assertTrue(count > 10, count + " arrived");
        assertTrue(link.browser.association.stats().messagesAbandoned() > 0);
        assertEquals(0, link.device.association.stats().bytesHeld());
        assertEquals(0, link.browser.association.bufferedAmount(id));
        assertNull(link.browser.ended);
    }

    @ParameterizedTest
    @CsvSource({"0.10, 41", "0.30, 42", "0.30, 43"})
    void channelsCloseAndReopenDespiteLoss(double loss, long seed) {
        Link link = lossy(seed, loss);
        link.connect();
        for (int round = 0; round < 10; round++) {
            int id = link.open(ChannelSettings.reliable("upload"));
            byte[] data = AssociationTest.number(round, 20_000);
            queue(link, link.browser, id, data);
            queue(link, link.device, id, data);
            int expected = round + 1;
            assertTrue(link.run(120_000, () -> link.browser.messages.size() == expected));
            link.browser.association.closeChannel(id, link.now);
            assertTrue(
                    link.run(
                            120_000,
                            () -> link.device.closed.size() == expected && link.browser.closed.size() == expected),
                    "round " + round);
        }
        assertEquals(10, link.device.messages.size());
        assertEquals(10, link.browser.messages.size());
    }

    private static Link lossy(long seed, double loss) {
        Link link = new Link(seed);
        link.loss = loss;
        link.duplication = 0.05;
        link.jitter = 8 * Link.MILLIS;
        return link;
    }

    private static int size(Link link, int i) {
        return i % 100 == 50 ? 200_000 : i % 10 == 5 ? 3000 : link.random.nextInt(5, 64);
    }

    private static void queue(Link link, Endpoint from, int id, byte[] payload) {
        while (from.association.send(id, false, payload.clone(), link.now) == SendOutcome.FULL) {
            link.pass(20);
        }
    }

    private static void same(List<byte[]> sent, List<Endpoint.Message> got) {
        assertEquals(sent.size(), got.size());
        for (int i = 0; i < sent.size(); i++) {
            assertArrayEquals(sent.get(i), got.get(i).payload(), "message " + i);
        }
    }

    private static List<Integer> exchange(Link link, int id) {
        for (int i = 0; i < 1000; i++) {
            link.browser.association.send(id, false, AssociationTest.number(i, 9), link.now);
            link.pass(4);
        }
        link.pass(30_000);
        assertNull(link.browser.ended);
        assertEquals(0, link.browser.association.bufferedAmount(id));
        assertEquals(0, link.device.association.stats().bytesHeld());
        return link.device.messages.stream()
                .map(message -> ByteBuffer.wrap(message.payload()).getInt())
                .toList();
    }

    private static void arrivedShare(List<Integer> got, double loss) {
        double share = got.size() / 1000.0;
        assertTrue(share > 1 - loss - 0.12, share + " arrived at loss " + loss);
    }
}
