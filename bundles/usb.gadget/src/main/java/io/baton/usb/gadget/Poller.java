// SPDX-License-Identifier: Apache-2.0
package io.baton.usb.gadget;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.OptionalInt;

/**
 * Waits for file descriptors and for {@link #wake}, {@code poll(2)}.
 *
 * <p>Threading. {@link #wake} from any thread until {@link #close}; the rest one thread.
 */
final class Poller implements AutoCloseable {

    private static final int ENTRY_BYTES = 8;
    private static final int EVENTS_OFFSET = 4;
    private static final int MAX_ENTRIES = 8;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment state = arena.allocate(Posix.STATE);
    private final MemorySegment wakeState = arena.allocate(Posix.STATE);
    private final MemorySegment entries = arena.allocate((long) ENTRY_BYTES * MAX_ENTRIES, Integer.BYTES);
    private final MemorySegment one = arena.allocateFrom(JAVA_LONG, 1L);
    private final MemorySegment counter = arena.allocate(JAVA_LONG);
    private final int wakeUps;
    private boolean closed;

    Poller() throws IOException {
        wakeUps = Posix.eventfd(state);
        if (wakeUps < 0) {
            throw new IOException("eventfd failed errno=" + Posix.errno(state));
        }
    }

    /** Ends the present or next {@link #await}. */
    synchronized void wake() {
        if (!closed && Posix.write(wakeState, wakeUps, one, Long.BYTES) < 0 && Posix.errno(wakeState) != Posix.EAGAIN) {
            throw new IllegalStateException("wake-up failed errno=" + Posix.errno(wakeState));
        }
    }

    /** Waits until one descriptor is ready, a wake-up, or the end of the time. */
    void await(OptionalInt readable, int[] writable, int timeoutMillis) {
        int count = 0;
        entry(count++, wakeUps, Posix.POLLIN);
        if (readable.isPresent()) {
            entry(count++, readable.getAsInt(), Posix.POLLIN);
        }
        for (int descriptor : writable) {
            entry(count++, descriptor, Posix.POLLOUT);
        }
        Posix.poll(state, entries, count, timeoutMillis);
        Posix.read(state, wakeUps, counter, Long.BYTES);
    }

    @Override
    public synchronized void close() {
        closed = true;
        Posix.close(state, wakeUps);
        arena.close();
    }

    private void entry(int index, int descriptor, short events) {
        long offset = (long) index * ENTRY_BYTES;
        entries.set(JAVA_INT, offset, descriptor);
        entries.set(JAVA_SHORT, offset + EVENTS_OFFSET, events);
        entries.set(JAVA_SHORT, offset + EVENTS_OFFSET + Short.BYTES, (short) 0);
    }
}
