// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import static io.baton.rpc.jsonrpc.Caller.call;
import static io.baton.rpc.jsonrpc.Caller.reason;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.policy.Decision;
import io.baton.policy.SessionPolicy;
import io.baton.ratelimit.RateLimiter;
import io.baton.rpc.Permissions;
import io.baton.rpc.RpcMethods;
import io.baton.session.Command;
import io.baton.session.Mode;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionId;
import io.baton.session.SettingsService;
import io.baton.session.TrustScore;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.RosterFixtureBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What becomes of each method about sessions: one command for the coordinator with the caller as actor, or an answer.
 */
class SessionMethodsTest {

    private static final SessionId ANN = new SessionId("ann");
    private static final SessionId BOB = new SessionId("bob");
    private static final SessionId EVE = new SessionId("eve");
    private static final Map<String, Object> NONE = Map.of();

    private RateLimiter limiter = (budget, key) -> 0;
    private final FakeCoordinator coordinator = new FakeCoordinator(new RosterFixtureBuilder()
            .primary("ann", 1)
            .viewer("bob", 2)
            .queued("cat", 3)
            .pending("eve", 4)
            .build());

    private static Arguments row(
            String method, String caller, Map<String, Object> params, Command command, Map<String, Object> result) {
        return Arguments.of(method, caller, params, command, result);
    }

    static Stream<Arguments> commands() {
        return Stream.of(
                row("requestPrimary", "cat", NONE, new Command.RequestPrimary(new SessionId("cat")), success("queued")),
                row("cancelPrimaryRequest", "bob", NONE, new Command.CancelRequest(BOB), status("cancelled")),
                row(
                        "approvePrimaryRequest",
                        "ann",
                        Map.of("requesterID", "bob"),
                        new Command.ApproveRequest(ANN, BOB),
                        status("approved")),
                row(
                        "denyPrimaryRequest",
                        "ann",
                        Map.of("requesterID", "bob"),
                        new Command.DenyRequest(ANN, BOB),
                        status("denied")),
                row("releasePrimary", "ann", NONE, new Command.Release(ANN), status("success")),
                row(
                        "transferPrimary",
                        "ann",
                        Map.of("toId", "bob"),
                        new Command.Transfer(ANN, null, BOB),
                        status("success")),
                row(
                        "transferPrimary",
                        "bob",
                        Map.of("fromId", "eve", "toId", "bob"),
                        new Command.Transfer(BOB, EVE, BOB),
                        status("success")),
                row("claimControl", "ann", NONE, new Command.Claim(ANN), success("primary")),
                row(
                        "approveNewSession",
                        "ann",
                        Map.of("sessionId", "eve"),
                        new Command.ApproveSession(ANN, EVE),
                        status("approved")),
                row(
                        "denyNewSession",
                        "ann",
                        Map.of("sessionId", "eve"),
                        new Command.DenySession(ANN, EVE),
                        status("denied")),
                row("requestSessionApproval", "eve", NONE, new Command.RequestApproval(EVE), status("requested")),
                row("kickSession", "ann", Map.of("sessionId", "bob"), new Command.Kick(ANN, BOB), status("kicked")),
                row("sessionAlive", "eve", NONE, new Command.SessionAlive(EVE), status("success")));
    }

    private static Map<String, Object> status(String status) {
        return Map.of("status", status);
    }

    private static Map<String, Object> success(String mode) {
        return Map.of("status", "success", "mode", mode);
    }

    @Test
    void s21PromptsAreLimitedForEachIdentity() {
        List<String> keys = new ArrayList<>();
        limiter = (budget, key) -> {
            keys.add(budget + " " + key);
            return 9;
        };
        assertEquals("rate_limited", reason(serving("requestPrimary"), "requestPrimary", "bob", NONE));
        assertEquals("rate_limited", reason(serving("requestSessionApproval"), "requestSessionApproval", "eve", NONE));
        assertEquals(2, keys.size());
        assertTrue(keys.stream().allMatch(key -> key.startsWith("PROMPT ")), keys.toString());
        assertEquals(List.of(), coordinator.submitted());
    }

    private RpcMethods serving(String method) {
        return switch (method) {
            case "requestPrimary", "cancelPrimaryRequest", "approvePrimaryRequest", "denyPrimaryRequest" ->
                new RequestMethods(coordinator, limiter);
            case "transferPrimary", "releasePrimary", "claimControl" -> new HandoverMethods(coordinator);
            case "approveNewSession", "denyNewSession", "requestSessionApproval", "kickSession" ->
                new AdmissionMethods(coordinator, limiter);
            case "getTrust" -> new TrustMethods(coordinator, new Trusting());
            default -> new SessionMethods(coordinator);
        };
    }

    private static final class Trusting implements SessionPolicy {
        @Override
        public Decision decide(Roster roster, Command command, Instant now) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Instant> nextDeadline(Roster roster) {
            return Optional.empty();
        }

