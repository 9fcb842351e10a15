// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.baton.nickname.NameCheck;
import io.baton.nickname.NicknamePolicy;
import io.baton.peer.PeerId;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcException;
import io.baton.session.Command;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.SessionId;
import io.baton.testkit.FixedDesk;
import io.baton.testkit.FixedRoster;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SessionMethodsTest {

    private final FixedDesk desk =
            new FixedDesk(new FixedRoster().primary("ann", 1).viewer("bob", 2).build());
    private long renameWait;
    private final SessionMethods methods =
            new SessionMethods(desk, new AnyNames(), (budget, key) -> renameWait, new Random(1));

    private static final class AnyNames implements NicknamePolicy {
        @Override
        public NameCheck check(String raw) {
            return raw.isBlank()
                    ? new NameCheck.Rejected("A name is needed.")
                    : new NameCheck.Accepted(raw.strip(), raw.strip());
        }

        @Override
        public String generate(String browser, RandomGenerator random) {
            return "u-" + browser;
        }
    }

    private Object call(String method, String session, Map<String, Object> params) throws Exception {
        RpcCall call = new RpcCall(method, params, new SessionId(session), new PeerId(1), 0, 0);
        return methods.call(call).toCompletableFuture().get();
    }

    private String reason(String method, String session, Map<String, Object> params) {
        ExecutionException e = assertThrows(ExecutionException.class, () -> call(method, session, params));
        return assertInstanceOf(RpcException.class, e.getCause()).data();
    }

    @Test
    void everybodyIsListed() throws Exception {
        List<?> rows = (List<?>) call("getSessions", "bob", Map.of());
        Map<?, ?> first = (Map<?, ?>) rows.get(0);
        assertEquals(2, rows.size());
        assertEquals("primary", first.get("mode"));
        assertEquals("2026-01-01T00:00:00Z", first.get("created_at"));
        assertEquals(first.get("created_at"), first.get("createdAt"));
        assertEquals(false, first.containsKey("source"));
    }

    @Test
    void aNameIsCheckedAndGivenToTheDesk() throws Exception {
        assertEquals(
                Map.of("status", "updated", "nickname", "Bobby"),
                call("updateSessionNickname", "bob", Map.of("nickname", " Bobby ", "sessionId", "bob")));
        assertEquals(
                List.of(new Command.Rename(new SessionId("bob"), new SessionId("bob"), "Bobby", "Bobby")),
                desk.submitted());
    }

    @Test
    void onlyAnAdministratorRenamesOthers() throws Exception {
        call("updateSessionNickname", "ann", Map.of("nickname", "Bobby", "sessionId", "bob"));
        assertEquals(
                List.of(new Command.Rename(new SessionId("ann"), new SessionId("bob"), "Bobby", "Bobby")),
                desk.submitted());
        assertEquals("notAllowed", reason("updateSessionNickname", "bob", Map.of("nickname", "x", "sessionId", "ann")));
        assertEquals(
                "unknownSession", reason("updateSessionNickname", "ann", Map.of("nickname", "x", "sessionId", "eve")));
    }

    @Test
    void whatIsWrongWithANameIsSaid() {
        assertEquals("missing parameter: nickname", reason("updateSessionNickname", "bob", Map.of("nickname", 7L)));
        assertEquals("badValue", reason("updateSessionNickname", "bob", Map.of("nickname", " ")));
        desk.setOutcome(Outcome.refused(Reason.NAME_TAKEN, "taken"));
        assertEquals("nameTaken", reason("updateSessionNickname", "bob", Map.of("nickname", "ann")));
        renameWait = 9;
        assertEquals("rateLimited", reason("updateSessionNickname", "bob", Map.of("nickname", "x")));
    }

    @Test
    void aNameIsMadeUp() throws Exception {
        assertEquals(Map.of("nickname", "u-chrome"), call("generateNickname", "bob", Map.of()));
    }
}
