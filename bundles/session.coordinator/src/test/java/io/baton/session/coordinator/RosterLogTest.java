// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.session.Cause;
import io.baton.session.Effect;
import io.baton.session.Roster;
import io.baton.session.SessionId;
import io.baton.testkit.RosterFixtureBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class RosterLogTest {

    private final Roster one =
            new RosterFixtureBuilder().primary("ann0123456789", 1).build();
    private final Roster two = new RosterFixtureBuilder()
            .primary("ann0123456789", 1)
            .observer("bob b", 2)
            .build();

    @Test
    void joinIsOneLineWithShortenedIdAndQuotedNickname() {
        assertEquals(
                List.of("session joined id=ann01234 mode=primary nickname=ann0123456789 browser=chrome"
                        + " source=192.0.2.1"),
                RosterLog.lines(Roster.EMPTY, one, List.of()));
        assertEquals(
                List.of("session joined id=bob b mode=observer nickname=\"bob b\" browser=chrome source=192.0.2.1"),
                RosterLog.lines(one, two, List.of()));
    }

    @Test
    void removalNamesItsCause() {
        SessionId bob = new SessionId("bob b");
        assertEquals(
                List.of("session left id=bob b cause=kicked"),
                RosterLog.lines(
                        two,
                        one,
                        List.of(new Effect.SessionRemoved(two.session(bob).orElseThrow(), Cause.KICKED))));
    }

    @Test
    void controlPassedNamesBothSidesAndEpoch() {
        SessionId ann = new SessionId("ann0123456789");
        assertEquals(
                List.of("control passed from=ann01234 to=none epoch=7"),
                RosterLog.lines(one, one, List.of(new Effect.ControlPassed(ann, null, 7))));
    }

    @Test
    void lostLinkIsOneLine() {
        Roster lost = new RosterFixtureBuilder().reserved("ann0123456789").build();
        assertEquals(List.of("session link lost id=ann01234"), RosterLog.lines(one, lost, List.of()));
        assertEquals(List.of(), RosterLog.lines(one, one, List.of()));
    }
}
