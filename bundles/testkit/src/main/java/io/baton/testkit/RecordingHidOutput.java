// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import io.baton.hid.HidEvent;
import io.baton.hid.HidOutput;
import io.baton.hid.KeysDown;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A HID output that keeps what it is given; a test can make it answer busy, or let it be slow about an epoch. */
public final class RecordingHidOutput implements HidOutput {

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
        if (eventEpoch != epoch) {
            return Outcome.refused(Reason.STALE_EPOCH, "Control has passed on.");
        }
        if (busyFor > 0) {
            busyFor--;
            return Outcome.refused(Reason.BUSY, "The queue is full.");
        }
        submitted.add(new Submitted(event, eventEpoch));
        return Outcome.done();
    }

    @Override
    public synchronized CompletionStage<Outcome> beginEpoch(long newEpoch) {
        journal.add("epoch " + newEpoch);
        if (newEpoch < epoch) {
            return CompletableFuture.completedFuture(Outcome.refused(Reason.STALE_EPOCH, "An older epoch."));
        }
        epoch = newEpoch;
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
