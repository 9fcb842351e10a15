// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.hidhost;

import io.baton.port.PortListener;
import io.baton.port.UsbState;
import io.baton.shared.ports.PortListenerCalls;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;

/**
 * What comes back over the cable: the state of the device and the LED output reports.
 *
 * <p>Threading. Any thread; listeners are called in order by the one thread behind {@code executor}.
 */
public final class UsbSignals {

    private static final int LED_BITS = 0x1F;

    private final Logger log;
    private final Executor executor;
    private final Supplier<List<PortListener>> listeners;
    private UsbState state = UsbState.NOT_ATTACHED;
    private int leds;

    public UsbSignals(Executor executor, Supplier<List<PortListener>> listeners, Logger log) {
        this.log = log;
        this.executor = executor;
        this.listeners = listeners;
    }

    public synchronized UsbState state() {
        return state;
    }

    public synchronized int leds() {
        return leds;
    }

    public synchronized void state(UsbState next) {
        if (state != next) {
            state = next;
            notifyListeners(listener -> listener.usbState(next));
        }
    }

    /** A LED output report of one byte; one with padding bits set is ignored. */
    public synchronized void ledReport(byte[] report) {
        if (report.length != 1 || (report[0] & ~LED_BITS) != 0 || report[0] == leds) {
            return;
        }
        int bits = report[0];
        leds = bits;
        notifyListeners(listener -> listener.leds(bits));
    }

    private void notifyListeners(Consumer<PortListener> event) {
        executor.execute(() -> PortListenerCalls.each(listeners.get(), event, log));
    }
}
