// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Waits for a capture device and for {@link #wake}, {@code poll(2)}.
 *
 * <p>Threading. {@link #wake} from any thread until {@link #close}; the rest one thread.
 */
final class Poller implements AutoCloseable {

    private static final int ENTRY_BYTES = 8;
    private static final int EVENTS_OFFSET = 4;
    private static final int RESULTS_OFFSET = 6;
    private static final int ENTRIES = 2;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment state = arena.allocate(Posix.STATE);
    private final MemorySegment wakeState = arena.allocate(Posix.STATE);
    private final MemorySegment entries = arena.allocate((long) ENTRY_BYTES * ENTRIES, Integer.BYTES);
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

    /**
     * Waits until the device has something to tell, a wake-up, or the end of the time.
     *
     * @param descriptor the device, negative for none
     * @param frames whether a frame counts, or events alone
     * @return whether the device reported an error: it is unplugged, or its stream has failed
     */
    boolean await(int descriptor, boolean frames, int timeoutMillis) {
        entry(0, wakeUps, Posix.POLLIN);
        entry(1, descriptor, (short) (Posix.POLLPRI | (frames ? Posix.POLLIN : 0)));
        Posix.poll(state, entries, ENTRIES, timeoutMillis);
        Posix.read(state, wakeUps, counter, Long.BYTES);
        return (entries.get(JAVA_SHORT, ENTRY_BYTES + RESULTS_OFFSET) & (Posix.POLLERR | Posix.POLLHUP)) != 0;
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
        entries.set(JAVA_SHORT, offset + RESULTS_OFFSET, (short) 0);
    }
}
