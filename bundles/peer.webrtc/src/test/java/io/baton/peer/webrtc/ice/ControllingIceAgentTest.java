// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The controlling role (RFC 8445 §7.2, §8.1.1): the device has offered. */
final class ControllingIceAgentTest {

    private static final IceCredentials DEVICE = new IceCredentials("dev1", "devicepassword01234567");
    private static final IceCredentials SERVER = new IceCredentials("srv1", "serverpassword01234567");
    private static final StunKey TO_DEVICE = new StunKey(DEVICE.password());
    private static final StunKey TO_SERVER = new StunKey(SERVER.password());
    private static final IcePath PATH = new IcePath(0, new InetSocketAddress("192.0.2.9", 5_000));
    private static final long MILLI = 1_000_000L;

    private final List<StunMessage> sent = new ArrayList<>();
    private long now = 1_000_000_000L;
    private final IceAgent agent = new IceAgent(
            42,
            DEVICE,
            SERVER,
            List.of(new InetSocketAddress("192.0.2.1", 40_000)),
            () -> IceTimings.DEFAULT,
            () -> now,
            new Random(1),
            true,
            (path, packet) -> sent.add(read(packet)));

    private static StunMessage read(byte[] packet) {
        return Objects.requireNonNull(StunMessage.read(packet, 0, packet.length));
    }

    private StunMessage check() {
        while (sent.isEmpty()) {
            now = Math.max(now + MILLI, agent.deadline());
            agent.tick();
        }
        return sent.removeFirst();
    }

    private void answer(StunMessage check) {
        byte[] packet = new StunWriter(StunType.BINDING_SUCCESS, check.transaction())
                .xorMapped(new InetSocketAddress("192.0.2.1", 40_000))
                .finish(TO_SERVER);
        assertTrue(agent.response(read(packet), PATH));
    }

    @Test
    void firstPathThatWorksIsNominated() {
        agent.addRemote(RemoteCandidate.parse("candidate:1 1 udp 2130706431 192.0.2.9 5000 typ host")
                .orElseThrow());
        StunMessage first = check();
        assertEquals("srv1:dev1", first.username());
        assertTrue(first.fromControlling() && !first.fromControlled() && !first.useCandidate());
        assertNull(agent.selected());
        answer(first);
        assertEquals(PATH, agent.selected());
        StunMessage nomination = check();
        assertTrue(nomination.fromControlling() && nomination.useCandidate());
        answer(nomination);
        assertFalse(agent.isLost());
    }

    @Test
    void otherControllingSideIsToldOfTheConflict() {
        byte[] request = new StunWriter(StunType.BINDING_REQUEST, new byte[12])
                .text(StunType.USERNAME, "dev1:srv1")
                .int32(StunType.PRIORITY, 0x6e0001ff)
                .int64(StunType.ICE_CONTROLLING, 7)
                .finish(TO_DEVICE);
        assertTrue(agent.request(read(request), PATH));
        StunMessage reply = sent.removeFirst();
        assertEquals(StunType.BINDING_ERROR, reply.type());
        assertEquals(487, reply.errorCode());
    }

    @Test
    void controlledSideIsAnsweredAndCheckedBack() {
        byte[] request = new StunWriter(StunType.BINDING_REQUEST, new byte[12])
                .text(StunType.USERNAME, "dev1:srv1")
                .int32(StunType.PRIORITY, 0x6e0001ff)
                .int64(StunType.ICE_CONTROLLED, 7)
                .finish(TO_DEVICE);
        assertTrue(agent.request(read(request), PATH));
        assertEquals(StunType.BINDING_SUCCESS, sent.removeFirst().type());
        StunMessage back = sent.removeFirst();
        assertEquals(StunType.BINDING_REQUEST, back.type());
        answer(back);
        assertEquals(PATH, agent.selected());
    }
}
