// SPDX-License-Identifier: Apache-2.0
package io.baton.relay.whip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.audit.AuditEvent;
import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.peer.PeerService;
import io.baton.rpc.RpcEvents;
import io.baton.rpc.StreamDisclosure;
import io.baton.testkit.RecordingRpcEvents;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The order of sign and picture, and what follows an end. */
final class RelayTest implements Relay.Services {

    private static final URI SESSION = URI.create("https://media.example/session/1");
    private static final long SECOND = 1_000_000_000L;

    private final OutboundPeers outbound = new OutboundPeers();
    private final RecordingRpcEvents shown = new RecordingRpcEvents();
    private final List<String> done = outbound.done;
    private final List<AuditEvent> notes = new ArrayList<>();

    /** The state whenever something is told of it. */
    private final List<String> states = new ArrayList<>();

    private @Nullable PeerService peers = outbound;
    private @Nullable RpcEvents events = shown;
    private @Nullable WhipException refusal;
    private long nanos = 7 * SECOND;
    private int posts;
    private final Relay relay = new Relay(
            new WhipSettings(URI.create("https://media.example/whip"), "Bearer secret"),
            this,
            () -> Instant.parse("2026-11-30T07:00:00Z"),
            () -> nanos,
            new Random(9725));

    @Override
    public @Nullable PeerService peers() {
        return peers;
    }

    @Override
    public @Nullable RpcEvents events() {
        return events;
    }

    @Override
    public WhipClient.Accepted post(String offer) throws WhipException {
        posts++;
        if (refusal != null) {
            throw refusal;
        }
        return new WhipClient.Accepted(SESSION, "answer");
    }

    @Override
    public void delete(URI session) {
        done.add("delete " + session.getPath());
    }

    @Override
    public Runnable disclose(StreamDisclosure disclosure) {
        done.add("sign " + disclosure.destination());
        return () -> {
            states.add(relay.state());
            done.add("sign off");
        };
    }

    @Override
    public void audit(AuditEvent event) {
        notes.add(event);
        states.add(relay.state());
    }

    @Override
    public void wake() {
        // the test calls tick
    }

    private void tick() throws InterruptedException {
        relay.tick();
    }

    private void connect() throws InterruptedException {
        tick();
        outbound.link();
        tick();
    }

    @Test
    void signIsShownBeforeThePictureAndGoesAfterIt() throws InterruptedException {
        tick();
        tick();
        assertEquals(List.of("offer", "accept answer"), done, "nothing is sent before the link is up");
        outbound.link();
        tick();
        relay.stop();
        assertEquals(
                List.of(
                        "offer",
                        "accept answer",
                        "sign media.example",
                        "video",
                        "close SESSION_ENDED",
                        "sign off",
                        "delete /session/1"),
                done);
        assertEquals(
                List.of("relay_start", "relay_stop"),
                notes.stream().map(AuditEvent::action).toList());
        assertTrue(notes.toString().contains("stopped") && !notes.toString().contains("secret"));
        assertEquals(List.of("sending", "ended: stopped", "ended: stopped"), states);
    }

    @Test
    void withoutASignThereIsNoPicture() throws InterruptedException {
        shown.setDiscloses(false);
        connect();
        assertEquals(
                List.of(
                        "offer",
                        "accept answer",
                        "sign media.example",
                        "sign off",
                        "close SESSION_ENDED",
                        "delete /session/1"),
                done);
        assertEquals(List.of(), notes);
    }

    @Test
    void signThatIsGoneForLongerThanASwapEndsThePicture() throws InterruptedException {
        connect();
        events = null;
        nanos += 4 * SECOND;
        tick();
        assertEquals("video", done.getLast());
        nanos += SECOND;
        tick();
        assertTrue(done.contains("close SESSION_ENDED"), done::toString);
    }

    @Test
    void lostLinkIsMadeAgainAfterAGrowingPause() throws InterruptedException {
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            connect();
            outbound.end(CloseReason.CONSENT_LOST);
            tick();
            Duration wait = relay.tick();
            waits.add(wait.toMillis());
            nanos += wait.toNanos();
        }
        assertEquals(9, posts);
        for (int i = 0; i < 9; i++) {
            long longest = Math.min(60_000, 1_000L << i);
            assertTrue(waits.get(i) <= longest && waits.get(i) >= longest * 3 / 4, waits::toString);
        }
    }

    @Test
    void linkThatLastedMakesThePauseShortAgain() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            connect();
            outbound.end(CloseReason.CONSENT_LOST);
            tick();
            nanos += relay.tick().toNanos();
        }
        connect();
        nanos += Relay.STABLE.toNanos();
        outbound.end(CloseReason.REMOTE);
        tick();
        assertTrue(relay.tick().toMillis() <= 1_000);
    }

    @Test
    void serverThatRefusesIsLeftAloneForAsLongAsItWants() throws InterruptedException {
        refusal = new WhipException("The server answers 503.", Duration.ofSeconds(200));
        tick();
        assertTrue(relay.tick().toSeconds() >= 150);
        assertEquals("The server answers 503.", relay.state());
        assertEquals(List.of("offer", "close SETUP_FAILED"), done);
    }

    @Test
    void answerThatCannotBeUsedIsDeletedAtTheServer() throws InterruptedException {
        outbound.refuseAnswer = true;
        tick();
        assertEquals(List.of("offer", "accept answer", "close SETUP_FAILED", "delete /session/1"), done);
        assertEquals(List.of(), notes);
    }

    @Test
    void nothingHappensWithoutAPeerService() throws InterruptedException {
        peers = null;
        tick();
        assertEquals(0, posts);
        peers = outbound;
        nanos += 2 * SECOND;
        tick();
        assertEquals(1, posts);
    }

    @Test
    void peerServiceThatIsReplacedIsUsedAnew() throws InterruptedException {
        connect();
        peers = new OutboundPeers();
        tick();
        assertTrue(done.contains("sign off"), done::toString);
        assertEquals("peer_service_gone", notes.getLast().details().get("reason"));
        assertEquals(new PeerId(1), outbound.last);
    }
}
