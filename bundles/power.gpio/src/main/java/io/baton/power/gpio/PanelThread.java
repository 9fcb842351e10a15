// SPDX-License-Identifier: Apache-2.0
package io.baton.power.gpio;

import io.baton.power.PowerAction;
import io.baton.session.Outcome;
import io.baton.shared.linux.Poller;
import io.baton.shared.linux.Posix;
import io.baton.shared.power.PowerCall;
import io.baton.shared.power.PowerThread;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The panel's one thread: waits for LEDs and for calls, presses and releases, and gives the lines back at the end. */
final class PanelThread extends PowerThread {

    private static final int FOR_EVER = -1;

    private final FrontPanelSettings settings;
    private final FrontPanel panel;
    private final Poller poller;

    PanelThread(FrontPanelSettings settings, FrontPanel panel, Surroundings surroundings) throws IOException {
        super("gpio", "baton-power-gpio", panel.state(), surroundings);
        this.settings = settings;
        this.panel = panel;
        poller = new Poller(1);
    }

    @Override
    public String name() {
        return "Front panel on " + settings.chip();
    }

    @Override
    public Set<PowerAction> actions() {
        return FrontPanel.actions(settings);
    }

    @Override
    protected String noSuch(PowerAction action) {
        return "No line is configured for this button.";
    }

    @Override
    protected void serve() {
        long nanos = panel.step();
        for (PowerCall call = nextCall(); call != null; call = nextCall()) {
            if (call.action() != null) {
                Outcome outcome = panel.press(call.action());
                publish(panel.state());
                call.answer().complete(outcome);
            }
            nanos = 0;
        }
        publish(panel.state());
        if (nanos != 0) {
            int millis = nanos < 0 ? FOR_EVER : (int) TimeUnit.NANOSECONDS.toMillis(nanos + 999_999);
            poller.clear().add(panel.descriptor(), Posix.POLLIN).await(millis);
        }
    }

    @Override
    protected void wake() {
        poller.wake();
    }

    @Override
    protected void release() {
        panel.close();
        poller.close();
    }
}
