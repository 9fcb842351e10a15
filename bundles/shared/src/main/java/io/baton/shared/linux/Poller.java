// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Waits for file descriptors and for {@link #wake}, {@code poll(2)}.
 *
 * <p>Threading. {@link #wake} from any thread until {@link #close}; the rest one thread.
 */
public final class Poller implements AutoCloseable {

    private static final int ENTRY_BYTES = 8;
    private static final int EVENTS_OFFSET = 4;
    private static final int RESULTS_OFFSET = 6;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment state = arena.allocate(Posix.STATE);
    private final MemorySegment wakeState = arena.allocate(Posix.STATE);
    private final MemorySegment one = arena.allocateFrom(JAVA_LONG, 1L);
    private final MemorySegment counter = arena.allocate(JAVA_LONG);
    private final int capacity;
    private final MemorySegment entries;
    private final int wakeUps;
    private int count;
    private boolean closed;

    /** @param capacity how many descriptors it may wait for at once */
    public Poller(int capacity) throws IOException {
        this.capacity = capacity;
        entries = arena.allocate((long) ENTRY_BYTES * (capacity + 1), Integer.BYTES);
        wakeUps = Posix.eventfd(state);
        if (wakeUps < 0) {
            int errno = Posix.errno(state);
            arena.close();
            throw new ErrnoException("eventfd failed", errno);
        }
    }

    /** Ends the present or next {@link #await}; after {@link #close} nothing. */
    public synchronized void wake() {
        if (!closed && Posix.write(wakeState, wakeUps, one, Long.BYTES) < 0 && Posix.errno(wakeState) != Posix.EAGAIN) {
            throw new IllegalStateException("wake-up failed errno=" + Posix.errno(wakeState));
        }
    }

    /** Forgets all descriptors, so that those of the next {@link #await} can be added. */
    public Poller clear() {
        count = 0;
        return this;
    }

    /**
     * Adds a descriptor for the next {@link #await}.
     *
     * @param descriptor negative for one that is never ready
     * @param events such as {@link Posix#POLLIN}, or several
     * @throws IllegalStateException above the capacity
     */
    public Poller add(int descriptor, int events) {
        if (count == capacity) {
            throw new IllegalStateException("more than " + capacity + " descriptors");
        }
        entry(++count, descriptor, (short) events);
        return this;
    }

    /**
     * Waits until an added descriptor is ready, a wake-up, or the end of the time.
     *
     * @param timeoutMillis −1 for ever
     */
    public void await(int timeoutMillis) {
        entry(0, wakeUps, Posix.POLLIN);
        Posix.poll(state, entries, count + 1L, timeoutMillis);
        Posix.read(state, wakeUps, counter, Long.BYTES);
    }

    /** Returns what the descriptor that was added as the given one, from 0, had to tell when the wait ended. */
    public int events(int index) {
        return entries.get(JAVA_SHORT, (long) (index + 1) * ENTRY_BYTES + RESULTS_OFFSET);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Posix.close(state, wakeUps);
            arena.close();
        }
    }

    private void entry(int index, int descriptor, short events) {
        long offset = (long) index * ENTRY_BYTES;
        entries.set(JAVA_INT, offset, descriptor);
        entries.set(JAVA_SHORT, offset + EVENTS_OFFSET, events);
        entries.set(JAVA_SHORT, offset + RESULTS_OFFSET, (short) 0);
    }
}
