// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.shared.linux.Posix;
import io.baton.video.FrameSink;
import io.baton.video.RawFrame;
import io.baton.video.Subscription;
import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import io.baton.video.VideoSignal.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class CaptureLoopTest {

    private static final CaptureSettings ANY = new CaptureSettings("", Optional.empty(), 0, 0, 0, Optional.empty());
    private static final VideoSignal READY = VideoSignal.ready(FakeDevice.MODE);
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private long now = 1_000_000_000_000L;
    private int changes;
    private boolean libavReady = true;
    private final FakeDevice receiver = new FakeDevice(true);
    private final FakeDevice grabber = new FakeDevice(false);
    private final CaptureSource source = new CaptureSource(() -> {}, () -> changes++);
    private final Sink sink = new Sink();

    private static final class Sink implements FrameSink {

        private final List<Object> events = new ArrayList<>();
        private final List<RawFrame> frames = new ArrayList<>();

        @Override
        public void frame(RawFrame frame) {
            frames.add(frame);
            events.add("luma " + (frame.i420().get(0) & 0xFF));
        }

        @Override
        public void signal(VideoSignal signal) {
            events.add(signal);
        }
    }

    private CaptureLoop loop(FakeDevice device, CaptureSettings settings) {
        return new CaptureLoop(device, settings, StandbySettings.OFF, source, () -> libavReady, () -> now);
    }

    private CaptureLoop loop(FakeDevice device) {
        return loop(device, ANY);
    }

    private void step(CaptureLoop loop, long millis) {
        now += millis * MILLI;
        loop.step();
    }

    @Test
    void signalComesBeforeTheFirstFrame() {
        CaptureLoop loop = loop(receiver);
        source.open(sink);
        receiver.frame(77);
        step(loop, 0);
        assertEquals(List.of(READY, "luma 77"), sink.events);
        assertEquals(receiver.taken, receiver.released);
    }

    @Test
    void deviceDoesNotStreamWithoutASinkButItsSignalIsFollowed() {
        CaptureLoop loop = loop(receiver);
        step(loop, 0);
        assertEquals(READY, source.signal());
        assertFalse(receiver.streaming);
        receiver.signal = VideoSignal.absent(State.NO_LOCK);
        receiver.signalChange = true;
        step(loop, 1);
        assertEquals(State.NO_LOCK, source.signal().state());
        assertEquals(2, changes);
        receiver.signal = READY;
        step(loop, 1100);
        assertEquals(READY, source.signal(), "also without an event");
        Subscription open = source.open(sink);
        step(loop, 1);
        assertTrue(receiver.streaming);
        open.close();
        step(loop, 1);
        assertFalse(receiver.streaming);
        assertTrue(receiver.present);
    }

    @Test
    void eachStateIsToldAndTheStreamStartsAgain() {
        CaptureLoop loop = loop(receiver);
        source.open(sink);
        step(loop, 0);
        for (State state : List.of(State.NO_SIGNAL, State.NO_LOCK, State.OUT_OF_RANGE)) {
            receiver.signal = VideoSignal.absent(state);
            receiver.signalChange = true;
            step(loop, 1);
            assertEquals(VideoSignal.absent(state), sink.events.getLast());
            assertFalse(receiver.streaming);
        }
        receiver.signal = READY;
        receiver.signalChange = true;
        receiver.frame(9);
        step(loop, 1);
        assertEquals("luma 9", sink.events.getLast());
        assertEquals(1, receiver.opens, "the device stayed open");
    }

    @Test
    void changedModeStartsTheStreamAgain() {
        CaptureLoop loop = loop(receiver);
        source.open(sink);
        receiver.frame(1);
        step(loop, 0);
        VideoMode wide = new VideoMode(8, 2, 50);
        receiver.signal = VideoSignal.ready(wide);
        receiver.format = new StreamFormat(PixelFormat.NV12, 8, 2, List.of(8), ColorCoding.TARGET, 50);
        receiver.signalChange = true;
        receiver.frames.add(new byte[24]);
        step(loop, 1);
        assertEquals(List.of(READY, "luma 1", VideoSignal.ready(wide), "luma 0"), sink.events);
        assertEquals(2, receiver.starts);
        assertEquals(1, sink.frames.getLast().number());
    }

    @Test
    void missingDeviceIsTriedWithGrowingPauses() {
        receiver.openFailure = new DeviceException("opening failed", Posix.ENOENT);
        CaptureLoop loop = loop(receiver);
        source.open(sink);
        step(loop, 0);
        assertEquals(State.DEVICE_GONE, source.signal().state());
        assertTrue(loop.problem().contains("the device is missing"));
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            long wait = loop.step();
            pauses.add(wait / MILLI);
            now += wait;
            loop.step();
        }
        assertEquals(List.of(100L, 200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L), pauses);
        receiver.openFailure = null;
        receiver.frame(5);
        step(loop, 5000);
        assertEquals(List.of(VideoSignal.absent(State.DEVICE_GONE), READY, "luma 5"), sink.events);
        assertEquals("", loop.problem());
    }

    @Test
    void unpluggedDeviceIsClosedAndOpenedAgain() {
        CaptureLoop loop = loop(receiver);
        source.open(sink);
        receiver.frame(1);
        step(loop, 0);
        receiver.failure = new DeviceException("no frame comes", Posix.ENODEV);
        step(loop, 1);
        assertFalse(receiver.present);
        assertEquals(VideoSignal.absent(State.DEVICE_GONE), sink.events.getLast());
        assertEquals(CaptureLoop.NO_DESCRIPTOR, loop.descriptor());
        receiver.failure = null;
        receiver.frame(2);
        step(loop, 100);
        assertEquals("luma 2", sink.events.getLast());
        assertEquals(2, receiver.opens);
    }

    @Test
    void deviceInUseIsTriedAgainAndSaysSo() {
        receiver.startFailure = new DeviceException("the format was not taken", Posix.EBUSY);
        CaptureLoop loop = loop(receiver);
        source.open(sink);
        step(loop, 0);
        assertEquals(VideoSignal.absent(State.DEVICE_GONE), sink.events.getLast());
        assertTrue(loop.problem().contains("in use by another program"));
        step(loop, 50);
        assertEquals(1, receiver.starts);
        receiver.startFailure = null;
        receiver.frame(3);
        step(loop, 50);
        assertEquals(2, receiver.starts);
        assertEquals("luma 3", sink.events.getLast());
        assertEquals("", loop.problem());
    }

    @Test
    void errorOfAnIdleDeviceMeansThatItIsUnplugged() {
        CaptureLoop loop = loop(grabber);
        step(loop, 0);
        grabber.openFailure = new DeviceException("opening failed", Posix.ENOENT);
        loop.failed();
        assertFalse(grabber.present);
        assertEquals(State.DEVICE_GONE, source.signal().state());
        assertEquals(100, loop.step() / MILLI, "no busy loop");
    }

    @Test
    void lossOfTheSignalIsToldAlsoWhileTheDeviceIsInUse() {
        receiver.startFailure = new DeviceException("the format was not taken", Posix.EBUSY);
        CaptureLoop loop = loop(receiver);
        source.open(sink);
        step(loop, 0);
        receiver.signal = VideoSignal.absent(State.NO_SIGNAL);
        receiver.signalChange = true;
        step(loop, 1);
        assertEquals(VideoSignal.absent(State.NO_SIGNAL), sink.events.getLast());
    }

    @Test
    void stallIsNoSignalAndTheStreamIsStartedAgain() {
        CaptureLoop loop = loop(grabber);
        source.open(sink);
        step(loop, 0);
        assertEquals(State.NO_SIGNAL, source.signal().state(), "no frame yet");
        grabber.frame(1);
        step(loop, 10);
        assertEquals(READY, source.signal());
        step(loop, 1900);
        assertEquals(READY, source.signal());
        step(loop, 200);
        assertEquals(VideoSignal.absent(State.NO_SIGNAL), sink.events.getLast());
        assertFalse(grabber.streaming);
        step(loop, 100);
        assertTrue(grabber.streaming);
        assertEquals(State.NO_SIGNAL, source.signal().state());
        grabber.frame(2);
        step(loop, 10);
        assertEquals("luma 2", sink.events.getLast());
        assertEquals(READY, source.signal());
    }

    @Test
    void framesThatAreTooShortAreNoSignal() {
        CaptureLoop loop = loop(grabber);
        source.open(sink);
        for (int i = 0; i < 30; i++) {
            grabber.frames.add(new byte[5]);
            step(loop, 100);
        }
        assertEquals(List.of(VideoSignal.absent(State.NO_SIGNAL)), sink.events);
        assertEquals(grabber.taken, grabber.released);
        assertTrue(grabber.starts > 1);
    }

    @Test
    void signalOfAGrabberIsKeptWhileNothingIsAskedOfIt() {
        CaptureLoop loop = loop(grabber);
        Subscription open = source.open(sink);
        grabber.frame(1);
        step(loop, 0);
        open.close();
        step(loop, 0);
        assertFalse(grabber.streaming);
        step(loop, 10_000);
        assertEquals(READY, source.signal());
    }

    @Test
    void wantedRateLeavesFramesOut() {
        CaptureSettings slow = new CaptureSettings("", Optional.empty(), 0, 0, 20, Optional.empty());
        CaptureLoop loop = loop(receiver, slow);
        source.open(sink);
        for (int i = 0; i < 60; i++) {
            receiver.frame(i);
            now += 1_000_000_000L / 60;
            loop.step();
        }
        assertEquals(20, sink.frames.size());
        assertEquals(20, sink.frames.get(0).mode().framesPerSecond());
    }

    @Test
    void jpegWaitsForTheLibraries() {
        libavReady = false;
        grabber.format = new StreamFormat(PixelFormat.MJPG, 4, 2, List.of(0), ColorCoding.JFIF, 30);
        CaptureLoop loop = loop(grabber);
        source.open(sink);
        step(loop, 0);
        assertFalse(grabber.streaming);
        libavReady = true;
        step(loop, 100);
        assertTrue(loop.streaming());
        loop.close();
    }

    @Test
    void changedSettingsOpenTheDeviceAgain() {
        CaptureLoop loop = loop(receiver);
        step(loop, 0);
        loop.settings(
                new CaptureSettings("/dev/video7", Optional.empty(), 0, 0, 0, Optional.empty()), StandbySettings.OFF);
        step(loop, 0);
        assertEquals(2, receiver.opens);
        loop.settings(
                new CaptureSettings("/dev/video7", Optional.empty(), 0, 0, 0, Optional.empty()), StandbySettings.OFF);
        step(loop, 0);
        assertEquals(2, receiver.opens);
    }

    @Test
    void closedSinkGetsNothing() {
        CaptureLoop loop = loop(receiver);
        Subscription open = source.open(sink);
        step(loop, 0);
        open.close();
        open.close();
        receiver.frame(1);
        step(loop, 0);
        assertEquals(List.of(READY), sink.events);
    }
}
