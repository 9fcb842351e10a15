// SPDX-License-Identifier: Apache-2.0
package io.baton.hid.usb;

import io.baton.shared.handover.Standby;
import org.jspecify.annotations.Nullable;

/** A live provider that stops when a test says so. */
final class FakeStandby implements Standby {

    private @Nullable Runnable pending;

    @Override
    public boolean begin(Runnable takeOver) {
        pending = takeOver;
        return true;
    }

    @Override
    public void end() {
        pending = null;
    }

    /** The live provider has stopped. */
    void stopProvider() {
        Runnable due = pending;
        pending = null;
        if (due != null) {
            due.run();
        }
    }
}
