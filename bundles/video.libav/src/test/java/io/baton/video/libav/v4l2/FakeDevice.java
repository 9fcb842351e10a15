// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

import io.baton.shared.linux.Posix;
import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A capture device of 4×2 pixels whose signal, frames and failures a test decides. */
final class FakeDevice implements CaptureDevice, CaptureDevice.Opener {

    static final VideoMode MODE = new VideoMode(4, 2, 60);

    final boolean reportsSignal;
    final Deque<byte[]> frames = new ArrayDeque<>();
    VideoSignal signal = VideoSignal.ready(MODE);
    StreamFormat format =
            new StreamFormat(PixelFormat.NV12, 4, 2, List.of(4), ColorCoding.TARGET, MODE.framesPerSecond());

    @Nullable
    DeviceException openFailure;

    @Nullable
    DeviceException startFailure;

    @Nullable
    DeviceException failure;

    /** What the target reads; null for none. */
    @Nullable
    Edid edid;

    /** Whether it takes one. */
    boolean takesEdid = true;

    int edidsWritten;
    boolean signalChange;
    boolean present;
    boolean streaming;
    int opens;
    int starts;
    int taken;
    int released;

    FakeDevice(boolean reportsSignal) {
        this.reportsSignal = reportsSignal;
    }

    /** Has the device deliver a grey frame. */
    void frame(int luma) {
        byte[] frame = new byte[12];
        Arrays.fill(frame, 0, 8, (byte) luma);
        Arrays.fill(frame, 8, 12, (byte) 128);
        frames.add(frame);
    }

    @Override
    public CaptureDevice open(CaptureSettings settings) throws DeviceException {
        opens++;
        if (openFailure != null) {
            throw openFailure;
        }
        present = true;
        return this;
    }

    @Override
    public int descriptor() {
        return 3;
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public boolean reportsSignal() {
        return reportsSignal;
    }

    @Override
    public VideoSignal signal() throws DeviceException {
        fail();
        return signal;
    }

    @Override
    public EdidSupport edidSupport() {
        return takesEdid ? edid == null ? EdidSupport.ABSENT : EdidSupport.PRESENT : EdidSupport.NONE;
    }

    @Override
    public Optional<Edid> edid() {
        return Optional.ofNullable(edid);
    }

    @Override
    public void show(Edid next) throws DeviceException {
        if (!next.equals(edid)) {
            edidsWritten++;
            plug(next);
        }
    }

    @Override
    public void hide() throws DeviceException {
        plug(null);
    }

    private void plug(@Nullable Edid next) throws DeviceException {
        if (!takesEdid) {
            throw new DeviceException("the EDID was not taken", Posix.ENOTTY);
        }
        edid = next;
    }

    @Override
    public boolean takeSignalChange() {
        boolean changed = signalChange;
        signalChange = false;
        return changed;
    }

    @Override
    public StreamFormat start() throws DeviceException {
        starts++;
        if (startFailure != null) {
            throw startFailure;
        }
        streaming = true;
        return format;
    }

    @Override
    public @Nullable Picture take() throws DeviceException {
        fail();
        byte[] frame = frames.poll();
        if (frame == null) {
            return null;
        }
        taken++;
        return new Picture(List.of(MemorySegment.ofArray(frame)), 0, 0);
    }

    @Override
    public void release(Picture picture) {
        released++;
    }

    @Override
    public void stop() {
        streaming = false;
    }

    @Override
    public void close() {
        present = false;
        streaming = false;
    }

    private void fail() throws DeviceException {
        if (failure != null) {
            throw failure;
        }
    }
}
