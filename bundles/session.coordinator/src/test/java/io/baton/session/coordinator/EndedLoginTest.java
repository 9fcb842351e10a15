// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.auth.AuthMode;
import io.baton.peer.PeerId;
import io.baton.session.Admission;
import io.baton.session.Command;
import io.baton.session.JoinRequest;
import io.baton.session.Login;
import io.baton.session.Mode;
import io.baton.session.Role;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import io.baton.testkit.FakeAuthenticator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions end with their logins, and only they. */
final class EndedLoginTest {

    private static final Login ANN = new Login("ann", Role.ADMIN, Login.Strength.OWN_ACCOUNT, "1", false);
    private static final Login BOB = new Login("bob", Role.OPERATOR, Login.Strength.OWN_ACCOUNT, "2", false);

    private final CoordinatorFixture fixture = new CoordinatorFixture();
    private final FakeAuthenticator authenticator = new FakeAuthenticator(AuthMode.PASSWORD);

    @BeforeEach
    void open() {
        fixture.authenticator = authenticator;
        authenticator.add("ann", ANN);
        authenticator.add("bob", BOB);
        fixture.open();
    }

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    private SessionId linked(Login login) throws Exception {
        Admission admission = CoordinatorFixture.await(fixture.coordinator.join(
                new JoinRequest(login, "192.0.2.1", "Firefox", login.user(), null, null, false)));
        SessionId id = ((Admission.JoinAccepted) admission).session();
        PeerId link = fixture.recordedPeers.add();
        CoordinatorFixture.await(fixture.coordinator.submit(new Command.Answered(id, link)));
        fixture.recordedPeers.link(link);
        fixture.settle();
        return id;
    }

    private PeerId link(SessionId id) {
        return Objects.requireNonNull(
                fixture.coordinator.roster().session(id).orElseThrow().link());
    }

    private List<SessionId> sessions() {
        return fixture.coordinator.roster().sessions().stream()
                .map(session -> session.id())
                .toList();
    }

    @Test
    void s7LogoutEndsAllSessionsOfTheLoginAndTheirMedia() throws Exception {
        SessionId ann = linked(ANN);
        SessionId second = linked(ANN);
        SessionId bob = linked(BOB);
        assertEquals(List.of(ann, second, bob), sessions());
        List<PeerId> ended = List.of(link(ann), link(second));
        authenticator.end("ann");
        CoordinatorFixture.await(fixture.coordinator.loginsEnded());
        assertEquals(List.of(bob), sessions(), "once the request that ended it is answered");
        fixture.settle();
        assertEquals(
                Mode.PRIMARY,
                fixture.coordinator
                        .roster()
                        .mode(fixture.coordinator.roster().session(bob).orElseThrow()));
        for (PeerId link : ended) {
            assertTrue(fixture.recordedPeers.ended(link).isPresent(), link + " is closed");
        }
    }

    @Test
    void s7ExpiredLoginEndsItsSessionsAtTheNextReconciliation() throws Exception {
        SessionId ann = linked(ANN);
        SessionId bob = linked(BOB);
        authenticator.end("ann");
        fixture.clock.advance(fixture.coordinator
                .roster()
                .settings()
                .time(Setting.CLEANUP_INTERVAL)
                .plusMillis(1));
        fixture.coordinator.wake();
        fixture.settle();
        assertEquals(List.of(bob), sessions(), ann + " is gone");
    }

    @Test
    void sessionsStayWhileTheAuthenticatorIsReplaced() throws Exception {
        SessionId ann = linked(ANN);
        authenticator.end("ann");
        fixture.authenticator = null;
        fixture.coordinator.loginsEnded();
        fixture.settle();
        assertEquals(List.of(ann), sessions());
    }
}
