// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Numbers that run past their end: TSN, stream sequence and reset sequence. */
class SerialNumberTest {

    @Test
    void tsnsWrapAroundDespiteLoss() {
        for (int start : new int[] {-1, -2, -100, Integer.MAX_VALUE - 50}) {
            Link link = new Link(
                    start,
                    new Endpoint(SctpConfig.defaults(false), Endpoint.startingAt(start, 1)),
                    new Endpoint(SctpConfig.defaults(true), Endpoint.startingAt(start, 2)));
            link.loss = 0.1;
            link.jitter = 8 * Link.MILLIS;
            link.connect();
            int id = link.open(ChannelSettings.reliable("rpc"));
            int loose = link.open(ChannelSettings.orderedRetransmits("hid", 0));
            List<byte[]> sent = new ArrayList<>();
            for (int i = 0; i < 150; i++) {
                sent.add(AssociationTest.number(i, i % 50 == 20 ? 100_000 : 20));
                assertEquals(
                        SendOutcome.QUEUED,
                        link.browser.association.send(id, false, sent.get(i).clone(), link.now));
                link.browser.association.send(loose, false, AssociationTest.number(i, 9), link.now);
                link.pass(4);
            }
            link.pass(100_000);
            List<Endpoint.Message> got = link.device.messages.stream()
                    .filter(message -> message.channel() == id)
                    .toList();
            assertEquals(150, got.size());
            for (int i = 0; i < 150; i++) {
                assertArrayEquals(sent.get(i), got.get(i).payload());
            }
            link.browser.association.closeChannel(id, link.now);
            link.pass(20_000);
            assertEquals(List.of(id), link.device.closed);
        }
    }

    @Test
    void streamSequenceNumbersWrapAround() {
        Link link = Link.connected(61);
        link.delay = Link.MILLIS / 10;
        int id = link.open(ChannelSettings.reliable("hidrpc"));
        int count = 70_000;
        for (int i = 0; i < count; i++) {
            link.browser.association.send(id, false, AssociationTest.number(i, 5), link.now);
            if (i % 20 == 0) {
                link.pass(1);
            }
        }
        assertTrue(link.run(60_000, () -> link.device.messages.size() == count));
        for (int i = 0; i < count; i += 997) {
            assertArrayEquals(
                    AssociationTest.number(i, 5), link.device.messages.get(i).payload());
        }
    }

    @Test
    void comparisonHoldsAcrossTheWrapAround() {
        assertTrue(SctpConstants.after(0, -1));
        assertTrue(SctpConstants.after(Integer.MIN_VALUE, Integer.MAX_VALUE));
        assertTrue(!SctpConstants.after(-1, 0));
        assertTrue(SctpConstants.afterShort(0, 0xffff));
        assertTrue(!SctpConstants.afterShort(0xffff, 0));
    }
}
