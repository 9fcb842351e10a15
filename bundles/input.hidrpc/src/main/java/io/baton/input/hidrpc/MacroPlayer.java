// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.hid.HidEvent;
import io.baton.hid.HidOutput;
import io.baton.peer.PeerId;
import io.baton.port.ReportPorts;
import io.baton.port.UsbState;
import io.baton.rpc.MacroEnd;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Roster;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Plays one macro at a time: a keyboard report, a delay, the next report. A new macro replaces the running one. A macro
 * ends when the control epoch changes or the target is gone, whatever step it is at; the peer that started it is told
 * why.
 *
 * <p>Threading. On the executor only.
 */
final class MacroPlayer {

    private static final HidRpcMessage.Macro NONE = new HidRpcMessage.Macro(new long[0], new int[0]);
    private static final HidEvent.Keyboard ALL_UP = new HidEvent.Keyboard(0, 0);

    /** Learns of starts and ends. */
    interface Listener {

        void macro(boolean running);

        /** A macro of this peer ended before its last step. */
        void macroEndedEarly(PeerId peer, MacroEnd reason);
    }

    private final Supplier<@Nullable ReportPorts> ports;
    private final Listener listener;
    private HidRpcMessage.Macro macro = NONE;
    /** Null when a predecessor did not say. */
    private @Nullable PeerId peer;

    private boolean running;
    private long epoch;
    private int next;
    private long due;

    MacroPlayer(Supplier<@Nullable ReportPorts> ports, Listener listener) {
        this.ports = ports;
        this.listener = listener;
    }

    void start(HidRpcMessage.Macro newMacro, PeerId newPeer, long newEpoch, long now) {
        macro = newMacro;
        peer = newPeer;
        epoch = newEpoch;
        next = 0;
        due = now;
        running = true;
        listener.macro(true);
    }

    /** Submits the steps that are due. */
    void play(HidOutput hid, @Nullable Roster roster, long now) {
        while (running && now - due >= 0) {
            if (roster == null) {
                end(MacroEnd.INTERRUPTED);
            } else if (roster.epoch() != epoch) {
                end(MacroEnd.CONTROL_LOST);
            } else if (next == macro.steps().length) {
                finish();
            } else if (targetOff()) {
                end(MacroEnd.TARGET_OFF);
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
        if (roster.epoch() != epoch) {
            end(MacroEnd.CONTROL_LOST);
        }
    }

    /** Whether the target certainly does not take keys; a sleeping one is woken by them. */
    private boolean targetOff() {
        ReportPorts present = ports.get();
        UsbState state = present == null ? UsbState.CONFIGURED : present.state();
        return state != UsbState.CONFIGURED && state != UsbState.SUSPENDED;
    }

    /** Ends the running macro with all keys up; false when the output refuses for now. */
    boolean cancel(HidOutput hid, MacroEnd reason) {
        if (running) {
            if (InputPipeline.mustWait(hid.submit(ALL_UP, epoch))) {
                return false;
            }
            end(reason);
        }
        return true;
    }

    /** Ends a macro whose step could not be written for {@code waitNanos}; returns whether it did. */
    boolean abortIfStuck(long now, long waitNanos, MacroEnd reason) {
        if (!running || now - due <= waitNanos) {
            return false;
        }
        end(reason);
        return true;
    }

    private boolean submit(HidOutput hid, long step) {
        Outcome outcome = hid.submit(new HidEvent.Keyboard((int) (step >>> 48), step & 0xffff_ffff_ffffL), epoch);
        if (InputPipeline.mustWait(outcome)) {
            return false;
        }
        if (outcome instanceof Outcome.Refused refused) {
            end(refused.reason() == Reason.STALE_EPOCH ? MacroEnd.CONTROL_LOST : MacroEnd.TARGET_OFF);
        }
        return running;
    }

    /** Ends the running macro, if there is one, before its last step. The caller has the keys released. */
    void end(MacroEnd reason) {
        if (running) {
            PeerId ended = peer;
            finish();
            if (ended != null) {
                listener.macroEndedEarly(ended, reason);
            }
        }
    }

    private void finish() {
        running = false;
        macro = NONE;
        peer = null;
        listener.macro(false);
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

    void restore(byte[] saved, @Nullable PeerId savedPeer, long savedEpoch, long now) {
        if (HidRpcCodec.decode(saved) instanceof HidRpcMessage.Macro rest) {
            macro = rest;
            peer = savedPeer;
            epoch = savedEpoch;
            next = 0;
            due = now;
            running = true;
        }
    }

    long epoch() {
        return epoch;
    }

    /** Returns the number of the peer that started the running macro; -1 for none. */
    long peerNumber() {
        PeerId present = peer;
        return present == null ? -1 : present.number();
    }
}
