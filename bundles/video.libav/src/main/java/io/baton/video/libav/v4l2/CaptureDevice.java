// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

import io.baton.video.VideoSignal;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An open capture device.
 *
 * <p>Threading. One thread.
 */
interface CaptureDevice extends AutoCloseable {

    /** Opens a device by its settings. */
    interface Opener {
        CaptureDevice open(CaptureSettings settings) throws DeviceException;
    }

    /**
     * A frame in the memory of the device, until it is given back.
     *
     * @param memory its pieces, as far as they are filled; empty for a frame that the device itself calls broken
     * @param captureNanos on the clock of {@link System#nanoTime()}; 0 when the device does not tell
     * @param index which buffer it is
     */
    record Picture(List<MemorySegment> memory, long captureNanos, int index) {}

    /** For {@code poll(2)}. */
    int descriptor();

    /** What it is, for the log. */
    String name();

    /** Whether it reports the signal at its connector, as HDMI receivers do. Others just deliver frames. */
    boolean reportsSignal();

    /**
     * Returns the signal at the connector.
     *
     * @throws DeviceException when the device is gone or fails
     */
    VideoSignal signal() throws DeviceException;

    /** What a device knows of its EDID. */
    enum EdidSupport {
        /** It takes none. */
        NONE,
        /** It takes one, and the target reads none now: it sees no display. */
        ABSENT,
        /** The target reads one. */
        PRESENT
    }

    EdidSupport edidSupport();

    /** Returns the EDID that the target reads; empty for none. */
    Optional<Edid> edid();

    /**
     * Has the target read another EDID; no effect if it is this one. Where there was none the display is plugged in.
     */
    void show(Edid edid) throws DeviceException;

    /** Takes the EDID away: for the target the display is unplugged. */
    void hide() throws DeviceException;

    /** Takes the events, and returns whether one said that the signal has changed. */
    boolean takeSignalChange();

    /** Begins to deliver frames of the present signal. */
    StreamFormat start() throws DeviceException;

    /** Returns the newest frame and gives older ones back; null while there is none. */
    @Nullable
    Picture take() throws DeviceException;

    /** Gives a frame's memory back. */
    void release(Picture picture) throws DeviceException;

    /** Ends the delivery; no effect if there is none. */
    void stop();

    @Override
    void close();
}
