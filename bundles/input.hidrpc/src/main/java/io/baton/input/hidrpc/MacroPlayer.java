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
 * Plays one macro at a time: a keyboard report, a wait, the next. A new one takes the place of the old. It ends when
 * control passes, whatever step it is at.
 *
 * <p>Threading. On the lane only.
 */
final class MacroPlayer {

    private static final HidRpcMessage.Macro NONE = new HidRpcMessage.Macro(new long[0], new int[0]);
    private static final HidEvent.Keyboard ALL_UP = new HidEvent.Keyboard(0, 0);

    private final Consumer<Boolean> state;
    private HidRpcMessage.Macro macro = NONE;
    private boolean running;
    private long fencingToken;
    private int next;
    private long due;

    /** Tells the page whether a macro is running. */
    MacroPlayer(Consumer<Boolean> state) {
        this.state = state;
    }

    void start(HidRpcMessage.Macro newMacro, long newFence, long now) {
        macro = newMacro;
        fencingToken = newFence;
        next = 0;
        due = now;
        running = true;
        state.accept(true);
    }

    /** Writes the steps whose time has come. */
    void play(HidOutput hid, @Nullable Roster roster, long now) {
        while (running && now - due >= 0) {
            if (roster == null || roster.epoch() != fencingToken) {
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

    /** Ends a macro whose control has passed on, at once and not only at its next step. */
    void fenced(Roster roster) {
        if (running && roster.epoch() != fencingToken) {
            end();
        }
    }

    /** Ends what is played, with everything up; false when that has to wait. */
    boolean cancel(HidOutput hid) {
        if (running) {
            if (InputPipeline.mustWait(hid.submit(ALL_UP, fencingToken))) {
                return false;
            }
            end();
        }
        return true;
    }

    /** Gives up a step that could not be written for too long; says whether it did. */
    boolean stuck(long now, long waitNanos) {
        if (!running || now - due <= waitNanos) {
            return false;
        }
        end();
        return true;
    }

    private boolean submit(HidOutput hid, long step) {
        Outcome outcome =
                hid.submit(new HidEvent.Keyboard((int) (step >>> 48), step & 0xffff_ffff_ffffL), fencingToken);
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

    /** When {@link #play} has something to do; {@link InputPipeline#NEVER} when nothing is played. */
    long nextStep(long now) {
        return running ? Math.max(due, now + InputPipeline.RETRY_NANOS) : InputPipeline.NEVER;
    }

    /** What is still to be played; empty when nothing is. */
    byte[] save() {
        return running
                ? HidRpcCodec.encode(new HidRpcMessage.Macro(
                        Arrays.copyOfRange(macro.steps(), next, macro.steps().length),
                        Arrays.copyOfRange(macro.delays(), next, macro.delays().length)))
                : new byte[0];
    }

    void restore(byte[] saved, long savedFence, long now) {
        if (HidRpcCodec.decode(saved) instanceof HidRpcMessage.Macro rest) {
            macro = rest;
            fencingToken = savedFence;
            next = 0;
            due = now;
            running = true;
        }
    }

    long fencingToken() {
        return fencingToken;
    }
}
