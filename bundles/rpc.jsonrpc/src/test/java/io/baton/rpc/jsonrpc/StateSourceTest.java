// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.PeerId;
import io.baton.peer.PeerService;
import io.baton.port.ReportPorts;
import io.baton.rpc.StateSource;
import io.baton.session.Role;
import io.baton.session.SessionCoordinator;
import io.baton.shared.handover.Standby;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.ManualClock;
import io.baton.testkit.RecordingPeerService;
import io.baton.testkit.RosterFixtureBuilder;
import io.baton.upgrade.UpgradeStatus;
import io.baton.video.EncodedVideo;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every admitted session is told the states that other bundles have. */
final class StateSourceTest implements EventPublisher.Services {

    private static final String EVENT = "virtualMediaState";
    private static final Map<String, Object> NAMES = Map.of(StateSource.EVENTS, EVENT);

    private final ManualClock clock = new ManualClock();
    private final ManualTimer timer = new ManualTimer(clock);
    private final RecordingPeerService recorded = new RecordingPeerService();
    private final PeerId ann = recorded.add();
    private final PeerId bob = recorded.add();
    private final PeerId eve = recorded.add();
    private final FakeCoordinator coordinator = new FakeCoordinator(new RosterFixtureBuilder()
            .primary("ann", 1)
            .viewer("bob", 2)
            .pending("eve", 3)
            .build());
    private final JsonRpcEvents events =
            new JsonRpcEvents(new EventPublisher(this, timer, clock::nanoTime), timer, Standby.NONE);
    private final AtomicBoolean mounted = new AtomicBoolean();
    private final StateSource source = event -> Map.of("mounted", mounted.get());

    private List<String> told(PeerId peer) {
        timer.advanceMillis(0);
        return recorded.texts(peer, "rpc").stream()
                .filter(text -> text.contains("\"" + EVENT + "\""))
                .map(text -> text.replaceAll(".*\"mounted\":(true|false).*", "$1"))
                .toList();
    }

    private void open(PeerId peer) {
        recorded.open(peer, "rpc");
        events.channelOpened(peer, "rpc");
        timer.advanceMillis(0);
    }

    @Test
    void admittedSessionsAreToldAtRegistrationAndAtEachChange() {
        open(ann);
        open(bob);
        open(eve);
        events.bindStates(source, NAMES);
        mounted.set(true);
        events.stateChanged(EVENT);
        assertEquals(List.of("false", "true"), told(ann));
        assertEquals(List.of("false", "true"), told(bob));
        assertEquals(List.of(), told(eve));
    }

    /** One thread reads the state, another one changes and tells it, and only then the first one tells what it read. */
    @Test
    void lastThatIsToldIsTheStateAlsoWhenTwoThreadsTellIt() {
        open(ann);
        AtomicReference<Runnable> other = new AtomicReference<>(() -> {});
        events.bindStates(
                event -> {
                    boolean read = mounted.get();
                    other.getAndSet(() -> {}).run();
                    return Map.of("mounted", read);
                },
                NAMES);
        other.set(() -> {
            mounted.set(true);
            events.stateChanged(EVENT);
        });
        events.stateChanged(EVENT);
        assertEquals("true", told(ann).getLast());
    }

    @Test
    void sessionThatConnectsLaterIsToldThePresentState() {
        events.bindStates(source, NAMES);
        mounted.set(true);
        open(bob);
        assertEquals(List.of("true"), told(bob));
    }

    @Test
    void nothingIsToldOfASourceThatLeftOrAnEventThatIsUnknown() {
        open(ann);
        events.bindStates(source, NAMES);
        events.unbindStates(source);
        events.stateChanged(EVENT);
        events.bindStates(source, Map.of(StateSource.EVENTS, "noSuchState"));
        assertEquals(List.of("false"), told(ann));
    }

    @Test
    void stateForAdministratorsIsToldToNobodyElse() {
        coordinator.setRoster(new RosterFixtureBuilder()
                .add(RosterFixtureBuilder.session("ann", 1, Role.ADMIN, Set.of()))
                .add(RosterFixtureBuilder.session("bob", 2, Role.OPERATOR, Set.of()))
                .build());
        open(ann);
        open(bob);
        events.bindStates(event -> Map.of("up", true), Map.of(StateSource.EVENTS, "networkState"));
        events.channelClosed(bob, "rpc");
        events.channelOpened(bob, "rpc");
        timer.advanceMillis(0);
        assertTrue(recorded.texts(ann, "rpc").stream().anyMatch(text -> text.contains("networkState")));
        assertTrue(recorded.texts(bob, "rpc").stream().noneMatch(text -> text.contains("networkState")));
    }

    @Override
    public List<Event> states() {
        return events.states();
    }

    @Override
    public @Nullable SessionCoordinator coordinator() {
        return coordinator;
    }

    @Override
    public @Nullable PeerService peers() {
        return recorded;
    }

    @Override
    public @Nullable EncodedVideo video() {
        return null;
    }

    @Override
    public @Nullable ReportPorts ports() {
        return null;
    }

    @Override
    public @Nullable UpgradeStatus upgrade() {
        return null;
    }
}
