// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.hid.HidEvent;
import io.baton.hid.HidOutput;
import io.baton.session.Outcome;
import io.baton.session.Roster;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Plays one macro at a time: a keyboard report, a delay, the next report. A new macro replaces the running one. A macro
 * ends when the control epoch changes, whatever step it is at.
 *
 * <p>Threading. On the executor only.
 */
final class MacroPlayer {

    private static final HidRpcMessage.Macro NONE = new HidRpcMessage.Macro(new long[0], new int[0]);
    private static final HidEvent.Keyboard ALL_UP = new HidEvent.Keyboard(0, 0);

    private final Consumer<Boolean> state;
    private HidRpcMessage.Macro macro = NONE;
    private boolean running;
    private long epoch;
    private int next;
    private long due;

    /** Calls {@code state} with whether a macro runs, at its start and end. */
    MacroPlayer(Consumer<Boolean> state) {
        this.state = state;
    }

    void start(HidRpcMessage.Macro newMacro, long newEpoch, long now) {
        macro = newMacro;
        epoch = newEpoch;
        next = 0;
        due = now;
        running = true;
        state.accept(true);
    }

    /** Submits the steps that are due. */
    void play(HidOutput hid, @Nullable Roster roster, long now) {
        while (running && now - due >= 0) {
            if (roster == null || roster.epoch() != epoch) {
                end();
            } else if (next == macro.steps().length) {
                end();
            } else if (submit(hid, macro.steps()[next])) {
                due = now + TimeUnit.MILLISECONDS.toNanos(macro.delays()[next]);
                next++;
            } else {
                return;
            }
        }
    }

    /** Ends a macro of an older epoch at once, not only at its next step. */
    void epochChanged(Roster roster) {
        if (running && roster.epoch() != epoch) {
            end();
        }
    }

    /** Ends the running macro with all keys up; false when the output refuses for now. */
    boolean cancel(HidOutput hid) {
        if (running) {
            if (InputPipeline.mustWait(hid.submit(ALL_UP, epoch))) {
                return false;
            }
            end();
        }
        return true;
    }

    /** Ends a macro whose step could not be written for {@code waitNanos}; returns whether it did. */
    boolean abortIfStuck(long now, long waitNanos) {
        if (!running || now - due <= waitNanos) {
            return false;
        }
        end();
        return true;
    }

    private boolean submit(HidOutput hid, long step) {
        Outcome outcome = hid.submit(new HidEvent.Keyboard((int) (step >>> 48), step & 0xffff_ffff_ffffL), epoch);
        if (InputPipeline.mustWait(outcome)) {
            return false;
        }
        if (!outcome.isDone()) {
            end();
        }
        return running;
    }

    private void end() {
        running = false;
        macro = NONE;
        state.accept(false);
    }

    /** Returns when {@link #play} has a step due; {@link InputPipeline#NEVER} while no macro runs. */
    long nextStep(long now) {
        return running ? Math.max(due, now + InputPipeline.RETRY_NANOS) : InputPipeline.NEVER;
    }

    /** Returns the remaining steps, encoded; empty while no macro runs. */
    byte[] save() {
        return running
                ? HidRpcCodec.encode(new HidRpcMessage.Macro(
                        Arrays.copyOfRange(macro.steps(), next, macro.steps().length),
                        Arrays.copyOfRange(macro.delays(), next, macro.delays().length)))
                : new byte[0];
    }

    void restore(byte[] saved, long savedEpoch, long now) {
        if (HidRpcCodec.decode(saved) instanceof HidRpcMessage.Macro rest) {
            macro = rest;
            epoch = savedEpoch;
            next = 0;
            due = now;
            running = true;
        }
    }

    long epoch() {
        return epoch;
    }
}
