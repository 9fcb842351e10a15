// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import static io.baton.policy.handover.StateSpace.SMALL;
import static io.baton.policy.handover.StateSpace.any;
import static io.baton.policy.handover.StateSpace.attach;
import static io.baton.policy.handover.StateSpace.between;
import static io.baton.policy.handover.StateSpace.comeBack;
import static io.baton.policy.handover.StateSpace.configure;
import static io.baton.policy.handover.StateSpace.connect;
import static io.baton.policy.handover.StateSpace.hangUp;
import static io.baton.policy.handover.StateSpace.knock;
import static io.baton.policy.handover.StateSpace.lose;
import static io.baton.policy.handover.StateSpace.offerAgain;
import static io.baton.policy.handover.StateSpace.own;
import static io.baton.policy.handover.StateSpace.type;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.policy.handover.StateSpace.Arrival;
import io.baton.policy.handover.StateSpace.Crowd;
import io.baton.policy.handover.StateSpace.Doing;
import io.baton.policy.handover.StateSpace.Person;
import io.baton.session.Command;
import io.baton.session.Role;
import io.baton.session.Setting;
import io.baton.session.Settings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Walks every state a house of three can get into until nothing new is found, and holds every invariant against every
 * step and every state.
 *
 * <p>One house in which everything can happen is too large: with two sessions and three kinds of people, after 160,000
 * states and 4.5 million steps more than half of the states found had not been looked at. So there are several houses,
 * each of which closes, and nearly every command is given in at least one. What they leave out:
 *
 * <ul>
 *   <li>Trust depends on role, login and name, not on what somebody did, and time goes by in units of ten seconds, of
 *       which every timeout is one to six: {@code SuccessorSelectionTest} and {@code RandomHistoryTest} have the rest.
 *   <li>One denial is enough for a cool-down, and denials older than ten minutes are not reached.
 *   <li>Where arrivals are not looked at, a knock is followed by its answer and its link in one step.
 *   <li>Where there is one of each, nobody comes twice at a time.
 *   <li>Settings change in one house only, with an administrator and a guest. LinkRules, sockets and second offers are
 *       looked at one by one for two people and one seat, names and roles for an operator and a guest.
 * </ul>
 */
class StateSpaceTest {

    private static final int BOUND = Integer.getInteger("baton.walk.bound", 250_000);
    private static final Settings APPROVAL = SMALL.with(Setting.REQUIRE_APPROVAL, true);
    private static final List<Person> PEOPLE = List.of(Person.ADMIN, Person.OPERATOR, Person.GUEST);

    private static final List<Doing> HANDING_OVER = List.of(
            own(Command.RequestPrimary::new),
            own(Command.CancelRequest::new),
            own(Command.Release::new),
            own(Command.Claim::new),
            own(Command.Logout::new),
            between((actor, other) -> new Command.Transfer(actor, null, other)),
            between(Command.ApproveRequest::new),
            between(Command.DenyRequest::new),
            between(Command.Kick::new));

    private static final List<Doing> LETTING_IN = List.of(
            own(Command.RequestApproval::new), between(Command.ApproveSession::new), between(Command.DenySession::new));

    private static final List<Doing> LINKS = List.of(lose(), comeBack());

    @Test
    void handingOver() {
        walk("handing over", SMALL, PEOPLE, Crowd.ANY, Arrival.AT_ONCE, List.of(knock(true)), HANDING_OVER);
    }

    @Test
    void handingOverWhileLinksAreLost() {
        walk(
                "handing over while links are lost",
                SMALL,
                List.of(Person.ADMIN, Person.OPERATOR),
                Crowd.ANY,
                Arrival.AT_ONCE,
                List.of(knock(true)),
                HANDING_OVER,
                LINKS);
    }

    @Test
    void lettingIn() {
        walk(
                "letting in",
                APPROVAL,
                PEOPLE,
                Crowd.ONE_OF_EACH,
                Arrival.AT_ONCE,
                List.of(knock(true)),
                HANDING_OVER,
                LETTING_IN);
    }

    @Test
    void links() {
        walk(
                "links and sockets",
                SMALL.with(Setting.MAX_SESSIONS, 1),
                List.of(Person.ADMIN, Person.GUEST),
                Crowd.ONE_OF_EACH,
                Arrival.BY_AND_BY,
                List.of(knock(true), connect(true), offerAgain(), attach(), hangUp(), own(Command.Claim::new)),
                LINKS);
    }

    @Test
    void emergencies() {
        walk(
                "emergencies",
                APPROVAL.with(Setting.PRIMARY_TIMEOUT, 30_000),
                List.of(Person.ADMIN),
                Crowd.ANY,
                Arrival.AT_ONCE,
                List.of(
                        knock(true),
                        own(Command.RequestPrimary::new),
                        own(Command.Release::new),
                        own(Command.Claim::new)),
                LINKS);
    }

    @Test
    void namesAndRoles() {
        walk(
                "names and roles",
                SMALL.with(Setting.REQUIRE_NICKNAME, true),
                List.of(Person.OPERATOR, Person.GUEST),
                Crowd.ONE_OF_EACH,
                Arrival.AT_ONCE,
                List.of(
                        knock(false),
                        own(session -> new Command.Rename(session, session, session.value(), session.value())),
                        own(Command.RequestPrimary::new),
                        any(
                                new Command.AccountChanged("op", Role.VIEWER),
                                new Command.AccountChanged("op", Role.OPERATOR),
                                new Command.AccountChanged("op", null))),
                LINKS);
    }

    @Test
    void settings() {
        walk(
                "settings",
                SMALL,
                List.of(Person.ADMIN, Person.GUEST),
                Crowd.ONE_OF_EACH,
                Arrival.AT_ONCE,
                List.of(
                        knock(false),
                        own(Command.RequestPrimary::new),
                        own(Command.Release::new),
                        own(Command.Logout::new),
                        configure(Setting.REQUIRE_APPROVAL, 0, 1),
                        configure(Setting.REQUIRE_NICKNAME, 0, 1),
                        configure(Setting.AUTO_PROMOTE, 0, 1),
                        configure(Setting.SHARED_ROLE, 1, 2)));
    }

    @Test
    void idleness() {
        walk(
                "idleness",
                SMALL.with(Setting.PRIMARY_TIMEOUT, 30_000).with(Setting.SESSION_TIMEOUT, 60_000),
                List.of(Person.ADMIN, Person.OPERATOR),
                Crowd.ONE_OF_EACH,
                Arrival.AT_ONCE,
                List.of(
                        knock(true),
                        type(),
                        own(Command.SessionAlive::new),
                        own(Command.RequestPrimary::new),
                        own(Command.Release::new)));
    }

    @SafeVarargs
    private static void walk(
            String name, Settings settings, List<Person> people, Crowd crowd, Arrival arrival, List<Doing>... doings) {
        List<Doing> all = new ArrayList<>();
        for (List<Doing> some : doings) {
            all.addAll(some);
        }
        StateSpaceExplorer.Finding finding =
                new StateSpaceExplorer(new StateSpace(name, settings, people, crowd, arrival, all), BOUND).go();
        System.out.println(finding);
        assertTrue(finding.isClosed(), "the walk closes");
    }
}
