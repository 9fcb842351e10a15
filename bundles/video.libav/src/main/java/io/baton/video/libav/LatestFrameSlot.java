// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

import io.baton.video.RawFrame;
import io.baton.video.VideoMode;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Holds the newest frame until the encoder has time for it; one that was not taken in time is replaced. The one taken
 * last stays, for when it is to be encoded once more.
 *
 * <p>Threading. One thread puts, one takes.
 */
final class LatestFrameSlot {

    /** A frame the taker owns until it takes the next one. */
    static final class Slot {

        private ByteBuffer i420 = ByteBuffer.allocateDirect(0);
        private @Nullable VideoMode mode;
        private long number;
        private long captureNanos;

        ByteBuffer i420() {
            return i420;
        }

        /** Null only before the first frame. */
        @Nullable
        VideoMode mode() {
            return mode;
        }

        long number() {
            return number;
        }

        long captureNanos() {
            return captureNanos;
        }

        private void fill(RawFrame frame) {
            ByteBuffer from = frame.i420().duplicate();
            if (i420.capacity() != from.remaining()) {
                i420 = ByteBuffer.allocateDirect(from.remaining());
            }
            i420.clear();
            i420.put(from).flip();
            mode = frame.mode();
            number = frame.number();
            captureNanos = frame.captureNanos();
        }
    }

    private Slot incoming = new Slot();
    private Slot taken = new Slot();
    private boolean full;

    /** Copies the frame. Returns false when it replaced one that was not taken. */
    synchronized boolean put(RawFrame frame) {
        boolean replaced = full;
        incoming.fill(frame);
        full = true;
        return !replaced;
    }

    /** The newest frame, or null; gives the one taken before back. */
    synchronized @Nullable Slot take() {
        if (!full) {
            return null;
        }
        full = false;
        Slot newest = incoming;
        incoming = taken;
        taken = newest;
        return newest;
    }

    /** The frame taken last; null before the first, and after {@link #clear}. */
    synchronized @Nullable Slot last() {
        return taken.mode == null ? null : taken;
    }

    synchronized void clear() {
        full = false;
        taken.mode = null;
    }
}
