// SPDX-License-Identifier: Apache-2.0
package io.baton.hid.usb;

import io.baton.input.InputCounters;
import io.baton.input.InputMonitor;
import io.baton.peer.PeerId;

/** An input service that has received nothing. */
record IdleInput() implements InputMonitor {

    @Override
    public InputCounters counters() {
        return new InputCounters(0, 0, 0, 0, 0, 0);
    }

    @Override
    public long lastInputNanos(PeerId peer) {
        return 0;
    }
}
