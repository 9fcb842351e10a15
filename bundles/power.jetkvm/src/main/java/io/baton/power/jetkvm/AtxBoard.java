// SPDX-License-Identifier: Apache-2.0
package io.baton.power.jetkvm;

import io.baton.power.PowerAction;
import io.baton.power.PowerState;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.shared.power.PowerCall;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The board at a front panel header. It tells four digits: disk LED and power LED, 0 while lit; reset button and power
 * button, 1 while pressed. A button stays pressed until the board is told to release it, so that is told at the time of
 * the release, before the line is closed, and first of all when it is opened.
 */
final class AtxBoard extends Board {

    private static final Pattern STATE = Pattern.compile("[01]{4}");
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(5);
    private static final int DISK_LED = 0;
    private static final int POWER_LED = 1;
    private static final int RESET_BUTTON = 2;
    private static final int POWER_BUTTON = 3;

    private String last = "";
    private @Nullable Press press;

    /** A button that is to be released. */
    private record Press(boolean reset, long untilNanos) {}

    AtxBoard(LongSupplier nanoTime) {
        super("JetKVM ATX board", nanoTime);
    }

    @Override
    Set<PowerAction> actions() {
        return EnumSet.of(PowerAction.SHORT_PRESS, PowerAction.LONG_PRESS, PowerAction.RESET);
    }

    @Override
    @Nullable
    PowerState read(String text) {
        if (!STATE.matcher(text).matches()) {
            return null;
        }
        last = text;
        return PowerState.leds(text.charAt(POWER_LED) == '0', text.charAt(DISK_LED) == '0');
    }

    @Override
    boolean isDone(PowerCall call) {
        return last.charAt(call.action() == PowerAction.RESET ? RESET_BUTTON : POWER_BUTTON) == '1';
    }

    @Override
    Outcome.@Nullable Refused refusal(PowerCall call) {
        Press present = press;
        return present == null
                ? null
                : Outcome.refused(
                        Reason.BUSY,
                        "A button is pressed at this moment.",
                        Duration.ofNanos(present.untilNanos() - nanoTime.getAsLong()));
    }

    @Override
    void begin(PowerCall call) {
        boolean reset = call.action() == PowerAction.RESET;
        Duration length = call.action() == PowerAction.LONG_PRESS ? LONG : SHORT;
        press = new Press(reset, nanoTime.getAsLong() + length.toNanos());
        send(reset ? "BTN_RST_ON" : "BTN_PWR_ON");
    }

    @Override
    void cancel(PowerCall call) {
        release();
    }

    @Override
    void opened() {
        super.opened();
        press = null;
        send("BTN_PWR_OFF");
        send("BTN_RST_OFF");
    }

    @Override
    void closing() {
        release();
        super.closing();
    }

    @Override
    long step() {
        long next = super.step();
        Press present = press;
        if (present == null) {
            return next;
        }
        long left = present.untilNanos() - nanoTime.getAsLong();
        if (left > 0) {
            return Math.min(next, left);
        }
        release();
        return Math.min(next, TimeUnit.MILLISECONDS.toNanos(1));
    }

    private void release() {
        Press present = press;
        if (present != null) {
            press = null;
            send(present.reset() ? "BTN_RST_OFF" : "BTN_PWR_OFF");
        }
    }
}
