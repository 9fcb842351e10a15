// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import static io.baton.policy.handover.RosterFixture.account;
import static io.baton.policy.handover.RosterFixture.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.session.Control;
import io.baton.session.ControlRequest;
import io.baton.session.PendingReason;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionBuilder;
import io.baton.session.SessionFlag;
import io.baton.session.Setting;
import io.baton.session.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The revision grows when what is shown changes, and only then. */
class PublishedViewTest {

    private static final RosterFixture ROSTER = new RosterFixture()
            .operator("ann")
            .operator("bob")
            .operator("cid")
            .requests("bob")
            .requests("cid");
    private static final RosterFixture ROSTER_WITH_GRACE =
            new RosterFixture().operator("ann").operator("bob").loses("bob");

    static Stream<Arguments> shown() {
        return Stream.of(
                row("a reason to wait", it -> it.pending(Set.of(PendingReason.APPROVAL), ROSTER.now())),
                row("the role", it -> it.login(account("ann", Role.ADMIN))),
                row("yielded", it -> it.withFlag(SessionFlag.YIELDED)),
                row("a picture only", it -> it.withFlag(SessionFlag.VIDEO_ONLY)),
                row("legacy", it -> it.withFlag(SessionFlag.LEGACY)),
                row("the account", it -> it.login(account("eve", Role.OPERATOR))),
                row("the address", it -> it.source("198.51.100.1")),
                row("the name", it -> it.nickname("eve", "eve")),
                row("the browser", it -> it.browser("firefox")));
    }

    static Stream<Arguments> hidden() {
        return Stream.of(
                row("the last activity", it -> it.active(ROSTER.now().plusSeconds(1))),
                row("input", it -> it.lastInput(ROSTER.now())),
                row("denials", it -> it.denials(1)),
                row("a warning", it -> it.warnedAt(ROSTER.now())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shown")
    void changeOfPublishedFieldIsSeen(String what, UnaryOperator<SessionBuilder> edit) {
        assertFalse(view(ROSTER).shows(edited(edit)), what);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hidden")
    void changeOfOtherFieldIsNotSeen(String what, UnaryOperator<SessionBuilder> edit) {
        assertTrue(view(ROSTER).shows(edited(edit)), what);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void publishedSettingsAreSeen(Setting setting, long value, boolean isShown) {
        Settings other = ROSTER.roster().settings().with(setting, value);
        PublishedView view = view(ROSTER);
        assertEquals(
                isShown,
                !view.shows(new PublishedView(other, view.sessions(), view.control(), view.requests())),
                setting.wireName());
    }

    static Stream<Arguments> settings() {
        return Stream.of(
                Arguments.of(Setting.MAX_SESSIONS, 9L, true),
                Arguments.of(Setting.REQUIRE_APPROVAL, 1L, true),
                Arguments.of(Setting.REQUIRE_NICKNAME, 1L, true),
                Arguments.of(Setting.MAX_REJECTIONS, 4L, true),
                Arguments.of(Setting.REQUEST_TIMEOUT, 59_000L, true),
                Arguments.of(Setting.DENIAL_COOLDOWN, 61_000L, false));
    }

    @Test
    void endOfGraceIsPublished() {
        PublishedView lost = view(ROSTER_WITH_GRACE);
        Settings longer = lost.settings().with(Setting.RECONNECT_GRACE, 11_000);
        assertFalse(lost.shows(new PublishedView(longer, lost.sessions(), lost.control(), lost.requests())));
    }

    @Test
    void endOfPendingIsPublished() {
        RosterFixture fixture = new RosterFixture(Settings.DEFAULTS.with(Setting.REQUIRE_APPROVAL, true))
                .operator("ann")
                .operator("bob");
        PublishedView waits = view(fixture);
        Settings longer = waits.settings().with(Setting.PENDING_TIMEOUT, 61_000);
        assertFalse(waits.shows(new PublishedView(longer, waits.sessions(), waits.control(), waits.requests())));
    }

    @Test
    void lossOfAPendingSessionIsPublishedThoughItEndsAtTheSameTime() {
        Duration untilSameEnd =
                Settings.DEFAULTS.time(Setting.PENDING_TIMEOUT).minus(Settings.DEFAULTS.time(Setting.RECONNECT_GRACE));
        RosterFixture fixture = new RosterFixture(Settings.DEFAULTS.with(Setting.REQUIRE_APPROVAL, true))
                .operator("ann")
                .operator("bob")
                .later(untilSameEnd);
        PublishedView linked = view(fixture);
        Session bob = fixture.session("bob");
        Session lost =
                bob.edit().connection(bob.connection().lost(fixture.now())).build();
        PublishedView inGrace = new PublishedView(
                linked.settings(), List.of(fixture.session("ann"), lost), linked.control(), linked.requests());
        assertTrue(lost.inGrace());
        assertFalse(linked.shows(inGrace));
    }

    @Test
    void queueIsPublishedInOrderWithDeadlines() {
        PublishedView view = view(ROSTER);
        List<ControlRequest> queue = view.requests();
        assertFalse(view.shows(queue(view, queue.reversed())));
        assertFalse(view.shows(queue(view, queue.subList(0, 1))));
        ControlRequest later = new ControlRequest(id("bob"), ROSTER.now().plusSeconds(1));
        assertFalse(view.shows(queue(view, List.of(later, queue.getLast()))));
        assertTrue(view.shows(queue(view, List.copyOf(queue))));
    }

    @Test
    void holderIsPublishedWithoutItsStart() {
        PublishedView view = view(ROSTER);
        assertTrue(view.shows(
                control(view, new Control.Held(id("ann"), ROSTER.now().plusSeconds(9)))));
        assertFalse(view.shows(control(view, new Control.Held(id("bob"), ROSTER.now()))));
        assertFalse(view.shows(control(view, new Control.Vacant(Control.VacancyReason.NO_CANDIDATE))));
        PublishedView vacant = control(view, new Control.Vacant(Control.VacancyReason.NO_CANDIDATE));
        assertFalse(vacant.shows(control(view, new Control.Vacant(Control.VacancyReason.EMERGENCY_RATE))));
        assertTrue(vacant.shows(control(view, new Control.Vacant(Control.VacancyReason.NO_CANDIDATE))));
    }

    @Test
    void sessionsArePublished() {
        PublishedView view = view(ROSTER);
        List<Session> fewer = view.sessions().subList(0, 2);
        assertFalse(view.shows(new PublishedView(view.settings(), fewer, view.control(), view.requests())));
    }

    private static Arguments row(String what, UnaryOperator<SessionBuilder> edit) {
        return Arguments.of(what, edit);
    }

    private static PublishedView view(RosterFixture fixture) {
        return PublishedView.of(fixture.roster());
    }

    private static PublishedView edited(UnaryOperator<SessionBuilder> edit) {
        Roster roster = ROSTER.roster();
        List<Session> sessions = roster.sessions().stream()
                .map(session -> session.id().equals(id("ann"))
                        ? edit.apply(session.edit()).build()
                        : session)
                .toList();
        return new PublishedView(roster.settings(), sessions, roster.control(), roster.requests());
    }

    private static PublishedView queue(PublishedView view, List<ControlRequest> queue) {
        return new PublishedView(view.settings(), view.sessions(), view.control(), queue);
    }

    private static PublishedView control(PublishedView view, Control control) {
        return new PublishedView(view.settings(), view.sessions(), control, view.requests());
    }
}
