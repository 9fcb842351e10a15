// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import static io.baton.policy.handover.RosterFixture.account;
import static io.baton.policy.handover.RosterFixture.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.baton.session.Control;
import io.baton.session.ControlRequest;
import io.baton.session.Denial;
import io.baton.session.Emergency;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.SessionBuilder;
import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.session.TokenDigest;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A roster built between two changes is not the roster built after them. */
class RosterBuilderTest {

    private static final Roster BEFORE = new RosterFixture()
            .operator("ann")
            .operator("bob")
            .operator("cid")
            .requests("bob")
            .roster();
    private static final Instant LATER =
            BEFORE.sessions().getFirst().createdAt().plusSeconds(9);

    static Stream<Arguments> changes() {
        return Stream.of(
                change("settings", it -> it.settings(Settings.DEFAULTS.with(Setting.MAX_SESSIONS, 3))),
                change("control", it -> it.control(new Control.Held(id("cid"), LATER))),
                change("denials", it -> it.denials(List.of(new Denial("user:x", List.of(LATER), null)))),
                change("emergency", it -> it.emergency(new Emergency(List.of(LATER), 1))),
                change("hand-over", it -> it.handedOver(LATER)),
                change("count", it -> it.count(false)),
                change(
                        "add",
                        it -> it.add(
                                new SessionBuilder(id("dan"), account("dan", Role.VIEWER), TokenDigest.of("dan"), LATER)
                                        .build())),
                change("edit", it -> it.edit(id("cid"), session -> session.active(LATER))),
                change(
                        "each",
                        it -> it.each(session -> session.edit().active(LATER).build())),
                change("remove", it -> it.remove(id("cid"))),
                change("enqueue", it -> it.enqueue(new ControlRequest(id("cid"), LATER))),
                change("withdraw", it -> it.withdraw(id("bob"))));
    }

    private static Arguments change(String name, Consumer<RosterBuilder> change) {
        return Arguments.of(name, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void changeAfterBuildIsInTheNextBuild(String name, Consumer<RosterBuilder> change) {
        RosterBuilder builder = new RosterBuilder(BEFORE);
        assertSame(BEFORE, builder.build());
        change.accept(builder);
        Roster changed = builder.build();
        assertFalse(BEFORE.equals(changed), name);
        assertSame(changed, builder.build());
        RosterBuilder again = new RosterBuilder(BEFORE);
        change.accept(again);
        assertEquals(changed, again.build());
    }

    @Test
    void onlyAFormerPrimaryIsTheLastOne() {
        RosterFixture fixture = new RosterFixture().operator("ann").operator("bob");
        assertNull(fixture.roster().lastPrimary());
        assertEquals(id("ann"), fixture.transfers("ann", "bob").roster().lastPrimary());
    }
}
