// SPDX-License-Identifier: Apache-2.0
package io.baton.power.gpio;

import io.baton.power.PowerAction;
import io.baton.power.PowerControl;
import io.baton.power.PowerListener;
import io.baton.power.PowerState;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.shared.linux.Poller;
import io.baton.shared.linux.Posix;
import io.baton.shared.threads.DaemonThreads;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The panel's one thread: waits for LEDs and for calls, presses and releases, and gives the lines back at the end. */
final class PanelThread implements PowerControl {

    private static final Logger LOG = LoggerFactory.getLogger("power.gpio");
    private static final Duration JOIN = Duration.ofSeconds(2);
    private static final int MAX_CALLS = 8;
    private static final int FOR_EVER = -1;

    private final FrontPanelSettings settings;
    private final FrontPanel panel;
    private final Supplier<List<PowerListener>> listeners;
    private final DaemonThreads threads;
    private final Poller poller;
    private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>(MAX_CALLS);
    private final Thread thread;
    private volatile boolean running = true;
    private PowerState told;

    private record Call(PowerAction action, CompletableFuture<Outcome> answer) {}

    PanelThread(
            FrontPanelSettings settings,
            FrontPanel panel,
            Supplier<List<PowerListener>> listeners,
            DaemonThreads threads)
            throws IOException {
        this.settings = settings;
        this.panel = panel;
        this.listeners = listeners;
        this.threads = threads;
        poller = new Poller(1);
        told = panel.state();
        thread = threads.unstarted("baton-power-gpio", this::run);
    }

    void start() {
        thread.start();
    }

    /** Ends the thread, which releases the buttons, and waits for its end. */
    void close() {
        running = false;
        poller.wake();
        if (threads.join(thread, JOIN)) {
            poller.close();
        }
    }

    @Override
    public String kind() {
        return "gpio";
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
    public PowerState state() {
        return panel.state();
    }

    @Override
    public CompletionStage<Outcome> perform(PowerAction action) {
        Call call = new Call(action, new CompletableFuture<>());
        if (!running || !calls.offer(call)) {
            return CompletableFuture.completedStage(
                    Outcome.refused(Reason.BUSY, "Other presses wait.", Duration.ofSeconds(1)));
        }
        poller.wake();
        return call.answer();
    }

    private void run() {
        try {
            while (running) {
                long nanos = panel.step();
                for (Call call = calls.poll(); call != null; call = calls.poll()) {
                    call.answer().complete(panel.press(call.action()));
                    nanos = 0;
                }
                tell();
                if (nanos != 0) {
                    int millis = nanos < 0 ? FOR_EVER : (int) TimeUnit.NANOSECONDS.toMillis(nanos + 999_999);
                    poller.clear().add(panel.descriptor(), Posix.POLLIN).await(millis);
                }
            }
        } finally {
            panel.close();
            for (Call call = calls.poll(); call != null; call = calls.poll()) {
                call.answer()
                        .complete(Outcome.refused(
                                Reason.TEMPORARILY_UNAVAILABLE,
                                "The power control is being replaced.",
                                Duration.ofSeconds(1)));
            }
        }
    }

    private void tell() {
        PowerState state = panel.state();
        if (state.equals(told)) {
            return;
        }
        told = state;
        for (PowerListener listener : listeners.get()) {
            try {
                listener.changed(this);
            } catch (RuntimeException | LinkageError e) {
                LOG.warn("listener failed", e);
            }
        }
    }
}
