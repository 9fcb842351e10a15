// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The answering role against hand-written packets: RFC 9260 section 5. */
class HandshakeTest {

    private final ForgedPeer peer = new ForgedPeer(SctpConfig.defaults(false));

    @Test
    void initIsAnsweredWithACookieAndNoStateIsKept() {
        peer.init(ForgedPeer.initBody(ForgedPeer.TAG, 10, 10, new byte[0]));
        ByteBuffer ack = ByteBuffer.wrap(peer.last());

        assertEquals(2, ForgedPeer.type(peer.last()));
        assertEquals(ForgedPeer.TAG, ack.getInt(4));
        assertEquals(1 << 20, ack.getInt(20));
        assertEquals(0x04000400, ack.getInt(24));
        assertEquals(StateCookie.LENGTH, peer.cookie.length);
        assertEquals(0, peer.device.established);
        assertEquals(Long.MAX_VALUE, peer.device.association.deadlineNanos());

        peer.echo(peer.cookie);
        assertEquals(1, peer.device.established);
        assertEquals(11, ForgedPeer.type(peer.last()));
        assertEquals(ForgedPeer.TAG, ByteBuffer.wrap(peer.last()).getInt(4));
    }

    @Test
    void cookieChangedInAnyByteIsIgnored() {
        peer.init(ForgedPeer.initBody(ForgedPeer.TAG, 10, 10, new byte[0]));
        int answers = peer.answers.size();
        for (int i = 0; i < peer.cookie.length; i++) {
            byte[] changed = peer.cookie.clone();
            changed[i] ^= 1;
            peer.echo(changed);
        }
        peer.echo(Arrays.copyOf(peer.cookie, peer.cookie.length - 1));
        peer.echo(Arrays.copyOf(peer.cookie, peer.cookie.length + 1));
        peer.echo(new byte[0]);
        assertEquals(0, peer.device.established);
        assertEquals(answers, peer.answers.size());

        peer.echo(peer.cookie);
        assertEquals(1, peer.device.established);
    }

    @Test
    void cookieOfAnotherAssociationIsIgnored() {
        ForgedPeer other = new ForgedPeer(SctpConfig.defaults(false));
        other.device.association.abort(0);
        peer.init(ForgedPeer.initBody(ForgedPeer.TAG, 10, 10, new byte[0]));
        Endpoint unrelated = new Endpoint(SctpConfig.defaults(false), 78);
        unrelated.association.receive(
                ByteBuffer.wrap(ForgedPeer.packet(peer.deviceTag, ForgedPeer.chunk(10, 0, peer.cookie))), peer.now);
        assertEquals(0, unrelated.established);
    }

    @Test
    void staleCookieIsAnsweredWithItsStaleness() {
        peer.init(ForgedPeer.initBody(ForgedPeer.TAG, 10, 10, new byte[0]));
        peer.now += 60_250_000_000L;
        peer.echo(peer.cookie);
        assertEquals(0, peer.device.established);
        assertEquals(9, ForgedPeer.type(peer.last()));
        assertEquals(0x00030008, ByteBuffer.wrap(peer.last()).getInt(16));
        assertEquals(250_000, ByteBuffer.wrap(peer.last()).getInt(20));
    }

    @Test
    void handshakeRestartsAfterAStaleCookieError() {
        SctpTimers usual = SctpTimers.defaults();
        SctpTimers shortLife = new SctpTimers(
                usual.initialTimeout(),
                usual.minTimeout(),
                usual.maxTimeout(),
                usual.ackDelay(),
                Duration.ofSeconds(1),
                usual.heartbeat(),
                usual.maxRetransmissions(),
                usual.maxHandshakeRetransmissions());
        SctpConfig strict = new SctpConfig(5000, 5000, false, 1160, 262_144, 262_144, 1 << 20, 1 << 20, 64, shortLife);
        Link link = new Link(51, strict, SctpConfig.defaults(true));
        link.delay = 700 * Link.MILLIS;
        link.browser.association.connect(link.now);
        link.pass(2200);
        assertEquals(0, link.device.established);
        link.delay = 5 * Link.MILLIS;
        link.pass(20_000);
        assertEquals(1, link.device.established);
        assertEquals(1, link.browser.established);
    }

