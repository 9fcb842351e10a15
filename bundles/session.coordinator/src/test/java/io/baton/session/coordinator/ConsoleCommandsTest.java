// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.policy.handover.HandoverPolicy;
import io.baton.session.Command;
import io.baton.session.Control;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Roster;
import io.baton.session.SessionFlag;
import io.baton.session.SessionId;
import io.baton.session.SettingsService;
import io.baton.session.Violation;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.RosterFixtureBuilder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ConsoleCommandsTest {

    private static final String LONG = "abcdefgh-0123456789";

    private final Roster roster = new RosterFixtureBuilder()
            .primary("Ann", 1)
            .observer("bobby", 2)
            .queued("bob", 3)
            .viewer(LONG, 4)
            .pending("eve", 5)
            .add(RosterFixtureBuilder.lost("gus"))
            .build();
    private final FakeCoordinator coordinator = new FakeCoordinator(roster);
    private List<Violation> problems = List.of();
    private final ConsoleCommands console = new ConsoleCommands(coordinator, new SettingsService() {
        @Override
        public Map<String, Object> current() {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Violation> problems() {
            return problems;
        }

        @Override
        public CompletionStage<Outcome> change(SessionId actor, Map<String, Object> subset) {
            throw new UnsupportedOperationException();
        }
    });

    @Test
    void sessionIsFoundByNicknameIdOrIdPrefix() {
        for (String session : List.of("bob", "BOB")) {
            assertEquals("bob (bob) has control.", console.transfer(session));
        }
        assertEquals(LONG + " (abcdefgh) was removed.", console.kick("abcd"));
        assertEquals(
                List.of(
                        new Command.Transfer(SessionId.CONSOLE, null, new SessionId("bob")),
                        new Command.Transfer(SessionId.CONSOLE, null, new SessionId("bob")),
                        new Command.Kick(SessionId.CONSOLE, new SessionId(LONG))),
                coordinator.submitted());
    }

    @Test
    void ambiguousOrUnknownNameActsOnNoSession() {
        assertEquals("\"bo\" is ambiguous: bobby (bobby), bob (bob). Give more of the id.", console.kick("bo"));
        assertEquals("No session has the nickname or id \"zoe\"; baton:sessions lists them.", console.kick("zoe"));
        assertEquals("No session has the nickname or id \"\"; baton:sessions lists them.", console.transfer(""));
        assertEquals(List.of(), coordinator.submitted());
    }

    @Test
    void refusalIsPrintedWithItsMessage() {
        coordinator.setOutcome(Outcome.refused(Reason.NOT_ALLOWED, "This session has control."));
        assertEquals("Refused: This session has control.", console.transfer("Ann"));
    }

    @Test
    void trustIsPrintedWithItsTerms() {
        assertTrue(console.trust("bob").contains("being replaced"));
        console.policy = new HandoverPolicy();
        List<String> lines = console.trust("bob").lines().toList();
        assertTrue(lines.getFirst().matches("bob \\(bob\\): \\d+"), lines.toString());
        assertTrue(lines.stream().anyMatch(line -> line.matches(" +\\+\\d+  \\w+")), lines.toString());
    }

    @Test
    void listShowsControlRequestsAndLostLinks() {
        List<String> lines = console.sessions().lines().toList();
        assertTrue(lines.get(0).startsWith("6 of 10 seats"), lines.toString());
        assertTrue(lines.get(1).startsWith("control: held by Ann (Ann) for "), lines.toString());
        assertEquals("waiting for control: bob (bob)", lines.get(2));
        assertTrue(row(lines, "eve").startsWith("pending"), lines.toString());
        assertTrue(row(lines, "eve").contains("waits for approval"), lines.toString());
        assertTrue(row(lines, "gus").contains("s of grace"), lines.toString());
        assertTrue(row(lines, "abcdefgh").contains("viewer"), lines.toString());
        assertTrue(row(lines, " bob ").startsWith("queued"), lines.toString());
    }

    @Test
    void listShowsWhyControlIsVacantAndProblemsOfTheSettings() {
        problems = List.of(new Violation("maxSessions", "0", "1–100", "it is outside its range"));
        coordinator.setRoster(new RosterFixtureBuilder()
                .control(new Control.Vacant(Control.VacancyReason.EMERGENCY_RATE))
                .add(RosterFixtureBuilder.session("ann", 1)
                        .edit()
                        .withFlag(SessionFlag.YIELDED)
                        .build())
                .build());
        List<String> lines = console.sessions().lines().toList();
        assertTrue(lines.getFirst().contains("maxSessions = 0: it is outside its range"), lines.toString());
        assertTrue(lines.contains("control: vacant (emergency_rate)"), lines.toString());
        assertTrue(row(lines, "ann").contains("yielded"), lines.toString());
        coordinator.setRoster(new RosterFixtureBuilder().reserved("ann").build());
        assertTrue(console.sessions().contains("control: reserved for ann (ann)"));
    }

    private static String row(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.contains(name) && !line.startsWith("waiting") && !line.startsWith("control"))
                .findFirst()
                .orElse("");
    }
}
