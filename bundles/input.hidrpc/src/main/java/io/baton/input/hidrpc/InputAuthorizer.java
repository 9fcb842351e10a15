// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.hid.HidEvent;
import io.baton.ratelimit.Budget;
import io.baton.ratelimit.RateLimiter;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Roster;
import io.baton.session.SessionId;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a message may reach the target: its sender has control, its epoch is the roster's, and the session's
 * input rate is within the limit. A refused message is counted and answered.
 *
 * <p>Threading. On the executor only.
 */
final class InputAuthorizer {

    private static final Outcome.Refused NOT_IN_CONTROL =
            Outcome.refused(Reason.NOT_IN_CONTROL, "Only the primary session may do this.");
    private static final Outcome.Refused STALE =
            Outcome.refused(Reason.STALE_EPOCH, "Control has passed on since this was sent.");

    private final Supplier<@Nullable RateLimiter> limiter;
    private final InputMetrics metrics;
    private final Runnable releaseLost;

    /** @param releaseLost called when a message was refused by its rate that may have released a key or button */
    InputAuthorizer(Supplier<@Nullable RateLimiter> limiter, InputMetrics metrics, Runnable releaseLost) {
        this.limiter = limiter;
        this.metrics = metrics;
        this.releaseLost = releaseLost;
    }

    /** Checks a message on arrival. */
    boolean admits(InputMessage input, Roster roster, int buttons) {
        if (!roster.controls(input.peer())) {
            metrics.notInControl.increment();
            input.answer(NOT_IN_CONTROL);
            return false;
        }
        return hasCurrentEpoch(input, roster) && withinRate(input, roster, buttons);
    }

    /** Checks a message again that has waited: control may have passed meanwhile. */
    boolean stillAdmits(InputMessage input, Roster roster) {
        if (!roster.controls(input.peer())) {
            return stale(input);
        }
        return hasCurrentEpoch(input, roster);
    }

    private boolean hasCurrentEpoch(InputMessage input, Roster roster) {
        return input.epoch() == roster.epoch() || stale(input);
    }

    private boolean stale(InputMessage input) {
        metrics.stale.increment();
        input.answer(STALE);
        return false;
    }

    /**
     * A message with an answer was limited by the JSON-RPC channel. A release is never limited: refusing it would leave
     * a key or button down.
     */
    private boolean withinRate(InputMessage input, Roster roster, int buttons) {
        RateLimiter present = limiter.get();
        SessionId primary = roster.primary();
        if (present == null || primary == null || input.answer() != null || isRelease(input, buttons)) {
            return true;
        }
        if (present.take(Budget.INPUT, primary.value()) == 0) {
            return true;
        }
        metrics.rateLimited.increment();
        if (mayRelease(input, buttons)) {
            releaseLost.run();
        }
        return false;
    }

    /** Returns whether a message may release a key or button, perhaps beside pressing another. */
    static boolean mayRelease(InputMessage input, int buttons) {
        int now = input.buttons();
        return switch (input.message()) {
            case HidRpcMessage.Input(HidEvent.Key key) -> !key.down();
            case HidRpcMessage.Input(HidEvent.Keyboard _) -> true;
            default -> now >= 0 && (buttons & ~now) != 0;
        };
    }

    private static boolean isRelease(InputMessage input, int buttons) {
        int now = input.buttons();
        return switch (input.message()) {
            case HidRpcMessage.Input(HidEvent.Key key) -> !key.down();
            case HidRpcMessage.Input(HidEvent.Keyboard keyboard) -> keyboard.keys() == 0 && keyboard.modifiers() == 0;
            case HidRpcMessage.CancelMacro _ -> true;
            default -> now >= 0 && now != buttons && (now & ~buttons) == 0;
        };
    }
}