    @Test
    void repeatedStaleCookieErrorsEndTheHandshake() {
        peer.device.association.connect(peer.now);
        byte[] cookie = ForgedPeer.ints(7 << 16 | 8, 42);
        for (int i = 0; i < 100 && peer.device.ended == null; i++) {
            peer.deviceTag = ByteBuffer.wrap(peer.last()).getInt(16);
            peer.chunks(ForgedPeer.chunk(2, 0, ForgedPeer.initBody(ForgedPeer.TAG, 10, 10, cookie)));
            assertEquals(10, ForgedPeer.type(peer.last()));
            peer.chunks(ForgedPeer.chunk(9, 0, ForgedPeer.ints(0x00030008, 0)));
        }
        assertEquals(EndReason.HANDSHAKE_TIMEOUT, peer.device.ended);
    }

    @Test
    void repeatedCookieIsAcknowledgedAndEstablishesOnce() {
        peer.init(ForgedPeer.initBody(ForgedPeer.TAG, 10, 10, new byte[0]));
        peer.echo(peer.cookie);
        peer.now += 90_000_000_000L;
        peer.echo(peer.cookie);
        assertEquals(1, peer.device.established);
        assertEquals(11, ForgedPeer.type(peer.last()));
    }

    @Test
    void unknownInitParametersAreReportedByTheirHighBits() {
        byte[] parameters = HexFormat.of().parseHex("81230004" + "c1230005ff000000" + "41230004" + "c1240004");
        peer.init(ForgedPeer.initBody(ForgedPeer.TAG, 10, 10, parameters));
        String ack = HexFormat.of().formatHex(peer.last());
        assertTrue(ack.endsWith("00080010" + "c1230005ff000000" + "41230004"), ack);
        peer.echo(peer.cookie);
        assertEquals(1, peer.device.established);
    }

    @Test
    void illegalInitIsAnsweredWithAbort() {
        peer.init(ForgedPeer.initBody(ForgedPeer.TAG, 0, 10, new byte[0]));
        assertEquals(List.of(6), peer.answerTypes());
        peer.init(ForgedPeer.initBody(ForgedPeer.TAG, 10, 0, new byte[0]));
        peer.init(ForgedPeer.initBody(ForgedPeer.TAG, 10, 10, HexFormat.of().parseHex("000b0008616263")));
        assertEquals(List.of(6, 6, 6), peer.answerTypes());
        peer.init(ForgedPeer.initBody(0, 10, 10, new byte[0]));
        peer.give(ForgedPeer.packet(7, ForgedPeer.chunk(1, 0, ForgedPeer.initBody(9, 10, 10, new byte[0]))));
        assertEquals(3, peer.answers.size());
        assertNull(peer.device.ended);
    }

    @Test
    void restartOfThePeerEndsTheAssociation() {
        peer.init(ForgedPeer.initBody(ForgedPeer.TAG, 10, 10, new byte[0]));
        peer.echo(peer.cookie);
        int oldTag = peer.deviceTag;
        peer.init(ForgedPeer.initBody(0x5151, 10, 10, new byte[0]));
        assertNotEquals(oldTag, peer.deviceTag);
        assertNull(peer.device.ended);
        peer.echo(peer.cookie);
        assertEquals(EndReason.PEER_RESTARTED, peer.device.ended);
        assertEquals(6, ForgedPeer.type(peer.last()));
    }

    @Test
    void dataBundledWithCookieEchoIsDelivered() {
        peer.init(ForgedPeer.initBody(ForgedPeer.TAG, 10, 10, new byte[0]));
        byte[] open = Dcep.open(ChannelSettings.reliable("rpc"));
        peer.chunks(
                ForgedPeer.chunk(10, 0, peer.cookie),
                ForgedPeer.data(ForgedPeer.TSN, 3, 0, 0, 50, open),
                ForgedPeer.data(
                        ForgedPeer.TSN + 1, 3, 0, 1, 51, "hi".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        assertEquals(List.of("hi"), peer.device.strings(0));
        assertEquals(List.of(2, 11, 3, 0), peer.answerTypes());
        byte[] ack = peer.last();
        assertArrayEquals(new byte[] {2, 0, 0, 0}, Arrays.copyOfRange(ack, ack.length - 4, ack.length));
    }
}
