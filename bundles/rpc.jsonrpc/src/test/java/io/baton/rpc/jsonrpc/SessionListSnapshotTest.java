// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.rpc.MethodTable;
import io.baton.rpc.Param;
import io.baton.session.Control;
import io.baton.session.PendingReason;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionFlag;
import io.baton.session.SessionId;
import io.baton.testkit.ManualClock;
import io.baton.testkit.RosterFixtureBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What each kind of viewer is shown, and that sharing the rows' text shows the same as making each list by itself. */
class SessionListSnapshotTest {

    private static final Instant START = ManualClock.START;

    private final Roster roster = new RosterFixtureBuilder()
            .primary("ann", 1)
            .viewer("bob", 2)
            .queued("cat", 3)
            .pending("eve", 4)
            .add(RosterFixtureBuilder.lost("dan"))
            .epoch(7)
            .revision(9)
            .build();

    private static Map<String, Object> shown(Roster roster, String viewer, Instant now) {
        return SessionList.snapshot(
                roster, roster.session(new SessionId(viewer)).orElseThrow(), clock(now));
    }

    private static ListClock clock(Instant now) {
        return new ListClock(now, instant -> instant);
    }

    private static List<?> rows(Map<String, Object> snapshot) {
        return (List<?>) snapshot.getOrDefault("sessions", List.of());
    }