        @Override
        public Optional<TrustScore> trust(Roster roster, SessionId session, Instant now) {
            return roster.session(session)
                    .map(Session::nickname)
                    .map(name -> new TrustScore(150, List.of(new TrustScore.Term(name, 150))));
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void commandNamesCallerAsActor(
            String method, String caller, Map<String, Object> params, Command command, Map<String, Object> result) {
        assertEquals(result, call(serving(method), method, caller, params));
        assertEquals(List.of(command), coordinator.submitted());
        assertEquals(new SessionId(caller), command.by());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void refusalOfCoordinatorIsReturned(
            String method, String caller, Map<String, Object> params, Command command, Map<String, Object> result) {
        coordinator.setOutcome(Outcome.refused(Reason.COOL_DOWN, "not now"));
        assertEquals("cool_down", reason(serving(method), method, caller, params));
        assertEquals(
                List.of(command), coordinator.submitted(), "decided there, with " + result + " only if it is done");
    }

    @Test
    void malformedIdIsUnknownSession() {
        for (String bad : List.of("", "x".repeat(65))) {
            assertEquals(
                    "unknown_session", reason(serving("kickSession"), "kickSession", "ann", Map.of("sessionId", bad)));
            assertEquals(
                    "unknown_session",
                    reason(serving("transferPrimary"), "transferPrimary", "ann", Map.of("toId", bad)));
        }
        assertEquals(List.of(), coordinator.submitted());
    }

    @Test
    void listDependsOnCaller() {
        List<?> seen = (List<?>) call(serving("getSessions"), "getSessions", "bob", NONE);
        assertEquals(4, seen.size());
        assertEquals(1, ((List<?>) call(serving("getSessions"), "getSessions", "eve", NONE)).size());
        Map<?, ?> other =
                (Map<?, ?>) call(serving("getSessionData"), "getSessionData", "ann", Map.of("sessionId", "bob"));
        assertEquals("bob", other.get("nickname"));
        assertEquals("192.0.2.1", other.get("source"));
        assertEquals(
                "unknown_session",
                reason(serving("getSessionData"), "getSessionData", "ann", Map.of("sessionId", "dan")));
        assertEquals("unknown_session", reason(serving("getSessions"), "getSessions", "dan", NONE));
    }

    @Test
    void permissionsFollowModeAndRole() {
        Map<?, ?> ann = (Map<?, ?>) call(serving("getPermissions"), "getPermissions", "ann", NONE);
        Map<?, ?> bob = (Map<?, ?>) call(serving("getPermissions"), "getPermissions", "bob", NONE);
        assertEquals("primary", ann.get("mode"));
        assertEquals("viewer", bob.get("role"));
        assertEquals(Permissions.of(Mode.PRIMARY, Role.ADMIN), ann.get("permissions"));
        assertEquals(Permissions.of(Mode.OBSERVER, Role.VIEWER), bob.get("permissions"));
    }

    @Test
    void trustOfOthersIsShownToAdministratorsOnly() {
        assertEquals(
                Map.of("sessionId", "bob", "score", 150, "terms", Map.of("bob", 150)),
                call(serving("getTrust"), "getTrust", "bob", NONE));
        assertEquals(
                Map.of("sessionId", "bob", "score", 150, "terms", Map.of("bob", 150)),
                call(serving("getTrust"), "getTrust", "ann", Map.of("sessionId", "bob")));
        assertEquals("not_allowed", reason(serving("getTrust"), "getTrust", "bob", Map.of("sessionId", "ann")));
        assertEquals("not_allowed", reason(serving("getTrust"), "getTrust", "bob", Map.of("sessionId", "dan")));
        assertEquals("unknown_session", reason(serving("getTrust"), "getTrust", "ann", Map.of("sessionId", "dan")));
    }

    @Test
    void settingsAreReadAndChangedInSettingsService() {
        SettingsMethods methods = new SettingsMethods(coordinator);
        assertEquals(
                Map.of("enabled", true, "maxSessions", 10, "primaryTimeout", 300L, "allowCloudOverride", true),
                call(methods, "getSessionConfig", "bob", NONE));
        assertEquals("temporarily_unavailable", reason(methods, "getSessionSettings", "ann", NONE));

        List<String> changes = new ArrayList<>();
        Outcome[] outcome = {Outcome.done()};
        methods.settings = new SettingsService() {
            @Override
            public Map<String, Object> current() {
                return Map.of("maxSessions", 4L);
            }

            @Override
            public CompletionStage<Outcome> change(SessionId actor, Map<String, Object> subset) {
                changes.add(actor + " " + subset);
                return CompletableFuture.completedStage(outcome[0]);
            }
        };
        assertEquals(Map.of("maxSessions", 4L), call(methods, "getSessionSettings", "bob", NONE));
        Map<String, Object> params = Map.of("settings", Map.of("maxSessions", 4L));
        assertEquals(Map.of("maxSessions", 4L), call(methods, "setSessionSettings", "ann", params));
        assertEquals(List.of("ann {maxSessions=4}"), changes);
        outcome[0] = Outcome.refused(Reason.BAD_VALUE, "maxSessions = 0: it is outside its range (allowed: 1–100)");
        assertEquals("bad_value", reason(methods, "setSessionSettings", "ann", params));
        assertTrue(changes.size() == 2);
    }
}
