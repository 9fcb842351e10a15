// SPDX-License-Identifier: Apache-2.0
package io.baton.hid.usb;

import io.baton.hid.HidOutput;
import io.baton.shared.handover.Standby;
import io.baton.testkit.HidOutputContract;

final class QueuedHidOutputContractTest extends HidOutputContract {

    private final QueuedHidOutput queued = new QueuedHidOutput(System::nanoTime, Standby.NONE, () -> false);

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
