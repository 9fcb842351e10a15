// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import io.baton.session.Reason;
import io.baton.session.Roster;
import io.baton.session.SessionCoordinator;
import java.time.Duration;

class FakeCoordinatorTest extends SessionCoordinatorContract {

    private FakeCoordinator fake = new FakeCoordinator(Roster.EMPTY);

    @Override
    protected SessionCoordinator create(Roster roster) {
        fake = new FakeCoordinator(roster);
        return fake;
    }

    @Override
    protected void removePolicy() {
        fake.refuseAll(Reason.TEMPORARILY_UNAVAILABLE);
    }

    @Override
    protected void fillQueue() {
        fake.refuseAll(Reason.BUSY);
    }

    @Override
    protected void advance(Duration time) {
        fake.setNow(fake.now().plus(time));
    }
}
