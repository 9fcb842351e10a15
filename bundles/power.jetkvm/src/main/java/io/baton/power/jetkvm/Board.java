// SPDX-License-Identifier: Apache-2.0
package io.baton.power.jetkvm;

import io.baton.power.PowerAction;
import io.baton.power.PowerState;
import io.baton.power.RestoreState;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.shared.power.PowerCall;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a board and its host say on the line: text, 115,200 baud, 8N1. A board tells its state once a second. A command
 * has no answer of its own: it is done when the state tells so.
 *
 * <p>Threading. One thread, except {@link #actions} and {@link #restores}.
 */
abstract class Board {

    /** A board that is silent for longer is not there. */
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(4);

    /** Its caller waits for 2 s, and a board tells its state each second. */
    private static final long CONFIRM_NANOS = TimeUnit.MILLISECONDS.toNanos(1_700);

    private static final int MAX_LINE = 128;

    final LongSupplier nanoTime;
    private final String name;
    private final Queue<byte[]> unsent = new ArrayDeque<>();
    private final StringBuilder line = new StringBuilder();
    private boolean tooLong;
    private long silentSince;
    private @Nullable PowerState told;
    private @Nullable Pending pending;

    /** A call that the board has not confirmed yet. */
    private record Pending(PowerCall call, long untilNanos) {}

    Board(String name, LongSupplier nanoTime) {
        this.name = name;
        this.nanoTime = nanoTime;
    }

    /** Returns what it is called, for people. */
    final String name() {
        return name;
    }

    abstract Set<PowerAction> actions();

    Set<RestoreState> restores() {
        return Set.of();
    }

    /** Reads a line; returns the state that it tells, null for a line that tells none. */
    abstract @Nullable PowerState read(String text);

    /** Whether the last state tells that a call is done. */
    abstract boolean isDone(PowerCall call);

    /** Returns why a call cannot begin now; null when it can. */
    Outcome.@Nullable Refused refusal(PowerCall call) {
        return null;
    }

    /** Sends a call's command. */
    abstract void begin(PowerCall call);

    /** A call was not confirmed: what it began must not stay. */
    void cancel(PowerCall call) {}

    /** The line is open, for the first time or again. */
    void opened() {
        unsent.clear();
        line.setLength(0);
        tooLong = false;
        told = null;
        silentSince = nanoTime.getAsLong();
    }

    /** The line is closed, or is about to be. */
    void closing() {
        Pending present = pending;
        if (present != null) {
            pending = null;
            present.call().answer().complete(refused("The line to the board is lost."));
        }
    }

    /** Does what is due; returns how long until something is, in nanoseconds. */
    long step() {
        long now = nanoTime.getAsLong();
        long next = SILENCE_NANOS - (now - silentSince);
        Pending present = pending;
        if (present != null) {
            if (now - present.untilNanos() >= 0) {
                pending = null;
                cancel(present.call());
                present.call().answer().complete(refused("The board has not told that it did it."));
            } else {
                next = Math.min(next, present.untilNanos() - now);
            }
        }
        return next > 0 ? next : SILENCE_NANOS;
    }

    /** Whether another call has to wait. */
    final boolean isBusy() {
        return pending != null;
    }

    final void perform(PowerCall call) {
        Outcome.Refused refusal = told == null || isSilent() ? refused(state().problem()) : refusal(call);
        if (refusal != null) {
            call.answer().complete(refusal);
            return;
        }
        begin(call);
        pending = new Pending(call, nanoTime.getAsLong() + CONFIRM_NANOS);
    }

    /** Takes what the board sent. */
    final void receive(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            char next = (char) (bytes[i] & 0xFF);
            if (next == '\n') {
                if (!tooLong) {
                    take(line.toString().strip());
                }
                line.setLength(0);
                tooLong = false;
            } else if (line.length() == MAX_LINE) {
                // noise, or another program's output: nothing of it is read
                tooLong = true;
            } else {
                line.append(next);
            }
        }
    }

    private void take(String text) {
        PowerState next = read(text);
        if (next == null) {
            return;
        }
        told = next;
        silentSince = nanoTime.getAsLong();
        Pending present = pending;
        if (present != null && isDone(present.call())) {
            pending = null;
            present.call().answer().complete(Outcome.done());
        }
    }

    private boolean isSilent() {
        return nanoTime.getAsLong() - silentSince >= SILENCE_NANOS;
    }

    /** Returns what is known. */
    final PowerState state() {
        PowerState known = told;
        if (isSilent()) {
            return PowerState.unknown("The board does not tell its state. Is it the board that is configured?");
        }
        return known == null ? PowerState.unknown("The board has not told its state yet.") : known;
    }

    /** Sends a command, after the end of whatever the line carried before. */
    final void send(String command) {
        unsent.add(("\n" + command + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns the next bytes to send; null for none. */
    final byte @Nullable [] nextUnsent() {
        return unsent.poll();
    }

    static Outcome.Refused refused(String message) {
        return Outcome.refused(Reason.TEMPORARILY_UNAVAILABLE, message, Duration.ofSeconds(1));
    }
}
