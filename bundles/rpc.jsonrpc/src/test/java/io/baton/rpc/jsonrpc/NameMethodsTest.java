// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.nickname.NameCheck;
import io.baton.nickname.NicknamePolicy;
import io.baton.session.Command;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.SessionId;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.RosterFixtureBuilder;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class NameMethodsTest {

    private final FakeCoordinator coordinator = new FakeCoordinator(
            new RosterFixtureBuilder().primary("ann", 1).viewer("bob", 2).build());
    private long renameWait;
    private int taken;
    private final NameMethods methods =
            new NameMethods(coordinator, new AnyNames(), (budget, key) -> renameWait, new Random(1));

    private final class AnyNames implements NicknamePolicy {
        @Override
        public NameCheck check(String raw) {
            return raw.isBlank()
                    ? new NameCheck.Rejected(NameCheck.Problem.TOO_SHORT, "A name is needed.")
                    : new NameCheck.Accepted(raw.strip(), raw.strip());
        }

        @Override
        public String generate(RandomGenerator random) {
            return taken-- > 0 ? "bob" : "user";
        }
    }

    private Object call(String method, String session, Map<String, Object> params) {
        return Caller.call(methods, method, session, params);
    }

    private String reason(String method, String session, Map<String, Object> params) {
        return Caller.reason(methods, method, session, params);
    }

    @Test
    void checkedNameIsSubmitted() {
        assertEquals(
                Map.of("status", "updated", "nickname", "Bobby"),
                call("updateSessionNickname", "bob", Map.of("nickname", " Bobby ", "sessionId", "bob")));
        assertEquals(
                List.of(new Command.Rename(new SessionId("bob"), new SessionId("bob"), "Bobby", "Bobby")),
                coordinator.submitted());
    }

    @Test
    void onlyAnAdministratorRenamesOthers() {
        call("updateSessionNickname", "ann", Map.of("nickname", "Bobby", "sessionId", "bob"));
        assertEquals(
                List.of(new Command.Rename(new SessionId("ann"), new SessionId("bob"), "Bobby", "Bobby")),
                coordinator.submitted());
        assertEquals(
                "not_allowed", reason("updateSessionNickname", "bob", Map.of("nickname", "x", "sessionId", "ann")));
        assertEquals(
                "unknown_session", reason("updateSessionNickname", "ann", Map.of("nickname", "x", "sessionId", "eve")));
    }

    @Test
    void badNameIsRefusedWithReason() {
        assertEquals("bad_value", reason("updateSessionNickname", "bob", Map.of("nickname", " ")));
        coordinator.setOutcome(Outcome.refused(Reason.NAME_TAKEN, "taken"));
        assertEquals("name_taken", reason("updateSessionNickname", "bob", Map.of("nickname", "ann")));
        renameWait = 9;
        assertEquals("rate_limited", reason("updateSessionNickname", "bob", Map.of("nickname", "x")));
    }

    @Test
    void freeNameIsGenerated() {
        coordinator.setRoster(new RosterFixtureBuilder()
                .primary("ann", 1)
                .add(RosterFixtureBuilder.session("bob", 2)
                        .edit()
                        .nickname("bob", "bob")
                        .build())
                .build());
        taken = 3;
        assertEquals(Map.of("nickname", "user"), call("generateNickname", "ann", Map.of()));
    }
}