    private static Map<?, ?> row(Map<String, Object> snapshot, String id) {
        return rows(snapshot).stream()
                .map(row -> (Map<?, ?>) row)
                .filter(row -> id.equals(row.get("id")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void rowShowsSecondsLeftOfItsState() {
        Map<String, Object> list = shown(roster, "ann", START.plus(Duration.ofMillis(2_500)));
        assertEquals(8L, row(list, "dan").get("secondsLeft"), "grace, rounded up");
        assertEquals(true, row(list, "dan").get("inGrace"));
        assertEquals(58L, row(list, "eve").get("secondsLeft"), "admission");
        assertEquals(List.of("approval"), row(list, "eve").get("pendingReasons"));
        assertEquals(58L, row(list, "cat").get("secondsLeft"), "request");
        assertEquals(58L, row(list, "cat").get("requestSecondsLeft"));
        assertEquals(1, row(list, "cat").get("queuePosition"));
        assertFalse(row(list, "ann").containsKey("secondsLeft"));
        assertEquals(0L, row(shown(roster, "ann", START.plusSeconds(99)), "dan").get("secondsLeft"), "never negative");
    }

    @Test
    void controlIsHeldReservedOrVacant() {
        assertEquals(
                Map.of("state", "held", "sessionId", "ann"),
                shown(roster, "bob", START).get("control"));
        Roster reserved =
                new RosterFixtureBuilder().reserved("dan").observer("bob", 2).build();
        assertEquals(
                Map.of("state", "reserved", "sessionId", "dan", "secondsLeft", 6L),
                shown(reserved, "bob", START.plusSeconds(4)).get("control"));
        Roster vacant = new RosterFixtureBuilder()
                .viewer("bob", 2)
                .control(new Control.Vacant(Control.VacancyReason.EMERGENCY_RATE))
                .build();
        assertEquals(
                Map.of("state", "vacant", "reason", "emergency_rate"),
                shown(vacant, "bob", START).get("control"));
    }

    @Test
    void pendingSessionSeesOnlyItself() {
        Map<String, Object> list = shown(roster, "eve", START);
        assertEquals(1, rows(list).size());
        assertEquals(Map.of("state", "held"), list.get("control"));
        assertFalse(list.containsKey("epoch"));
        assertEquals("pending", list.get("yourMode"));
        assertEquals("operator", list.get("yourRole"));
        String text = new SessionListSnapshot(roster, clock(START))
                .message(roster.session(new SessionId("eve")).orElseThrow());
        for (String name : List.of("ann", "bob", "cat", "dan")) {
            assertFalse(text.contains(name), text);
        }
        assertFalse(text.contains("192.0.2.1"), text);
    }

    @Test
    void addressesAreShownToAdministratorsAndApprovers() {
        Roster operator = new RosterFixtureBuilder()
                .add(RosterFixtureBuilder.session("ola", 5, Role.OPERATOR, Set.of()))
                .control(new Control.Held(new SessionId("ola"), START))
                .viewer("bob", 2)
                .pending("eve", 4)
                .build();
        assertEquals("192.0.2.1", row(shown(operator, "ola", START), "eve").get("source"));
        assertEquals("", row(shown(operator, "ola", START), "eve").get("user"));
        assertFalse(row(shown(operator, "ola", START), "bob").containsKey("source"));
        assertFalse(row(shown(operator, "bob", START), "eve").containsKey("source"));
        assertEquals("192.0.2.1", row(shown(roster, "cat", START), "bob").get("source"));
    }

    @Test
    void rowAndListHaveFieldsOfTheTables() {
        Set<String> allowed = MethodTable.ROW.stream().map(Param::name).collect(Collectors.toSet());
        Set<String> required = MethodTable.ROW.stream()
                .filter(Param::isRequired)
                .map(Param::name)
                .collect(Collectors.toSet());
        List<Param> list =
                EventTable.event("sessionsUpdated").orElseThrow().params().fields();
        for (Session viewer : roster.sessions()) {
            Map<String, Object> shown = shown(roster, viewer.id().value(), START);
            for (Param field : list) {
                Object value = shown.get(field.name());
                assertTrue(value == null ? !field.isRequired() : field.kind().fits(value), field.toString());
            }
            assertTrue(list.stream().map(Param::name).toList().containsAll(shown.keySet()));
            for (Object one : rows(shown)) {
                Map<?, ?> row = (Map<?, ?>) one;
                assertTrue(allowed.containsAll(row.keySet()), row.toString());
                assertTrue(row.keySet().containsAll(required), row.toString());
            }
        }
    }

    @Test
    void instantsArePublishedAsTimeOfDayAndSecondsLeftByTheCoordinatorsClock() {
        Session cat = roster.session(new SessionId("cat")).orElseThrow();
        Duration offset = Duration.ofDays(20_000);
        ListClock shifted = new ListClock(START, instant -> instant.plus(offset));
        Map<?, ?> row = SessionList.row(roster, cat, cat, shifted);
        Map<?, ?> plain = SessionList.row(roster, cat, cat, clock(START));

        for (String field : List.of("createdAt", "created_at")) {
            assertEquals(cat.createdAt().plus(offset).toString(), row.get(field));
        }
        for (String field : List.of("lastActive", "last_active")) {
            assertEquals(cat.lastActive().plus(offset).toString(), row.get(field));
        }
        assertEquals(plain.get("secondsLeft"), row.get("secondsLeft"));
    }

    @Test
    void sharedRowsEqualListsMadeOneByOne() {
        Random random = new Random(11);
        for (int i = 0; i < 300; i++) {
            Roster roster = random(random);
            Instant now = START.plusMillis(random.nextInt(90_000));
            SessionListSnapshot shared = new SessionListSnapshot(roster, clock(now));
            for (Session viewer : roster.sessions()) {
                assertEquals(
                        ResponseWriter.event("sessionsUpdated", SessionList.snapshot(roster, viewer, clock(now))),
                        shared.message(viewer));
            }
        }
    }

    private static Roster random(Random random) {
        RosterFixtureBuilder roster = new RosterFixtureBuilder().revision(random.nextInt(100));
        int sessions = 1 + random.nextInt(8);
        for (int i = 0; i < sessions; i++) {
            String name = "s\"" + i;
            switch (random.nextInt(5)) {
                case 0 -> roster.observer(name, i + 1);
                case 1 -> roster.viewer(name, i + 1);
                case 2 -> roster.queued(name, i + 1);
                case 3 -> roster.add(RosterFixtureBuilder.lost(name));
                default ->
                    roster.add(RosterFixtureBuilder.session(name, i + 1, Role.OPERATOR, Set.of(PendingReason.values()))
                            .edit()
                            .withFlag(SessionFlag.LEGACY)
                            .build());
            }
        }
        if (random.nextBoolean()) {
            roster.add(RosterFixtureBuilder.session("op", 99, Role.OPERATOR, Set.of()))
                    .control(new Control.Held(new SessionId("op"), START));
        }
        return roster.build();
    }
}
