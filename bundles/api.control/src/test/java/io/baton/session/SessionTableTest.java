// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.PeerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SessionTableTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final TokenDigest SPARE = TokenDigest.of("spare");

    /** A session with a link, a nickname and a previous token. */
    private static Session session(String name, int link) {
        return new SessionBuilder(new SessionId(name), Login.unauthenticated(Role.ADMIN), TokenDigest.of(name), NOW)
                .previousToken(TokenDigest.of("previous " + name))
                .nickname(name, name)
                .connection(Connection.accepted(SPARE, NOW).answered(new PeerId(link), NOW))
                .build();
    }

    private static SessionTable table(int size) {
        return SessionTable.of(
                IntStream.range(0, size).mapToObj(i -> session("s" + i, i + 1)).toList());
    }

    /** Edits after which a session shares something with the first one of a table. */
    static Stream<Arguments> conflicts() {
        Session first = session("s0", 1);
        TokenDigest previous = TokenDigest.of("previous s0");
        return Stream.of(
                conflict("token", it -> it.token(first.token())),
                conflict("token is a previous one", it -> it.token(previous)),
                conflict("previous token", it -> it.previousToken(previous)),
                conflict("previous token is a present one", it -> it.previousToken(first.token())),
                conflict("link", it -> it.connection(first.connection())),
                conflict("nickname", it -> it.nickname("S0", "s0")));
    }

    private static Arguments conflict(String name, UnaryOperator<SessionBuilder> edit) {
        return Arguments.of(name, edit);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("conflicts")
    void sharedKeyIsRefusedByEveryWayToATable(String name, UnaryOperator<SessionBuilder> edit) {
        SessionTable table = table(3);
        Session last = edit.apply(table.get(2).edit()).build();
        assertThrows(IllegalArgumentException.class, () -> table.with(2, last), name);
        assertThrows(
                IllegalArgumentException.class, () -> table.map(old -> old.id().equals(last.id()) ? last : old), name);
        SessionTable two = table(2);
        assertThrows(IllegalArgumentException.class, () -> two.plus(last), name);
        List<Session> list = List.of(two.get(0), two.get(1), last);
        assertThrows(IllegalArgumentException.class, () -> SessionTable.of(list), name);
    }

    @Test
    void secondSessionOfAnIdIsRefused() {
        Session again = new SessionBuilder(new SessionId("s1"), Login.unauthenticated(Role.ADMIN), SPARE, NOW).build();
        SessionTable table = table(2);
        assertThrows(IllegalArgumentException.class, () -> table.plus(again));
        assertThrows(IllegalArgumentException.class, () -> table.with(0, again));
        assertThrows(IllegalArgumentException.class, () -> table.map(old -> again));
        assertThrows(IllegalArgumentException.class, () -> SessionTable.of(List.of(table.get(1), again)));
    }

    @Test
    void sessionsWithoutLinkNicknameAndPreviousTokenShareNothing() {
        SessionTable table = SessionTable.of(List.of());
        for (int i = 0; i < 3; i++) {
            String name = "s" + i;
            table = table.plus(new SessionBuilder(
                            new SessionId(name), Login.unauthenticated(Role.ADMIN), TokenDigest.of(name), NOW)
                    .build());
        }
        assertEquals(3, SessionTable.of(new ArrayList<>(table)).size());
    }

    @Test
    void sessionIsFoundByIdAfterEveryChange() {
        SessionTable table = SessionTable.of(List.of());
        for (int i = 0; i < 100; i++) {
            table = table.plus(session("s" + i, i + 1));
        }
        for (int i = 0; i < 100; i += 2) {
            table = table.minus(new SessionId("s" + i));
        }
        table = table.with(0, table.get(0).edit().denials(1).build());
        table = table.map(session -> session.edit().emergencies(2).build());
        assertEquals(50, table.size());
        for (int i = 0; i < 100; i++) {
            SessionId id = new SessionId("s" + i);
            if (i % 2 == 0) {
                assertNull(table.find(id));
                assertEquals(-1, table.place(id));
                assertSame(table, table.minus(id));
            } else {
                assertSame(table.get(table.place(id)), table.find(id));
                assertEquals(id, table.get(i / 2).id());
            }
        }
        assertEquals(1, table.get(0).denials());
        assertTrue(table.stream().allMatch(session -> session.emergencies() == 2));
    }

    @Test
    void keysMayMoveBetweenSessionsInOneMap() {
        SessionTable table = table(2);
        SessionTable swapped = table.map(session -> session.edit()
                .nickname("x", session.nicknameKey().equals("s0") ? "s1" : "s0")
                .build());
        assertEquals("s1", swapped.get(0).nicknameKey());
        assertSame(table, table.map(session -> session));
    }

    @Test
    void tableEqualsAListOfEqualSessions() {
        SessionTable table = table(3);
        List<Session> list = new ArrayList<>(table);
        assertEquals(list, table);
        assertEquals(table, list);
        assertEquals(list.hashCode(), table.hashCode());
        assertEquals(table, table(3));
        assertSame(table, SessionTable.of(table));
        list.remove(2);
        assertTrue(!table.equals(list) && !table.equals(table(2)));
    }

    @Test
    void flagsAreTheSameSetsWithSharedInstances() {
        Session plain = session("s", 1);
        Set<SessionFlag> expected = EnumSet.noneOf(SessionFlag.class);
        Session flagged = plain;
        for (SessionFlag flag : SessionFlag.values()) {
            expected.add(flag);
            flagged = flagged.edit().withFlag(flag).build();
            assertEquals(expected, flagged.flags());
            assertSame(flagged.flags(), SessionFlags.of(expected));
            assertSame(
                    plain.flags(),
                    plain.edit().withFlag(flag).withoutFlag(flag).build().flags());
        }
        assertThrows(UnsupportedOperationException.class, () -> plain.flags().add(SessionFlag.SEEN));
    }
}
