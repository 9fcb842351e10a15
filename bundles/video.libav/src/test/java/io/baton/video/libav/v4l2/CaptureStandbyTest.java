// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.shared.linux.Posix;
import io.baton.video.FrameSink;
import io.baton.video.RawFrame;
import io.baton.video.Subscription;
import io.baton.video.VideoSignal;
import io.baton.video.VideoSignal.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class CaptureStandbyTest {

    private static final Edid OWN = Edid.of(edid(1));
    private static final Edid SET = Edid.of(edid(2));
    private static final VideoSignal READY = VideoSignal.ready(FakeDevice.MODE);
    private static final StandbySettings SLEEP = new StandbySettings(60, false);
    private static final StandbySettings HIDE = new StandbySettings(StandbySettings.NEVER, true);
    private static final StandbySettings BOTH = new StandbySettings(2, true);

    private long now = 1_000_000_000_000L;
    private final FakeDevice receiver = new FakeDevice(true);
    private final FakeDevice grabber = new FakeDevice(false);
    private final CaptureSource source = new CaptureSource(() -> {}, () -> {});
    private final List<Object> events = new ArrayList<>();
    private final FrameSink sink = new FrameSink() {
        @Override
        public void frame(RawFrame frame) {
            events.add("luma " + (frame.i420().get(0) & 0xFF));
        }

        @Override
        public void signal(VideoSignal signal) {
            events.add(signal.state());
        }
    };

    private static byte[] edid(int product) {
        byte[] edid = new byte[Edid.BLOCK];
        for (int i = 1; i < 7; i++) {
            edid[i] = (byte) 0xFF;
        }
        edid[10] = (byte) product;
        edid[127] = (byte) (6 - product);
        return edid;
    }

    private static CaptureSettings settings(@Nullable Edid edid) {
        return new CaptureSettings("", Optional.empty(), 0, 0, 0, Optional.ofNullable(edid));
    }

    private CaptureLoop loop(FakeDevice device, StandbySettings standby) {
        return new CaptureLoop(device, settings(SET), standby, source, () -> true, () -> now);
    }

    private void step(CaptureLoop loop, double seconds) {
        now += (long) (seconds * 1e9);
        loop.step();
    }

    @Test
    void deviceIsClosedAfterTheTimeWithoutAViewerAndOpenedForTheNext() {
        CaptureLoop loop = loop(receiver, SLEEP);
        Subscription open = source.open(sink);
        receiver.frame(1);
        step(loop, 0);
        step(loop, 100);
        assertTrue(receiver.present, "a viewer watches");
        open.close();
        step(loop, 0);
        step(loop, 59.9);
        assertTrue(receiver.present);
        assertFalse(receiver.streaming);
        assertEquals(100, TimeUnit.NANOSECONDS.toMillis(loop.step()), "it wakes in time to fall asleep");
        step(loop, 0.1);
        assertFalse(receiver.present);
        assertTrue(loop.display().isAsleep());
        assertEquals(CaptureLoop.NO_DESCRIPTOR, loop.descriptor());
        assertEquals(State.STANDBY, source.signal().state());
        step(loop, 10_000);
        assertEquals(1, receiver.opens, "nothing is tried while it sleeps");
        assertTrue(TimeUnit.NANOSECONDS.toMinutes(loop.step()) > 10);
        assertEquals(SET, receiver.edid, "the target keeps its display");
        events.clear();
        receiver.frame(7);
        source.open(sink);
        step(loop, 0);
        assertFalse(loop.display().isAsleep());
        assertEquals(List.of(State.READY, "luma 7"), events, "no error on the way");
    }

    @Test
    void deviceSleepsWithoutEverHavingHadAViewer() {
        CaptureLoop loop = loop(receiver, SLEEP);
        step(loop, 0);
        assertEquals(READY, source.signal());
        step(loop, 60);
        assertTrue(loop.display().isAsleep());
        loop.settings(settings(SET), StandbySettings.OFF);
        step(loop, 0);
        assertEquals(READY, source.signal(), "it wakes when it may not sleep any more");
    }

    @Test
    void missingDeviceIsNotTriedWhileItSleeps() {
        receiver.openFailure = new DeviceException("opening failed", Posix.ENOENT);
        CaptureLoop loop = loop(receiver, SLEEP);
        step(loop, 0);
        assertEquals(State.DEVICE_GONE, source.signal().state());
        step(loop, 60);
        int tried = receiver.opens;
        step(loop, 600);
        assertEquals(tried, receiver.opens);
        assertEquals("", loop.problem());
        source.open(sink);
        step(loop, 0);
        assertEquals(State.DEVICE_GONE, source.signal().state(), "a fault is told at once");
    }

    @Test
    void changeOfTheRestDoesNotOpenTheDeviceAgain() {
        CaptureLoop loop = loop(receiver, StandbySettings.OFF);
        step(loop, 0);
        loop.settings(settings(SET), BOTH);
        step(loop, 1);
        assertEquals(1, receiver.opens);
    }

    @Test
    void displayIsHiddenSomeSecondsAfterTheLastViewerAndShownToTheNext() {
        CaptureLoop loop = loop(receiver, HIDE);
        Subscription open = source.open(sink);
        step(loop, 0);
        open.close();
        step(loop, 0);
        step(loop, 4.9);
        assertEquals(SET, receiver.edid, "a page that is loaded again does not unplug the display");
        step(loop, 0.2);
        assertEquals(null, receiver.edid);
        assertTrue(loop.display().isHidden());
        assertArrayEquals(SET.bytes(), loop.display().edid().orElseThrow(), "what it comes back with");
        assertEquals(State.STANDBY, source.signal().state());
        assertTrue(receiver.present);

        receiver.signal = VideoSignal.absent(State.NO_SIGNAL);
        step(loop, 100);
        events.clear();
        source.open(sink);
        step(loop, 0);
        assertEquals(SET, receiver.edid);
        assertFalse(loop.display().isHidden());
        step(loop, 3);
        receiver.signal = VideoSignal.absent(State.NO_LOCK);
        step(loop, 2);
        assertEquals(List.of(State.STANDBY), events, "the target may take its time");
        receiver.signal = READY;
        receiver.frame(3);
        step(loop, 1);
        assertEquals(List.of(State.STANDBY, State.READY, "luma 3"), events);
        receiver.signal = VideoSignal.absent(State.NO_SIGNAL);
        receiver.signalChange = true;
        step(loop, 1);
        assertEquals(State.NO_SIGNAL, events.getLast(), "from then on the truth");
    }

    @Test
    void targetThatDoesNotComeBackIsToldAfterTenSeconds() {
        CaptureLoop loop = loop(receiver, HIDE);
        step(loop, 0);
        step(loop, 5);
        receiver.signal = VideoSignal.absent(State.NO_SIGNAL);
        source.open(sink);
        step(loop, 0);
        step(loop, 9);
        assertEquals(State.STANDBY, source.signal().state());
        step(loop, 1);
        assertEquals(State.NO_SIGNAL, source.signal().state());
    }

    @Test
    void displayThatIsHiddenStaysSoThroughARestart() {
        receiver.edid = null;
        CaptureLoop loop = loop(receiver, HIDE);
        step(loop, 0);
        assertTrue(loop.display().isHidden());
        assertEquals(0, receiver.edidsWritten, "the target's picture does not blink");
        loop.settings(settings(SET), StandbySettings.OFF);
        step(loop, 0);
        assertEquals(SET, receiver.edid, "switched off, it is back");
    }

    @Test
    void displayOfASuccessorIsNotHiddenBeforeItsViewersAreBack() {
        receiver.edid = SET;
        CaptureLoop loop = loop(receiver, HIDE);
        step(loop, 0);
        source.open(sink);
        step(loop, 1);
        step(loop, 100);
        assertEquals(SET, receiver.edid);
    }

    @Test
    void displayIsHiddenAlsoWhileTheDeviceSleeps() {
        CaptureLoop loop = loop(receiver, BOTH);
        step(loop, 0);
        step(loop, 2);
        assertFalse(receiver.present);
        assertEquals(null, receiver.edid);
        source.open(sink);
        receiver.frame(5);
        step(loop, 0);
        assertEquals(SET, receiver.edid);
        assertEquals(List.of(State.READY, "luma 5"), events);
    }

    @Test
    void displayIsGivenBackWhenCaptureIsSwitchedOff() {
        CaptureLoop loop = loop(receiver, BOTH);
        step(loop, 0);
        step(loop, 2);
        loop.release();
        assertEquals(SET, receiver.edid);
        loop.close();
        assertFalse(receiver.present);
    }

    @Test
    void displayIsNotHiddenWithoutAnEdidToComeBackWith() {
        receiver.edid = OWN;
        CaptureLoop loop = new CaptureLoop(receiver, settings(null), HIDE, source, () -> true, () -> now);
        step(loop, 0);
        step(loop, 100);
        assertEquals(OWN, receiver.edid);
        assertEquals(READY, source.signal());
        assertArrayEquals(OWN.bytes(), loop.display().edid().orElseThrow());
    }

    @Test
    void displayThatIsHiddenComesBackThoughItsEdidLeftTheSettings() {
        CaptureLoop loop = loop(receiver, HIDE);
        step(loop, 0);
        step(loop, 5);
        loop.settings(settings(null), HIDE);
        step(loop, 0);
        source.open(sink);
        step(loop, 0);
        assertEquals(SET, receiver.edid);
    }

    @Test
    void deviceWithoutAnEdidHasNoDisplayToHide() {
        grabber.takesEdid = false;
        CaptureLoop loop = new CaptureLoop(grabber, settings(null), HIDE, source, () -> true, () -> now);
        step(loop, 0);
        step(loop, 100);
        assertFalse(loop.display().isPluggable());
        assertFalse(loop.display().isHidden());
        assertEquals("", loop.problem());
    }

    @Test
    void grabberThatWakesSaysNothingBeforeItsFirstFrame() {
        grabber.takesEdid = false;
        CaptureLoop loop = new CaptureLoop(grabber, settings(null), SLEEP, source, () -> true, () -> now);
        step(loop, 60);
        assertTrue(loop.display().isAsleep());
        source.open(sink);
        step(loop, 0);
        step(loop, 1);
        grabber.frame(4);
        step(loop, 0);
        assertEquals(List.of(State.STANDBY, State.READY, "luma 4"), events);
    }
}
