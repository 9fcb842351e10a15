// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.baton.auth.AuthMode;
import io.baton.auth.Authenticator;
import io.baton.auth.Credentials;
import io.baton.peer.CloseReason;
import io.baton.peer.IceCandidate;
import io.baton.peer.PeerAnswer;
import io.baton.peer.PeerId;
import io.baton.peer.PeerRefusedException;
import io.baton.ratelimit.RateLimiter;
import io.baton.session.Admission;
import io.baton.session.Command;
import io.baton.session.JoinRequest;
import io.baton.session.Login;
import io.baton.session.Mode;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.SessionCoordinator;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.session.TokenDigest;
import io.baton.testkit.FakeAuthenticator;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.RosterFixtureBuilder;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SignallingSessionTest {

    private static final Duration PING = Duration.ofSeconds(15);
    private static final Duration IDLE = Duration.ofSeconds(45);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Login LOGIN = new Login("", Role.ADMIN, Login.Strength.NONE, "digest", false);
    private static final TokenDigest TOKEN = TokenDigest.of("token");

    private final ManualEventLoop loop = new ManualEventLoop();
    private final RecordingSocketWriter socketWriter = new RecordingSocketWriter();
    private final StubPeers peers = new StubPeers();
    private final FakeCoordinator coordinator = new FakeCoordinator(seatedWith("token"));
    private final FrameReader reader = new FrameReader();
    private final JoinService joinService = new JoinService(loop);
    private final FakeAuthenticator authenticator = new FakeAuthenticator(AuthMode.NO_PASSWORD);
    private long limit;
    private final List<String> taken = new ArrayList<>();
    private final RateLimiter limiter = (budget, key) -> {
        taken.add(budget + " " + key);
        return limit;
    };
    private SignallingSession signalling = signalling();

    private SignallingSession signalling() {
        return new SignallingSession(
                new ClientInfo("192.0.2.7", "Mozilla/5.0", LOGIN, InetAddress.ofLiteral("192.0.2.1")),
                joinService,
                new SendQueue(socketWriter, loop, () -> Duration.ofSeconds(5)),
                new FrameWriter(new Random(1)));
    }

    @BeforeEach
    void bindServices() {
        joinService.coordinator = coordinator;
        joinService.peers = peers;
        joinService.limiter = limiter;
        joinService.authenticator = authenticator;
        signalling = signalling();
        signalling.opened("1.2.3", "0.9.1");
    }

    @Test
    void metadataIsTheFirstFrame() {
        JsonNode first = Frames.read(socketWriter.written.getFirst());
        assertEquals("device-metadata", first.path("type").asText());
        assertEquals("1.2.3", first.path("data").path("deviceVersion").asText());
        assertEquals("0.9.1", first.path("data").path("batonVersion").asText());
    }

    @Test
    void answerPrecedesItsCandidates() {
        say(Frames.offer("v=0 offer"));
        assertEquals(
                List.of("device-metadata", "answer", "new-ice-candidate"),
                socketWriter.written.stream().map(Frames::type).toList());
        JsonNode answer = Frames.read(socketWriter.written.get(1));
        JsonNode description = Frames.read(
                new String(Base64.getDecoder().decode(answer.path("data").asText()), StandardCharsets.UTF_8));
        assertEquals("answer", description.path("type").asText());
        assertEquals("v=0 answer\r\n", description.path("sdp").asText());
        assertEquals("seated", answer.path("sessionId").asText());
        assertEquals("observer", answer.path("mode").asText());
        assertEquals("token", answer.path("resumeToken").asText());
        JsonNode candidate = Frames.read(socketWriter.written.get(2)).path("data");
        assertTrue(candidate.path("sdpMid").isTextual());
        assertTrue(candidate.path("sdpMLineIndex").isInt());
        assertEquals(List.of("v=0 offer"), peers.offers);
        assertEquals(InetAddress.ofLiteral("192.0.2.1"), peers.reachedAt);
        assertEquals(
                List.of(new Command.Answered(new SessionId("seated"), new PeerId(1), TOKEN)), coordinator.submitted());
    }

    @Test
    void joinRequestCarriesClientInfo() {
        String introduction = "{\"nickname\":\"Ada\",\"resumeToken\":\"old\",\"userAgent\":\"lies\"}";
        say(Frames.offer("v=0\\r\\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\\r\\n", introduction));
        assertEquals(
                List.of(new JoinRequest(LOGIN, "192.0.2.7", "Mozilla/5.0", "Ada", "old", null, false)),
                coordinator.joinRequests());
    }

    @Test
    void offerWithoutDataChannelJoinsAsVideoOnly() {
        say(Frames.offer("v=0\\r\\nm=video 9 UDP/TLS/RTP/SAVPF 96\\r\\n"));
        assertTrue(coordinator.joinRequests().getFirst().videoOnly());
    }

    @Test
    void offerAndAttachAreRefusedOnceTheLoginHasEnded() {
        authenticator.setMode(AuthMode.PASSWORD);
        say(Frames.offer("v=0"));
        assertEquals("login_required", Frames.code(socketWriter.written.getLast()));
        say("{\"type\":\"attach\",\"data\":{\"resumeToken\":\"token\"}}");
        assertEquals("login_required", Frames.code(socketWriter.written.getLast()));
        assertEquals(List.of(), coordinator.joinRequests());
        assertEquals(List.of(), coordinator.attachedLogins());
    }

    @Test
    void sessionWhoseLoginEndsDuringItsJoinIsLoggedOut() {
        joinService.authenticator = new Authenticator() {
            private int checks;

            @Override
            public AuthMode mode() {
                return AuthMode.PASSWORD;
            }

            @Override
            public Optional<Login> authenticate(Credentials credentials) {
                return Optional.empty();
            }

            @Override
            public boolean isCurrent(Login login) {
                return checks++ == 0;
            }
        };
        say(Frames.offer("v=0"));
        assertEquals("login_required", Frames.code(socketWriter.written.getLast()));
        assertEquals(
                new Command.Logout(new SessionId("seated")),
                coordinator.submitted().getFirst());
        assertEquals(List.of(), peers.offers);
    }

    @Test
    void offerWaitsForTheAuthenticatorAndIsRefusedWithoutIt() {
        joinService.authenticator = null;
        say(Frames.offer("v=0"));
        assertEquals(1, socketWriter.written.size());
        loop.advance(JoinService.SERVICE_WAIT.plusMillis(50));
        assertEquals("temporarily_unavailable", Frames.code(socketWriter.written.getLast()));
        assertEquals(List.of(), coordinator.joinRequests());
    }

    @Test
    void secondOfferBelongsToSameSession() {
        say(Frames.offer("one"));
        say(Frames.offer("two"));
        assertEquals(new SessionId("seated"), coordinator.joinRequests().get(1).socketSession());
        say(Frames.candidate("candidate:late"));
        assertEquals(List.of("peer-2 candidate:late"), peers.added);
        assertEquals(2, count("answer"));
        assertEquals(1, count("device-metadata"));
    }

    @Test
    void candidatesBeforeAnswerAreBuffered() {
        peers.useFixed = true;
        CompletableFuture<PeerAnswer> slow = new CompletableFuture<>();
        peers.fixed = slow;
        say(Frames.offer("one"));
        say(Frames.candidate("candidate:pendingCandidates"));
        assertEquals(List.of(), peers.added);
        slow.complete(new PeerAnswer(new PeerId(5), "v=0", List.of()));
        assertEquals(List.of("peer-5 candidate:pendingCandidates"), peers.added);
        assertEquals("answer", Frames.type(socketWriter.written.getLast()));
    }

    @Test
    void onlyNewestOfferIsAnswered() {
        peers.useFixed = true;
        CompletableFuture<PeerAnswer> slow = new CompletableFuture<>();
        peers.fixed = slow;
        say(Frames.offer("one"));
        say(Frames.candidate("candidate:one"));
        say(Frames.offer("two"));
        say(Frames.candidate("candidate:two"));
        say(Frames.offer("three"));
        say(Frames.candidate("candidate:three"));
        peers.useFixed = false;
        slow.complete(new PeerAnswer(new PeerId(90), "v=0", List.of()));
        assertEquals(List.of("one", "three"), peers.offers);
        assertEquals(1, count("answer"));
        assertEquals(List.of("peer-1 candidate:three"), peers.added);
    }

    @Test
    void pingIsAnsweredWithPong() {
        say("ping");
        assertEquals("pong", socketWriter.written.getLast());
    }

    @Test
    void attachByTokenBindsNewSocket() {
        say("{\"type\":\"attach\",\"data\":{\"resumeToken\":\"token\"}}");
        JsonNode attached = Frames.read(socketWriter.written.getLast());
        assertEquals("attached", attached.path("type").asText());
        assertEquals("seated", attached.path("data").path("sessionId").asText());
        assertEquals("token", attached.path("data").path("resumeToken").asText());
        assertEquals(List.of(), peers.offers);
        say(Frames.candidate("candidate:later"));
        assertEquals(List.of("peer-9 candidate:later"), peers.added);
        say(Frames.offer("again"));
        assertEquals(
                new SessionId("seated"), coordinator.joinRequests().getFirst().socketSession());
    }

    @Test
    void refusalCarriesReasonAndRetryHint() {
        coordinator.setAdmission(new Admission.JoinRejected(
                Outcome.refused(Reason.COOL_DOWN, "Denied a moment ago.", Duration.ofSeconds(30))));
        say(Frames.offer("v=0"));
        JsonNode error = Frames.read(socketWriter.written.getLast());
        assertEquals("error", error.path("type").asText());
        assertEquals("Denied a moment ago.", error.path("error").asText());
        assertEquals("cool_down", error.path("data").path("code").asText());
        assertEquals(30_000, error.path("data").path("retryAfterMillis").asInt());
        assertEquals(8, error.path("data").path("correlationId").asText().length());
        assertEquals(List.of(), peers.offers);
        assertNull(socketWriter.closed);
    }

    @Test
    void rateLimitedOfferDoesNotReachCoordinator() {
        limit = 700;
        say(Frames.offer("v=0"));
        assertEquals("rate_limited", Frames.code(socketWriter.written.getLast()));
        assertEquals(List.of(), coordinator.joinRequests());
    }

    @Test
    void resumeByTokenTakesFromBudgetOfItsSession() {
        say("{\"type\":\"attach\",\"data\":{\"resumeToken\":\"token\"}}");
        say("{\"type\":\"attach\",\"data\":{\"resumeToken\":\"guess\"}}");
        assertEquals(List.of("RESUME seated", "JOIN 192.0.2.7"), taken);
    }

    @Test
    void offerTakesFromBudgetOfAddressUntilItsSocketHasSession() {
        say(Frames.offer("v=0"));
        say(Frames.offer("again"));
        assertEquals(List.of("JOIN 192.0.2.7", "RESUME seated"), taken);
    }

    @Test
    void refusedOffersCountAsStrikes() {
        limit = 700;
        for (int i = 0; i < SignallingSession.MAX_STRIKES; i++) {
            assertNull(socketWriter.closed);
            say(Frames.offer("v=0"));
        }
        loop.advance(SignallingSession.QUIET);
        assertEquals(1008, socketWriter.closed);
    }

    @Test
    void refusalForLackOfServicesIsNoStrike() {
        joinService.peers = null;
        for (int i = 0; i <= SignallingSession.MAX_STRIKES; i++) {
            say(Frames.offer("v=0"));
            loop.advance(JoinService.SERVICE_WAIT.plusMillis(20));
        }
        assertEquals("temporarily_unavailable", Frames.code(socketWriter.written.getLast()));
        assertNull(socketWriter.closed);
    }

    @Test
    void unanswerableOfferReleasesItsSession() {
        peers.useFixed = true;
        peers.fixed = CompletableFuture.failedFuture(
                new PeerRefusedException(PeerRefusedException.Reason.BAD_OFFER, "no media section"));
        say(Frames.offer("nonsense"));
        assertEquals("bad_offer", Frames.code(socketWriter.written.getLast()));
        assertEquals(List.of(new Command.LinkFailed(new SessionId("seated"), null, TOKEN)), coordinator.submitted());
    }

    @Test
    void peerIsClosedWhenSessionEndedBeforeAnswer() {
        coordinator.setOutcome(Outcome.refused(Reason.UNKNOWN_SESSION, "The seat is socketClosed."));
        say(Frames.offer("v=0"));
        assertEquals("unknown_session", Frames.code(socketWriter.written.getLast()));
        assertEquals(CloseReason.SETUP_FAILED, peers.closed.get(new PeerId(1)));
    }

    @Test
    void internalErrorRevealsNoDetails() {
        peers.useFixed = true;
        peers.fixed = CompletableFuture.failedFuture(new IllegalStateException("io.baton.secret.Inside at /etc"));
        say(Frames.offer("v=0"));
        assertEquals("internal_error", Frames.code(socketWriter.written.getLast()));
        assertFalse(socketWriter.written.getLast().contains("secret"));
    }

    @Test
    void missingServiceIsAwaited() {
        joinService.coordinator = null;
        say(Frames.offer("v=0"));
        loop.advance(Duration.ofMillis(500));
        assertEquals(0, count("answer"));
        joinService.coordinator = coordinator;
        loop.advance(Duration.ofMillis(20));
        assertEquals(1, count("answer"));
    }

    @Test
    void missingServiceIsRefusedAfterTimeout() {
        joinService.limiter = null;
        say(Frames.offer("v=0"));
        loop.advance(JoinService.SERVICE_WAIT.minusMillis(1));
        assertEquals(1, socketWriter.written.size());
        loop.advance(Duration.ofMillis(20));
        JsonNode error = Frames.read(socketWriter.written.getLast());
        assertEquals("temporarily_unavailable", error.path("data").path("code").asText());
        assertTrue(error.path("data").path("retryAfterMillis").asInt() > 0);
    }

    @Test
    void lateAnswerIsDiscarded() {
        peers.useFixed = true;
        CompletableFuture<PeerAnswer> never = new CompletableFuture<>();
        peers.fixed = never;
        say(Frames.offer("v=0"));
        loop.advance(ANSWER);
        assertEquals("temporarily_unavailable", Frames.code(socketWriter.written.getLast()));
        never.complete(new PeerAnswer(new PeerId(7), "v=0", List.of()));
        assertEquals(CloseReason.SETUP_FAILED, peers.closed.get(new PeerId(7)));
        assertEquals(0, count("answer"));
    }

    @Test
    void socketClosedBeforeAnswerClosesPeer() {
        peers.useFixed = true;
        CompletableFuture<PeerAnswer> slow = new CompletableFuture<>();
        peers.fixed = slow;
        say(Frames.offer("v=0"));
        signalling.closed();
        slow.complete(new PeerAnswer(new PeerId(7), "v=0", List.of()));
        assertEquals(CloseReason.SETUP_FAILED, peers.closed.get(new PeerId(7)));
        assertTrue(coordinator.submitted().contains(new Command.LinkFailed(new SessionId("seated"), new PeerId(7))));
    }

    @Test
    void closedSocketIsReportedOnce() {
        say(Frames.offer("v=0"));
        signalling.closed();
        signalling.closed();
        assertEquals(0, peers.closed.size());
        assertEquals(
                List.of(
                        new Command.Answered(new SessionId("seated"), new PeerId(1), TOKEN),
                        new Command.SocketClosed(new SessionId("seated"), TOKEN)),
                coordinator.submitted());
    }

    @Test
    void socketWithoutSessionIsNotReported() {
        signalling.closed();
        assertEquals(List.of(), coordinator.submitted());
    }

    @Test
    void closeByDeviceIsReported() {
        say(Frames.offer("v=0"));
        signalling.close(1012, "the service is being replaced");
        assertEquals(List.of(new Command.SocketClosed(new SessionId("seated"), TOKEN)), closings());
    }

    @Test
    void idleSocketIsReported() {
        say(Frames.offer("v=0"));
        loop.advance(IDLE);
        assertTrue(socketWriter.cut);
        assertEquals(List.of(new Command.SocketClosed(new SessionId("seated"), TOKEN)), closings());
    }

    @Test
    void endedSocketLeavesNoTimer() {
        assertEquals(1, loop.timers(), "the check of liveness");
        signalling.closed();
        assertEquals(0, loop.timers());

        signalling = signalling();
        signalling.opened("1.2.3", "0.9.1");
        signalling.close(1000, "test");
        assertEquals(0, loop.timers());
    }

    @Test
    void socketClosedBeforeAnswerIsReported() {
        peers.useFixed = true;
        say(Frames.offer("v=0"));
        signalling.closed();
        assertEquals(List.of(new Command.SocketClosed(new SessionId("seated"), TOKEN)), closings());
    }

    @Test
    void closedSocketReportsNewestToken() {
        say(Frames.offer("v=0"));
        coordinator.setAdmission(new Admission.JoinAccepted(new SessionId("seated"), Mode.OBSERVER, "", "next"));
        say(Frames.offer("v=0"));
        signalling.closed();
        assertEquals(List.of(new Command.SocketClosed(new SessionId("seated"), TokenDigest.of("next"))), closings());
    }

    @Test
    void socketMovedToAnotherSessionIsReportedToFirst() {
        say(Frames.offer("v=0"));
        coordinator.setAdmission(new Admission.JoinAccepted(new SessionId("other"), Mode.OBSERVER, "", "others"));
        say("{\"type\":\"attach\",\"data\":{\"resumeToken\":\"x\"}}");
        assertEquals(List.of(new Command.SocketClosed(new SessionId("seated"), TOKEN)), closings());
        signalling.closed();
        assertEquals(
                new Command.SocketClosed(new SessionId("other"), TokenDigest.of("others")),
                closings().get(1));
    }

    @Test
    void closedSocketIsReportedWhenCoordinatorReturns() {
        say(Frames.offer("v=0"));
        joinService.coordinator = null;
        signalling.closed();
        loop.advance(Duration.ofSeconds(1));
        joinService.coordinator = coordinator;
        loop.advance(Duration.ofMillis(20));
        assertEquals(List.of(new Command.SocketClosed(new SessionId("seated"), TOKEN)), closings());
    }

    @Test
    void failingCoordinatorHarmsNoSocket() {
        say(Frames.offer("v=0"));
        joinService.coordinator = failing();
        loop.advance(PING);
        assertEquals(1, socketWriter.pings, "timeouts are known");
        signalling.closed();
        joinService.coordinator = coordinator;
        loop.advance(Duration.ofMillis(20));
        assertEquals(List.of(new Command.SocketClosed(new SessionId("seated"), TOKEN)), closings());
    }

    /** A coordinator in the middle of being replaced: nothing works. */
    private static SessionCoordinator failing() {
        return (SessionCoordinator) Proxy.newProxyInstance(
                SessionCoordinator.class.getClassLoader(),
                new Class<?>[] {SessionCoordinator.class},
                (coordinator, method, arguments) -> {
                    throw new IllegalStateException("on purpose");
                });
    }

    @Test
    void reportIsRepeatedWhileCoordinatorIsUnavailable() {
        say(Frames.offer("v=0"));
        coordinator.setOutcome(Outcome.refused(Reason.TEMPORARILY_UNAVAILABLE, "Replaced.", Duration.ofSeconds(1)));
        signalling.closed();
        coordinator.setOutcome(Outcome.done());
        loop.advance(Duration.ofSeconds(3));
        assertEquals(2, closings().size());
    }

    @Test
    void offerOnSupersededSocketJoinsAnew() {
        say(Frames.offer("v=0"));
        coordinator.setRoster(seatedWith("what another socket was given"));
        say(Frames.offer("v=0"));
        assertNull(coordinator.joinRequests().get(1).socketSession(), "its token is another socket's by now");
    }

    @Test
    void offerAfterRemovalNamesTheRemovedSession() {
        say(Frames.offer("v=0"));
        coordinator.setRoster(new RosterFixtureBuilder().build());
        say(Frames.offer("v=0"));
        assertEquals(new SessionId("seated"), coordinator.joinRequests().get(1).socketSession());
    }

    @Test
    void offerWithoutIntroductionIsLegacy() {
        say(Frames.offer("v=0"));
        say(Frames.offer("v=0", "{}"));
        say(Frames.offer("v=0", "null"));
        assertEquals(
                List.of(true, false, true),
                coordinator.joinRequests().stream().map(JoinRequest::legacy).toList());
    }

    @Test
    void roleIsTakenFromSettingsAtJoin() {
        say(Frames.offer("v=0"));
        coordinator.setRoster(Roster.empty(Settings.DEFAULTS.with(Setting.SHARED_ROLE, 2)));
        say(Frames.offer("v=0"));
        assertEquals(
                List.of(Role.ADMIN, Role.VIEWER),
                coordinator.joinRequests().stream()
                        .map(joinRequest -> joinRequest.login().role())
                        .toList());
        say("{\"type\":\"attach\",\"data\":{\"resumeToken\":\"x\"}}");
        assertEquals(List.of(LOGIN.withRole(Role.VIEWER)), coordinator.attachedLogins());
    }

    @Test
    void clientsReceiveAdmissionSettings() {
        coordinator.setRoster(Roster.empty(
                Settings.DEFAULTS.with(Setting.REQUIRE_NICKNAME, true).with(Setting.REQUIRE_APPROVAL, false)));
        signalling = signalling();
        signalling.opened("1.2.3", "0.9.1");
        JsonNode admissionSettings =
                Frames.read(socketWriter.written.getLast()).path("data").path("sessionSettings");
        assertEquals("{\"requireNickname\":true,\"requireApproval\":false}", admissionSettings.toString());
        say(Frames.offer("v=0"));
        JsonNode answer = Frames.read(socketWriter.written.get(socketWriter.written.size() - 2));
        assertTrue(answer.path("requireNickname").asBoolean());
        assertTrue(answer.path("requireApproval").isBoolean());
        say("{\"type\":\"attach\",\"data\":{\"resumeToken\":\"x\"}}");
        assertTrue(Frames.read(socketWriter.written.getLast())
                .path("data")
                .path("requireNickname")
                .asBoolean());
    }

    @Test
    void timeoutsFollowSettingsAndLastKnownOnesApplyMeanwhile() {
        coordinator.setRoster(Roster.empty(
                Settings.DEFAULTS.with(Setting.WEB_SOCKET_PING, 20_000).with(Setting.WEB_SOCKET_IDLE, 60_000)));
        signalling = signalling();
        signalling.opened("1.2.3", "0.9.1");
        joinService.coordinator = null;
        loop.advance(Duration.ofSeconds(15));
        assertEquals(1, socketWriter.pings, "the other signalling's");
        loop.advance(Duration.ofSeconds(5));
        assertEquals(2, socketWriter.pings);
    }

    @Test
    void capacityRefusalCarriesRetryHint() {
        coordinator.setAdmission(new Admission.JoinRejected(Outcome.refused(Reason.CAPACITY, "All seats are taken.")));
        say(Frames.offer("v=0"));
        JsonNode error = Frames.read(socketWriter.written.getLast()).path("data");
        assertEquals("capacity", error.path("code").asText());
        assertEquals(5000, error.path("retryAfterMillis").asInt());
    }

    @Test
    void badFramesAreAnsweredAndTooManyCloseSocket() {
        for (int i = 1; i < SignallingSession.MAX_STRIKES; i++) {
            say("{broken");
            assertEquals(i, count("error"));
            assertNull(socketWriter.closed);
        }
        say("{broken");
        loop.advance(SignallingSession.QUIET);
        assertEquals(1008, socketWriter.closed);
    }

    /** What comes after the close frame resets the client's connection, and the frame is lost. */
    @Test
    void socketIsClosedForAViolationWhenNothingMoreComes() {
        IntStream.range(0, SignallingSession.MAX_STRIKES).forEach(i -> say("{broken"));
        loop.advance(SignallingSession.QUIET.minusMillis(1));
        say("{broken");
        loop.advance(SignallingSession.QUIET.minusMillis(1));
        assertNull(socketWriter.closed);
        assertEquals(SignallingSession.MAX_STRIKES, count("error"), "answered");
        loop.advance(SignallingSession.QUIET);
        assertEquals(1008, socketWriter.closed);
    }

    @Test
    void clientThatGoesOnIsClosedForItsViolationAllTheSame() {
        IntStream.range(0, SignallingSession.MAX_STRIKES).forEach(i -> say("{broken"));
        Duration step = SignallingSession.QUIET.dividedBy(2);
        for (Duration time = Duration.ZERO;
                time.compareTo(SignallingSession.LONGEST_WAIT) < 0;
                time = time.plus(step)) {
            assertNull(socketWriter.closed);
            loop.advance(step);
            say("{broken");
        }
        loop.advance(SignallingSession.QUIET);
        assertEquals(1008, socketWriter.closed);
    }

    @Test
    void candidateWithoutOfferIsRejected() {
        say(Frames.candidate("candidate:1"));
        assertEquals("no_offer", Frames.code(socketWriter.written.getLast()));
    }

    @Test
    void candidatesAfterRefusalAreIgnored() {
        coordinator.setAdmission(new Admission.JoinRejected(Outcome.refused(Reason.CAPACITY, "All seats are taken.")));
        say(Frames.offer("v=0"));
        say(Frames.candidate("candidate:1"));
        assertEquals(1, count("error"));
    }

    @Test
    void candidatesAreLimited() {
        say(Frames.offer("v=0"));
        IntStream.range(0, SignallingSession.MAX_CANDIDATES).forEach(i -> say(Frames.candidate("candidate:" + i)));
        assertEquals(0, count("error"));
        say(Frames.candidate("candidate:more"));
        assertEquals("too_many_candidates", Frames.code(socketWriter.written.getLast()));
        assertEquals(SignallingSession.MAX_CANDIDATES, peers.added.size());
    }

    @Test
    void validFramesAreRateLimited() {
        IntStream.range(0, SignallingSession.MAX_BURST).forEach(i -> say("ping"));
        assertEquals(0, count("error"));
        say("ping");
        assertEquals("rate_limited", Frames.code(socketWriter.written.getLast()));
        loop.advance(Duration.ofSeconds(1));
        say("ping");
        assertEquals("pong", socketWriter.written.getLast());
    }

    /** On a busy machine the first write may end after all these frames have come. */
    @Test
    void clientAboveTheRateIsClosedWithAReasonAlsoIfWritesAreSlow() {
        socketWriter.stuck = true;
        IntStream.range(0, SignallingSession.MAX_BURST + SignallingSession.MAX_STRIKES)
                .forEach(i -> say("ping"));
        assertFalse(socketWriter.cut);
        socketWriter.finishAll();
        loop.advance(SignallingSession.QUIET);
        assertEquals(SignallingSession.MAX_STRIKES, count("error"));
        assertEquals(1008, socketWriter.closed);
        assertFalse(socketWriter.cut);
    }

    @Test
    void pingIsSentAtInterval() {
        loop.advance(PING.minusMillis(1));
        assertEquals(0, socketWriter.pings);
        loop.advance(Duration.ofMillis(1));
        assertEquals(1, socketWriter.pings);
        signalling.pongReceived();
        loop.advance(PING);
        assertEquals(2, socketWriter.pings);
    }

    @Test
    void silentClientIsDisconnected() {
        loop.advance(PING);
        signalling.pongReceived();
        loop.advance(IDLE.minusMillis(1));
        assertFalse(socketWriter.cut);
        loop.advance(Duration.ofMillis(1));
        assertTrue(socketWriter.cut);
    }

    @Test
    void answeringClientStaysConnected() {
        for (int i = 0; i < 20; i++) {
            loop.advance(PING);
            signalling.pongReceived();
        }
        assertFalse(socketWriter.cut);
    }

    @Test
    void localCandidatesAreSentInOrder() {
        peers.candidates = IntStream.range(0, 30)
                .mapToObj(i -> new IceCandidate("candidate:" + i, "0", 0, null))
                .toList();
        say(Frames.offer("v=0"));
        assertEquals(30, count("new-ice-candidate"));
        assertEquals("answer", Frames.type(socketWriter.written.get(1)));
    }

    @Test
    void answerCarriesPrimaryMode() {
        coordinator.setAdmission(new Admission.JoinAccepted(new SessionId("s"), Mode.PRIMARY, "Ada", "t"));
        say(Frames.offer("v=0"));
        JsonNode answer = Frames.read(socketWriter.written.get(1));
        assertEquals("primary", answer.path("mode").asText());
        assertEquals("Ada", answer.path("nickname").asText());
    }

    private void say(String frame) {
        ClientFrame read = reader.frame(frame);
        assertNotNull(read);
        loop.execute(() -> signalling.frameReceived(read));
    }

    private static Roster seatedWith(String token) {
        return new RosterFixtureBuilder()
                .add(RosterFixtureBuilder.session("seated", 9)
                        .edit()
                        .token(TokenDigest.of(token))
                        .build())
                .build();
    }

    private List<Command> closings() {
        return coordinator.submitted().stream()
                .filter(Command.SocketClosed.class::isInstance)
                .toList();
    }

    private long count(String type) {
        return socketWriter.written.stream()
                .filter(frame -> Frames.type(frame).equals(type))
                .count();
    }
}
