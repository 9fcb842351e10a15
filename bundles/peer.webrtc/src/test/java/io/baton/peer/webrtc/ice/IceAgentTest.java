// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The controlled agent against a hand-driven controlling side. */
final class IceAgentTest {

    private static final IceCredentials DEVICE = new IceCredentials("dev1", "device-password-device-pw");
    private static final IceCredentials BROWSER = new IceCredentials("bro1", "browser-password-browser");
    private static final StunKey TO_DEVICE = new StunKey(DEVICE.password());
    private static final StunKey TO_BROWSER = new StunKey(BROWSER.password());
    private static final long MILLI = 1_000_000L;

    private record Sent(IcePath path, byte[] packet) {
        StunMessage message() {
            StunMessage message = StunMessage.read(packet, 0, packet.length);
            assertNotNull(message);
            return message;
        }
    }

    private final List<Sent> sent = new ArrayList<>();
    private final Random random = new Random(1);
    private final List<InetSocketAddress> bases = new ArrayList<>(List.of(
            new InetSocketAddress("192.0.2.1", 40_000),
            new InetSocketAddress("2001:db8::1", 40_000),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000)));
    private long now = 1_000_000_000L;
    private IceTimings timings = IceTimings.DEFAULT;
    private final IceAgent agent = new IceAgent(
            42, DEVICE, BROWSER, bases, () -> timings, () -> now, random, (path, p) -> sent.add(new Sent(path, p)));

    private static final IcePath WIRE = new IcePath(0, new InetSocketAddress("192.0.2.9", 5_000));
    private static final IcePath OTHER = new IcePath(1, new InetSocketAddress("2001:db8::9", 5_000));

    private StunWriter bind(String username) {
        byte[] transaction = new byte[12];
        random.nextBytes(transaction);
        return new StunWriter(StunType.BINDING_REQUEST, transaction)
                .text(StunType.USERNAME, username)
                .int32(StunType.PRIORITY, 0x6e0001ff);
    }

    private static StunMessage read(byte[] packet) {
        StunMessage message = StunMessage.read(packet, 0, packet.length);
        assertNotNull(message);
        return message;
    }

    private boolean check(IcePath path, boolean nominate) {
        StunWriter writer = bind("dev1:bro1").int64(StunType.ICE_CONTROLLING, 7);
        if (nominate) {
            writer.attribute(StunType.USE_CANDIDATE, new byte[0]);
        }
        return agent.request(read(writer.finish(TO_DEVICE)), path);
    }

    private List<Sent> take(int type) {
        List<Sent> taken = sent.stream().filter(s -> s.message().type() == type).toList();
        sent.removeAll(taken);
        return taken;
    }

    private boolean answer(Sent request, IcePath from) {
        byte[] packet = new StunWriter(
                        StunType.BINDING_SUCCESS, request.message().transaction())
                .xorMapped(new InetSocketAddress("192.0.2.1", 40_000))
                .finish(TO_BROWSER);
        return agent.response(read(packet), from);
    }

    private void connect(IcePath path) {
        assertTrue(check(path, true));
        take(StunType.BINDING_SUCCESS);
        for (Sent request : take(StunType.BINDING_REQUEST)) {
            assertTrue(answer(request, path));
        }
        assertEquals(path, agent.selected());
    }

    private void pass(long millis) {
        long until = now + millis * MILLI;
        while (agent.deadline() <= until) {
            now = Math.max(now, agent.deadline());
            agent.tick();
        }
        now = until;
        agent.tick();
    }

    /** A caller that compares it with a time read a moment earlier would otherwise never find it due, and spin. */
    @Test
    void deadlineInThePastStaysTheSame() {
        connect(WIRE);
        long due = agent.deadline();
        now = due + MILLI;
        assertEquals(due, agent.deadline());
        agent.tick();
        assertTrue(agent.deadline() > now);
    }

    @Test
    void connectsByChecksOfTheOtherSideAlone() {
        assertTrue(check(WIRE, false));
        Sent reply = take(StunType.BINDING_SUCCESS).getFirst();
        assertEquals(WIRE, reply.path());
        assertEquals(WIRE.remote(), reply.message().mappedAddress());
        assertTrue(reply.message().isAuthentic(TO_DEVICE));
        Sent triggered = take(StunType.BINDING_REQUEST).getFirst();
        assertEquals("bro1:dev1", triggered.message().username());
        assertEquals(42, triggered.message().tag());
        assertTrue(triggered.message().isAuthentic(TO_BROWSER));
        assertNull(agent.selected());
        assertTrue(answer(triggered, WIRE));
        assertEquals(WIRE, agent.selected());
        assertFalse(answer(triggered, WIRE), "an answer counts once");
    }

    @Test
    void requestWithoutUsernameAndPasswordIsIgnored() {
        StunWriter wrongName = bind("dev1:eve").int64(StunType.ICE_CONTROLLING, 7);
        assertFalse(agent.request(read(wrongName.finish(TO_DEVICE)), WIRE));
        StunWriter wrongKey = bind("dev1:bro1").int64(StunType.ICE_CONTROLLING, 7);
        assertFalse(agent.request(read(wrongKey.finish(TO_BROWSER)), WIRE));
        assertTrue(sent.isEmpty(), "an unknown source gets no answer");
    }

    @Test
    void answerFromAnotherAddressIsIgnored() {
        check(WIRE, false);
        Sent triggered = take(StunType.BINDING_REQUEST).getFirst();
        assertFalse(answer(triggered, new IcePath(0, new InetSocketAddress("192.0.2.66", 5_000))));
        assertNull(agent.selected());
    }

    @Test
    void roleConflictLeavesTheAgentControlled() {
        StunWriter writer = bind("dev1:bro1").int64(StunType.ICE_CONTROLLED, Long.MAX_VALUE);
        assertTrue(agent.request(read(writer.finish(TO_DEVICE)), WIRE));
        assertEquals(487, take(StunType.BINDING_ERROR).getFirst().message().errorCode());
    }

    @Test
    void unknownRequiredAttributeIsRefused() {
        StunWriter writer = bind("dev1:bro1").int64(StunType.ICE_CONTROLLING, 1).int32(0x7777, 1);
        assertTrue(agent.request(read(writer.finish(TO_DEVICE)), WIRE));
        assertEquals(420, take(StunType.BINDING_ERROR).getFirst().message().errorCode());
    }

    @Test
    void candidatesAreCheckedOnReachableSocketsAtThePace() {
        agent.addRemote(RemoteCandidate.parse("candidate:1 1 udp 2130706431 192.0.2.9 5000 typ host")
                .orElseThrow());
        agent.addRemote(RemoteCandidate.parse("candidate:2 1 udp 2130706175 2001:db8::9 5000 typ host")
                .orElseThrow());
        agent.addRemote(RemoteCandidate.parse("candidate:3 1 udp 2130705919 192.0.2.10 5000 typ host")
                .orElseThrow());
        assertEquals(now, agent.deadline());
        agent.tick();
        assertEquals(1, sent.size());
        agent.tick();
        assertEquals(1, sent.size(), "the next one waits for its turn");
        pass(60);
        var paths = new HashSet<IcePath>();
        sent.forEach(s -> paths.add(s.path()));
        assertEquals(3, paths.size());
        assertFalse(paths.stream().anyMatch(p -> p.base() == 2), "loopback does not reach outside");
        pass(200_000);
        assertTrue(sent.size() <= 3 * 7, "unanswered checks end");
        assertEquals(Long.MAX_VALUE, agent.deadline());
    }

    @Test
    void nominatedPathIsSelected() {
        connect(WIRE);
        assertTrue(check(OTHER, false));
        for (Sent request : take(StunType.BINDING_REQUEST)) {
            answer(request, OTHER);
        }
        assertEquals(WIRE, agent.selected());
        pass(1_500);
        // a nominated pair of lower priority takes over once the better one is not renewed any more
        assertTrue(check(OTHER, true));
        assertEquals(OTHER, agent.selected());
    }

    @Test
    void aggressiveNominationSelectsTheBestPath() {
        connect(WIRE);
        check(OTHER, true);
        for (Sent request : take(StunType.BINDING_REQUEST)) {
            answer(request, request.path());
        }
        assertEquals(WIRE, agent.selected());
    }

    @Test
    void consentIsLostAfterEightSecondsWithoutAnswer() {
        connect(WIRE);
        for (int second = 0; second < 60; second++) {
            pass(1_000);
            take(StunType.BINDING_REQUEST).forEach(request -> answer(request, WIRE));
        }
        assertFalse(agent.isLost());
        long silent = now;
        pass(5_500);
        assertFalse(agent.isLost());
        assertTrue(take(StunType.BINDING_REQUEST).size() >= 6, "asks more often once unanswered");
        pass(2_600);
        assertTrue(agent.isLost());
        assertTrue(now - silent < 10_000 * MILLI);
        assertEquals(Long.MAX_VALUE, agent.deadline());
    }

    @Test
    void verifiedPathIsLostWithinTwoSecondsWithoutAnswer() {
        connect(WIRE);
        take(StunType.BINDING_REQUEST);
        agent.verify();
        pass(1_800);
        assertFalse(agent.isLost());
        assertEquals(4, take(StunType.BINDING_REQUEST).size(), "a check every 500 ms, the first at once");
        agent.verify();
        pass(199);
        assertTrue(agent.isLost(), "a repeated call does not prolong it");
    }

    @Test
    void verifiedPathThatAnswersStays() {
        connect(WIRE);
        take(StunType.BINDING_REQUEST);
        agent.verify();
        pass(1_600);
        List<Sent> requests = take(StunType.BINDING_REQUEST);
        assertTrue(answer(requests.getLast(), WIRE));
        pass(5_000);
        assertFalse(agent.isLost());
    }

    @Test
    void changedTimeoutAppliesToAConnectedPath() {
        connect(WIRE);
        timings = new IceTimings(timings.pace(), Duration.ofMillis(500), Duration.ofMillis(1_500));
        pass(1_600);
        assertTrue(agent.isLost());
    }

    @Test
    void tenPercentLossDoesNotEndConsent() {
        connect(WIRE);
        for (int i = 0; i < 36_000 && !agent.isLost(); i++) {
            pass(100);
            for (Sent request : take(StunType.BINDING_REQUEST)) {
                if (random.nextInt(100) >= 19) {
                    answer(request, WIRE);
                }
            }
        }
        assertFalse(agent.isLost());
    }

    @Test
    void candidatesAreParsed() {
        for (String useless : List.of(
                "candidate:1 1 udp 2113937151 7e6c1e1e-1111-4c1c-9c1c-000000000000.local 52000 typ host",
                "candidate:1 1 tcp 1518280447 192.0.2.9 9 typ host tcptype active",
                "candidate:1 2 udp 2113937151 192.0.2.9 5000 typ host",
                "candidate:1 1 udp 0 192.0.2.9 5000 typ host",
                "candidate:1 1 udp 2113937151 192.0.2.9 0 typ host",
                "candidate:1 1 udp 2113937151 192.0.2.9 70000 typ host",
                "candidate:1 1 udp 2113937151 192.0 5000 typ host",
                "candidate:1 1 udp 2113937151 0xc0000209 5000 typ host",
                "candidate:1 1 udp 2113937151 224.0.0.1 5000 typ host",
                "candidate:1 1 udp 2113937151 255.255.255.255 5000 typ host",
                "candidate:1 1 udp 2113937151 0.0.0.0 5000 typ host",
                "candidate:1 1 udp 2113937151 :::::: 5000 typ host",
                "candidate:",
                "",
                "x".repeat(2_000))) {
            assertTrue(RemoteCandidate.parse(useless).isEmpty(), useless);
        }
        assertEquals(
                new RemoteCandidate(new InetSocketAddress("2001:db8::9", 5_000), 99),
                RemoteCandidate.parse("a=candidate:f 1 UDP 99 2001:db8::9 5000 typ srflx raddr 10.0.0.1 rport 9")
                        .orElseThrow());
    }

    @Test
    void numberOfPairsIsBounded() {
        for (int port = 1; port < 2_000; port++) {
            assertTrue(check(new IcePath(0, new InetSocketAddress("192.0.2.9", port)), false));
        }
        sent.clear();
        pass(100_000);
        assertTrue(sent.size() <= 128 * 8);
    }

    @Test
    void pathsThatChangeMoreOftenThanPairsAreKeptAreFollowed() {
        for (int port = 1; port <= 300; port++) {
            var path = new IcePath(0, new InetSocketAddress("192.0.2.9", port));
            pass(1_500);
            sent.clear();
            connect(path);
        }
        assertFalse(agent.isLost());
    }
}
