// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import io.baton.hid.HidEvent;
import io.baton.hid.HidOutput;
import io.baton.hid.KeysDown;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A HID output that records the events it accepts; a test can make it refuse events or not confirm an epoch. */
public final class RecordingHidOutput implements HidOutput {

    private static final int SLOTS = 6;
    private static final int FIRST_MODIFIER = 0xe0;

    /** One event that was accepted. */
    public record Submitted(HidEvent event, long epoch) {}

    private final List<Submitted> submitted = new CopyOnWriteArrayList<>();
    private final CallLog journal;
    private volatile long epoch;
    private volatile boolean silent;
    private volatile int busyFor;
    private volatile KeysDown keysDown = KeysDown.NONE;
    private volatile int leds;

    public RecordingHidOutput() {
        this(new CallLog());
    }

    public RecordingHidOutput(CallLog journal) {
        this.journal = journal;
    }

    /** Never confirms an epoch from now on. */
    public void beSilent() {
        silent = true;
    }

    /** Refuses the next {@code calls} events as {@link Reason#BUSY}. */
    public void beBusyFor(int calls) {
        busyFor = calls;
    }

    public void setKeysDown(KeysDown keys) {
        keysDown = keys;
    }

    public void setLeds(int bits) {
        leds = bits;
    }

    /** As a predecessor's state taken from the handover store would set it. */
    public void setEpoch(long newEpoch) {
        epoch = newEpoch;
    }

    public List<Submitted> submitted() {
        return List.copyOf(submitted);
    }

    /** The accepted events without their epochs. */
    public List<HidEvent> events() {
        return submitted.stream().map(Submitted::event).toList();
    }

    @Override
    public synchronized Outcome submit(HidEvent event, long eventEpoch) {
        if (eventEpoch < epoch) {
            return Outcome.refused(Reason.STALE_EPOCH, "Control has passed on.");
        }
        if (busyFor > 0) {
            busyFor--;
            return Outcome.refused(Reason.BUSY, "The queue is full.");
        }
        if (eventEpoch > epoch) {
            epoch = eventEpoch;
            keysDown = KeysDown.NONE;
        }
        submitted.add(new Submitted(event, eventEpoch));
        keysDown = after(event, keysDown);
        return Outcome.done();
    }

    private static KeysDown after(HidEvent event, KeysDown before) {
        return switch (event) {
            case HidEvent.Keyboard keyboard -> new KeysDown(keyboard.modifiers(), keyboard.keys());
            case HidEvent.Key key
            when key.usage() >= FIRST_MODIFIER -> {
                int bit = 1 << (key.usage() - FIRST_MODIFIER);
                yield new KeysDown(key.down() ? before.modifiers() | bit : before.modifiers() & ~bit, before.keys());
            }
            case HidEvent.Key key -> {
                List<Integer> usages = new ArrayList<>();
                for (int slot = 0; slot < SLOTS && before.key(slot) != 0; slot++) {
                    usages.add(before.key(slot));
                }
                usages.remove((Integer) key.usage());
                if (key.down()) {
                    usages.add(key.usage());
                }
                long keys = 0;
                for (int slot = 0; slot < usages.size(); slot++) {
                    keys |= (long) usages.get(slot) << (8 * slot);
                }
                yield new KeysDown(before.modifiers(), keys);
            }
            default -> before;
        };
    }

    @Override
    public synchronized CompletionStage<Outcome> beginEpoch(long newEpoch, HidEvent.@Nullable Keyboard chord) {
        journal.add("epoch " + newEpoch + (chord == null ? "" : " " + chord));
        if (newEpoch < epoch) {
            return CompletableFuture.completedFuture(Outcome.refused(Reason.STALE_EPOCH, "An older epoch."));
        }
        epoch = newEpoch;
        keysDown = KeysDown.NONE;
        return silent ? new CompletableFuture<>() : CompletableFuture.completedFuture(Outcome.done());
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public KeysDown keysDown() {
        return keysDown;
    }

    @Override
    public int leds() {
        return leds;
    }
}
