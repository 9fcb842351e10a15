// SPDX-License-Identifier: Apache-2.0
package io.baton.recording.mp4;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.video.AccessUnit;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A writer that is too slow costs frames, never the encoder. */
final class FrameQueueTest {

    private final FrameQueue queue = new FrameQueue();

    private static AccessUnit unit(boolean key, int bytes) {
        return Frames.unit(new byte[bytes], key, Frames.MODE, 0);
    }

    @Test
    void fullQueueDropsUntilAKeyFrameAndRequestsOne() {
        assertFalse(queue.offer(unit(true, 10)));
        for (int i = 1; i < FrameQueue.MAX_FRAMES; i++) {
            assertFalse(queue.offer(unit(false, 10)));
        }
        assertTrue(queue.offer(unit(false, 10)), "the first one dropped");
        assertFalse(queue.offer(unit(false, 10)), "requested already");
        assertTrue(queue.offer(unit(true, 10)), "the key frame was dropped, too");
        assertEquals(3, queue.dropped());
        queue.poll();
        assertTrue(queue.offer(unit(false, 10)), "needs what was dropped");
        assertFalse(queue.offer(unit(true, 10)));
        assertEquals(4, queue.dropped());
        FrameQueue.Frame last = null;
        for (FrameQueue.Frame next = queue.poll(); next != null; next = queue.poll()) {
            last = next;
        }
        assertTrue(Objects.requireNonNull(last).key());
    }

    @Test
    void bytesAreBoundedAndGivenBack() {
        assertFalse(queue.offer(unit(true, FrameQueue.MAX_BYTES)));
        assertTrue(queue.offer(unit(false, 1)));
        queue.poll();
        assertFalse(queue.offer(unit(true, FrameQueue.MAX_BYTES)));
        queue.clear();
        assertNull(queue.poll());
        assertFalse(queue.offer(unit(true, FrameQueue.MAX_BYTES)));
    }

    @Test
    void frameIsACopy() {
        byte[] bytes = {1, 2, 3};
        queue.offer(Frames.unit(bytes, true, Frames.MODE, 7));
        bytes[0] = 9;
        FrameQueue.Frame frame = Objects.requireNonNull(queue.poll());
        assertEquals(1, frame.annexB()[0]);
        assertEquals(7, frame.captureNanos());
    }
}
