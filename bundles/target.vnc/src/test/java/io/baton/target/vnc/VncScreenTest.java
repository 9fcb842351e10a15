// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.shared.frames.Rect;
import io.baton.target.vnc.rfb.CursorImage;
import io.baton.target.vnc.rfb.Framebuffer;
import io.baton.video.FrameSink;
import io.baton.video.RawFrame;
import io.baton.video.Subscription;
import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** When frames are delivered and updates are requested. */
class VncScreenTest {

    private static final long INTERVAL = 100_000_000;
    private static final Rect ALL = new Rect(0, 0, 4, 4);
    private static final VideoSignal READY = VideoSignal.ready(new VideoMode(4, 4, 10));

    private final List<Object> events = new ArrayList<>();
    private final Framebuffer framebuffer = new Framebuffer(4, 4);
    private final Desktop desktop = new Desktop(framebuffer);
    private RemoteComputer.@Nullable Place place;
    private long nanos = -7;
    private final VncScreen screen =
            new VncScreen(() -> nanos, 10, () -> place, () -> {}, LoggerFactory.getLogger("target.vnc"));

    @Test
    void nothingIsRequestedOrDeliveredWithoutASink() {
        screen.desktop(desktop, () -> events.add("request"));
        desktop.drew(List.of(ALL));
        assertEquals(VncScreen.IDLE_NANOS, screen.tick());
        assertEquals(List.of(), events);
        assertEquals(READY, screen.signal());
    }

    @Test
    void signalComesFirstAndNoFrameBeforeThePicture() {
        screen.desktop(desktop, () -> events.add("request"));
        screen.open(new Sink());
        screen.tick();
        assertEquals(List.of(READY, "request"), events);
        events.clear();
        desktop.drew(List.of());
        pass(INTERVAL);
        assertEquals(List.of("request"), events, "an update without pixels is no picture");
        events.clear();
        desktop.drew(List.of(ALL));
        pass(INTERVAL);
        assertEquals(List.of("frame 0 16", "request"), events);
    }

    @Test
    void changesWithinAnIntervalAreOneFrame() {
        shown();
        desktop.drew(List.of(new Rect(0, 0, 1, 1)));
        pass(INTERVAL - 1);
        assertEquals(List.of(), events);
        assertEquals(1, screen.tick());
        desktop.drew(List.of(ALL));
        pass(1);
        assertEquals(List.of("frame 1 16", "request"), events);
    }

    @Test
    void unchangedFrameIsRepeatedSlowly() {
        shown();
        pass(INTERVAL);
        assertEquals(List.of("request"), events);
        pass(VncScreen.KEEP_ALIVE_NANOS - INTERVAL);
        assertEquals(List.of("request", "frame 1 16", "request"), events);
    }

    @Test
    void secondSinkGetsSignalAndFrameAtOnce() {
        shown();
        List<Object> second = new ArrayList<>();
        Subscription subscription = screen.open(new FrameSink() {
            @Override
            public void frame(RawFrame frame) {
                second.add("frame " + frame.number());
            }

            @Override
            public void signal(VideoSignal signal) {
                second.add(signal);
            }
        });
        screen.tick();
        assertEquals(List.of(READY, "frame 1"), second);
        subscription.close();
    }

    @Test
    void onlyWhatChangedIsConverted() {
        shown();
        Arrays.fill(framebuffer.pixels(), 0xFFFFFF);
        desktop.drew(List.of(new Rect(2, 2, 1, 1)));
        pass(INTERVAL);
        assertEquals("frame 1 mixed", events.getFirst());
    }

    @Test
    void cursorIsDrawnWhereThePointerIsAndLeavesNoTrace() {
        shown();
        BitSet all = new BitSet();
        all.set(0, 4);
        screen.cursor(new CursorImage(1, 1, 2, 2, new int[] {0xFFFFFF, 0xFFFFFF, 0xFFFFFF, 0xFFFFFF}, all));
        pass(INTERVAL);
        assertEquals(List.of("request"), events, "its place is not known");
        events.clear();
        place = new RemoteComputer.Place(3, 3);
        pass(INTERVAL);
        assertEquals("frame 1 mixed", events.getFirst());
        events.clear();
        place = new RemoteComputer.Place(100, 100);
        pass(INTERVAL);
        assertEquals("frame 2 16", events.getFirst());
    }

    @Test
    void otherSizeIsSignalledBeforeItsFirstFrame() {
        shown();
        Desktop next = new Desktop(new Framebuffer(7, 2));
        screen.desktop(next, () -> events.add("request"));
        next.drew(List.of(new Rect(0, 0, 7, 2)));
        pass(INTERVAL);
        assertEquals(List.of(VideoSignal.ready(new VideoMode(8, 2, 10)), "frame 1 16", "request"), events);
        screen.desktop(null, null);
        events.clear();
        pass(INTERVAL);
        assertEquals(List.of(VideoSignal.absent(VideoSignal.State.NO_SIGNAL)), events);
        assertNotEquals(READY, screen.signal());
    }

    @Test
    void waitEndsWhenTheNextFrameIsDue() {
        shown();
        assertTrue(screen.tick() <= VncScreen.KEEP_ALIVE_NANOS);
    }

    /** A sink has the first frame. */
    private void shown() {
        desktop.drew(List.of(ALL));
        screen.desktop(desktop, () -> events.add("request"));
        screen.open(new Sink());
        screen.tick();
        assertEquals(List.of(READY, "frame 0 16", "request"), events);
        events.clear();
    }

    private void pass(long duration) {
        nanos += duration;
        screen.tick();
    }

    private final class Sink implements FrameSink {

        @Override
        public void frame(RawFrame frame) {
            byte[] luma = new byte[frame.mode().width() * frame.mode().height()];
            frame.i420().get(0, luma);
            boolean mixed = false;
            for (byte value : luma) {
                mixed |= value != luma[0];
            }
            events.add("frame " + frame.number() + " " + (mixed ? "mixed" : luma[0]));
        }

        @Override
        public void signal(VideoSignal signal) {
            events.add(signal);
        }
    }
}
