// SPDX-License-Identifier: Apache-2.0
package io.baton.power.gpio;

import io.baton.power.PowerAction;
import io.baton.power.PowerState;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The buttons and LEDs of a front panel: one press at a time, which ends at its time, and in any case when the lines
 * are given back. Lines that fail are given back and requested again; an output begins inactive.
 *
 * <p>Threading. One thread, except {@link #state}.
 */
final class FrontPanel implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("power.gpio");
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Without edges the LEDs are read this often. */
    private static final long READ_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    private final FrontPanelSettings settings;
    private final GpioLines.Opener opener;
    private final LongSupplier nanoTime;
    private final int[] buttons;
    private final int[] leds;
    private @Nullable GpioLines outputs;
    private @Nullable GpioLines inputs;
    private @Nullable Press press;
    private long nextTry;
    private long diskLitUntil;
    private boolean diskLit;
    private volatile PowerState state = PowerState.unknown("The lines are not requested yet.");

    /** A button that is pressed. */
    private record Press(long untilNanos, PowerAction action) {}

    FrontPanel(FrontPanelSettings settings, GpioLines.Opener opener, LongSupplier nanoTime) {
        this.settings = settings;
        this.opener = opener;
        this.nanoTime = nanoTime;
        buttons = present(settings.power(), settings.reset());
        leds = present(settings.powerLed(), settings.diskLed());
        nextTry = nanoTime.getAsLong();
    }

    private static int[] present(int first, int second) {
        int none = FrontPanelSettings.NONE;
        if (first == none) {
            return second == none ? new int[0] : new int[] {second};
        }
        return second == none ? new int[] {first} : new int[] {first, second};
    }

    static Set<PowerAction> actions(FrontPanelSettings settings) {
        EnumSet<PowerAction> actions = EnumSet.noneOf(PowerAction.class);
        if (settings.power() != FrontPanelSettings.NONE) {
            actions.add(PowerAction.SHORT_PRESS);
            actions.add(PowerAction.LONG_PRESS);
        }
        if (settings.reset() != FrontPanelSettings.NONE) {
            actions.add(PowerAction.RESET);
        }
        return actions;
    }

    PowerState state() {
        return state;
    }

    /** Does what is due; returns the nanoseconds until something is due next, negative for never. */
    long step() {
        long now = nanoTime.getAsLong();
        if (!isOpen() && now - nextTry >= 0) {
            open(now);
        }
        try {
            releaseWhenDue(now);
            readLeds(now);
        } catch (IOException | RuntimeException e) {
            lost(e, now);
        }
        return untilNext(now);
    }

    /** Returns the descriptor that is readable when an LED changed; negative for none. */
    int descriptor() {
        GpioLines present = inputs;
        return present != null && present.tellsEdges() ? present.descriptor() : -1;
    }

    Outcome press(PowerAction action) {
        if (!actions(settings).contains(action)) {
            return Outcome.refused(Reason.UNSUPPORTED, "No line is configured for this button.");
        }
        long now = nanoTime.getAsLong();
        GpioLines present = outputs;
        if (present == null) {
            return Outcome.refused(Reason.TEMPORARILY_UNAVAILABLE, state.problem(), TRY_AGAIN);
        }
        Press running = press;
        if (running != null) {
            return Outcome.refused(
                    Reason.BUSY, "A button is pressed at this moment.", Duration.ofNanos(running.untilNanos() - now));
        }
        try {
            // noted first: a line that fails while it is set may be pressed
            press = new Press(now + length(action).toNanos(), action);
            present.set(bit(action));
            // a chip behind a bus takes its time to set a line: the press begins when it has
            press = new Press(nanoTime.getAsLong() + length(action).toNanos(), action);
            LOG.info("button pressed action={}", action.wireName());
            return Outcome.done();
        } catch (IOException | RuntimeException e) {
            lost(e, now);
            return Outcome.refused(Reason.TEMPORARILY_UNAVAILABLE, state.problem(), TRY_AGAIN);
        }
    }

    private Duration length(PowerAction action) {
        return switch (action) {
            case LONG_PRESS -> settings.longPress();
            case RESET -> settings.resetPress();
            default -> settings.shortPress();
        };
    }

    private long bit(PowerAction action) {
        int line = action == PowerAction.RESET ? settings.reset() : settings.power();
        return buttons[0] == line ? 1 : 2;
    }

    private boolean isOpen() {
        return (buttons.length == 0 || outputs != null) && (leds.length == 0 || inputs != null);
    }

    private void open(long now) {
        try {
            if (buttons.length > 0) {
                outputs = opener.outputs(settings.chip(), buttons, settings.buttonFlags());
            }
            if (leds.length > 0) {
                inputs = opener.inputs(settings.chip(), leds, settings.ledFlags());
            }
            diskLit = false;
            state = PowerState.leds(null, null);
            LOG.info("lines requested chip={} buttons={} leds={}", settings.chip(), buttons.length, leds.length);
        } catch (IOException | RuntimeException e) {
            lost(e, now);
        }
    }

    private void releaseWhenDue(long now) throws IOException {
        Press running = press;
        GpioLines present = outputs;
        if (running != null && present != null && now - running.untilNanos() >= 0) {
            present.set(0);
            press = null;
            LOG.info("button released action={}", running.action().wireName());
        }
    }

    private void readLeds(long now) throws IOException {
        GpioLines present = inputs;
        if (present == null) {
            return;
        }
        long lit = present.takeRisen();
        long values = present.values();
        long diskBit = leds[0] == settings.diskLed() ? 1 : 2;
        boolean hasDisk = settings.diskLed() != FrontPanelSettings.NONE;
        if (hasDisk && ((lit | values) & diskBit) != 0) {
            diskLit = true;
            diskLitUntil = now + settings.diskHold().toNanos();
        } else if (now - diskLitUntil >= 0) {
            diskLit = false;
        }
        Boolean on = settings.powerLed() == FrontPanelSettings.NONE ? null : (values & 1) != 0;
        PowerState next = PowerState.leds(on, hasDisk ? diskLit : null);
        if (!next.equals(state)) {
            state = next;
        }
    }

    private long untilNext(long now) {
        if (!isOpen()) {
            return Math.max(0, nextTry - now);
        }
        long next = Long.MAX_VALUE;
        Press running = press;
        if (running != null) {
            next = Math.min(next, running.untilNanos() - now);
        }
        if (diskLit) {
            next = Math.min(next, diskLitUntil - now);
        }
        GpioLines present = inputs;
        if (present != null && !present.tellsEdges()) {
            next = Math.min(next, READ_NANOS);
        }
        return next == Long.MAX_VALUE ? -1 : Math.max(0, next);
    }

    private void lost(Exception cause, long now) {
        String problem = "The GPIO lines cannot be used: " + cause.getMessage() + ".";
        if (!problem.equals(state.problem())) {
            LOG.warn("lines lost chip={} cause=\"{}\"", settings.chip(), cause.getMessage());
        }
        // before it is told: a chip that was unplugged has its name again only when nothing of it is open
        close();
        state = PowerState.unknown(problem);
        nextTry = now + RETRY_NANOS;
    }

    /** Releases every button and gives the lines back. */
    @Override
    public void close() {
        GpioLines presentOutputs = outputs;
        outputs = null;
        if (presentOutputs != null) {
            try {
                presentOutputs.set(0);
            } catch (IOException | RuntimeException e) {
                // requesting them anew, here or at the next start, makes them inactive
                LOG.error("buttons not released chip={} cause=\"{}\"", settings.chip(), e.getMessage());
            }
            presentOutputs.close();
        }
        press = null;
        GpioLines presentInputs = inputs;
        inputs = null;
        if (presentInputs != null) {
            presentInputs.close();
        }
    }
}
