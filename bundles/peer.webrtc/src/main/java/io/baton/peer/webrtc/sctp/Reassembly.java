// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import org.jspecify.annotations.Nullable;

/**
 * Reassembles messages from fragments. Fragments of one message have consecutive TSNs, so they wait in a ring indexed
 * by TSN; a message is whole when the ring has an unbroken run from a first to a last fragment. At or below the
 * cumulative point only the one message that is still arriving can have fragments here; anything else there is left
 * over and freed.
 */
final class Reassembly {

    /** Takes whole messages. */
    interface Sink {
        void complete(int stream, boolean unordered, int sequence, int ppid, byte[] data);
    }

    private static final int MAX_FRAGMENTS = ReceivedTsns.WINDOW;
    private static final int MAX_RING = 2 * ReceivedTsns.WINDOW;

    private final ReceiveBufferBudget budget;
    private final int maxMessage;
    private final Sink sink;
    private @Nullable Fragment[] ring = new @Nullable Fragment[32];
    private int runStart;
    private int runFragments;
    private long runBytes;
    private boolean oversize;

    Reassembly(ReceiveBufferBudget budget, int maxMessage, Sink sink) {
        this.budget = budget;
        this.maxMessage = maxMessage;
        this.sink = sink;
    }

    /** Whether a message went over the agreed size or the allowed number of fragments. */
    boolean oversize() {
        return oversize;
    }

    /** Takes a fragment with a TSN that is new, and hands the message on if this completes it. */
    void add(Fragment fragment) {
        store(fragment);
        budget.charge(fragment.data().length);
        Fragment last = fragment;
        while (!last.ends()) {
            Fragment next = get(last.tsn() + 1);
            if (next == null || next.begins() || !next.sameMessage(fragment)) {
                return;
            }
            last = next;
        }
        Fragment first = fragment;
        while (!first.begins()) {
            Fragment previous = get(first.tsn() - 1);
            if (previous == null || previous.ends() || !previous.sameMessage(fragment)) {
                return;
            }
            first = previous;
        }
        complete(first, last.tsn());
    }

    /** Notes that the cumulative point moved to the TSN. */
    void passed(int tsn) {
        Fragment fragment = get(tsn);
        if (fragment == null || fragment.begins()) {
            dropRun();
        }
        if (fragment == null) {
            return;
        }
        if (fragment.begins()) {
            runStart = tsn;
        } else if (runFragments == 0) {
            remove(fragment);
            return;
        }
        runFragments++;
        runBytes += fragment.data().length;
        oversize |= runBytes > maxMessage || runFragments > MAX_FRAGMENTS;
    }

    /** Notes that the peer gave up everything up to the TSN, which the cumulative point just moved to. */
    void skipped(int tsn) {
        dropRun();
        Fragment fragment = get(tsn);
        if (fragment != null) {
            remove(fragment);
        }
    }

    private void complete(Fragment first, int lastTsn) {
        long size = 0;
        for (int tsn = first.tsn(); !SctpConstants.after(tsn, lastTsn); tsn++) {
            Fragment fragment = get(tsn);
            size += fragment == null ? 0 : fragment.data().length;
        }
        if (size > maxMessage) {
            oversize = true;
            return;
        }
        byte[] whole = new byte[(int) size];
        int at = 0;
        for (int tsn = first.tsn(); !SctpConstants.after(tsn, lastTsn); tsn++) {
            Fragment fragment = get(tsn);
            if (fragment != null) {
                System.arraycopy(fragment.data(), 0, whole, at, fragment.data().length);
                at += fragment.data().length;
                remove(fragment);
            }
        }
        if (runFragments > 0 && runStart == first.tsn()) {
            runFragments = 0;
            runBytes = 0;
        }
        sink.complete(first.stream(), first.unordered(), first.sequence(), first.ppid(), whole);
    }

    private void dropRun() {
        for (int i = 0; i < runFragments; i++) {
            Fragment fragment = get(runStart + i);
            if (fragment != null) {
                remove(fragment);
            }
        }
        runFragments = 0;
        runBytes = 0;
    }

    private @Nullable Fragment get(int tsn) {
        Fragment fragment = ring[tsn & ring.length - 1];
        return fragment != null && fragment.tsn() == tsn ? fragment : null;
    }

    private void remove(Fragment fragment) {
        ring[fragment.tsn() & ring.length - 1] = null;
        budget.release(fragment.data().length);
    }

    private void store(Fragment fragment) {
        Fragment there = ring[fragment.tsn() & ring.length - 1];
        while (there != null && ring.length < MAX_RING) {
            grow();
            there = ring[fragment.tsn() & ring.length - 1];
        }
        if (there != null) {
            remove(there);
        }
        ring[fragment.tsn() & ring.length - 1] = fragment;
    }

    private void grow() {
        @Nullable Fragment[] old = ring;
        ring = new @Nullable Fragment[old.length * 2];
        for (Fragment fragment : old) {
            if (fragment != null) {
                ring[fragment.tsn() & ring.length - 1] = fragment;
            }
        }
    }
}
