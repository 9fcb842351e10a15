// SPDX-License-Identifier: Apache-2.0
package io.baton.recording.mp4;

import io.baton.video.AccessUnit;
import io.baton.video.VideoMode;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The frames between the encoder's thread and the writer's. A frame that finds no room is dropped and counted, and so
 * is every further one until a key frame, which is requested.
 *
 * <p>Threading. {@link #offer} is the encoder's and does not block; the other methods are for any thread.
 */
final class FrameQueue {

    /** Two seconds of 32 Mbit/s. */
    static final int MAX_BYTES = 8 << 20;

    /** Frames at most: two seconds of the highest rate. */
    static final int MAX_FRAMES = 480;

    private final Deque<Frame> frames = new ArrayDeque<>();
    private long bytes;
    private long dropped;
    private boolean awaitsKey = true;

    /** A frame with a copy of its bytes. */
    record Frame(byte[] annexB, boolean key, VideoMode mode, long captureNanos) {}

    /** Returns whether a key frame is needed now: the frame is the first that was dropped, or a key frame was. */
    synchronized boolean offer(AccessUnit unit) {
        int length = unit.annexB().remaining();
        boolean fits = frames.size() < MAX_FRAMES && bytes + length <= MAX_BYTES;
        if (fits && (unit.key() || !awaitsKey)) {
            byte[] copy = new byte[length];
            unit.annexB().duplicate().get(copy);
            frames.add(new Frame(copy, unit.key(), unit.mode(), unit.captureNanos()));
            bytes += length;
            awaitsKey = false;
            return false;
        }
        dropped++;
        boolean ask = !awaitsKey || unit.key() || fits;
        awaitsKey = true;
        return ask;
    }

    /** Removes and returns the oldest frame; null when there is none. */
    synchronized @Nullable Frame poll() {
        Frame frame = frames.poll();
        if (frame != null) {
            bytes -= frame.annexB().length;
        }
        return frame;
    }

    /** Discards what waits; the next frame accepted is a key frame. */
    synchronized void clear() {
        frames.clear();
        bytes = 0;
        awaitsKey = true;
    }

    /** Accepts nothing but a key frame next: another encoder follows. */
    synchronized void awaitKey() {
        awaitsKey = true;
    }

    /** Returns the frames dropped since the process started. */
    synchronized long dropped() {
        return dropped;
    }
}
