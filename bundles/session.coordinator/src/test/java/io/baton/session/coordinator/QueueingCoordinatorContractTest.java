// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.peer.PeerId;
import io.baton.session.Command;
import io.baton.session.Roster;
import io.baton.session.RosterListener;
import io.baton.session.SessionCoordinator;
import io.baton.testkit.DecidingCoordinatorContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

class QueueingCoordinatorContractTest extends DecidingCoordinatorContract {

    private final List<RosterListener> listeners = new ArrayList<>();
    private CoordinatorFixture fixture = new CoordinatorFixture();

    @AfterEach
    void close() throws InterruptedException {
        fixture.close();
    }

    @Override
    protected SessionCoordinator create(Roster roster) {
        fixture = new CoordinatorFixture(roster);
        fixture.listeners.addAll(listeners);
        fixture.recordedHid.setEpoch(roster.epoch());
        for (int i = 0; i < roster.sessions().size(); i++) {
            fixture.recordedPeers.link(fixture.recordedPeers.add());
        }
        fixture.open();
        return fixture.coordinator;
    }

    @Override
    protected void removePolicy() {
        fixture.policy = null;
    }

    @Override
    protected void fillQueue() {
        fixture.policy = null;
        for (int i = 0; i < QueueingCoordinator.CAPACITY; i++) {
            var unused = fixture.coordinator.submit(new Command.Tick());
        }
    }

    @Override
    protected void advance(Duration time) {
        fixture.clock.advance(time);
        fixture.coordinator.wake();
    }

    @Override
    protected void listen(RosterListener listener) {
        listeners.add(listener);
    }

    @Override
    protected long fencingToken(PeerId peer) {
        return fixture.recordedPeers.fencingToken(peer);
    }
}
