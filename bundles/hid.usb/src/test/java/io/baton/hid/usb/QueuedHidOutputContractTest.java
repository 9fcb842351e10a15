// SPDX-License-Identifier: Apache-2.0
package io.baton.hid.usb;

import io.baton.hid.HidOutput;
import io.baton.shared.handover.Standby;
import io.baton.testkit.HidOutputContract;
import io.baton.testkit.ManualClock;
import io.baton.testkit.Patience;

final class QueuedHidOutputContractTest extends HidOutputContract {

    private final ManualClock clock = new ManualClock();
    private final QueuedHidOutput queued =
            new QueuedHidOutput(clock::nanoTime, Standby.NONE, () -> false, Patience.LONGEST);

    @Override
    protected HidOutput create(long epoch) {
        queued.ports = new FakePorts();
        queued.input = new IdleInput();
        queued.activate();
        queued.beginEpoch(epoch).toCompletableFuture().join();
        return queued;
    }

    @Override
    protected void destroy() {
        queued.deactivate();
    }
}
