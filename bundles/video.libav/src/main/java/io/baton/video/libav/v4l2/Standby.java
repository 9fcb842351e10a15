// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

import java.util.concurrent.TimeUnit;

/**
 * Decides by the time without a viewer whether the device is closed and whether the display is hidden.
 *
 * <p>Threading. {@link #settings} belongs to any thread, all else to one.
 */
final class Standby {

    /** A page that is loaded again does not make the target's picture blink. */
    static final long HIDE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** How long a target may take to send its picture again before the lack of it is told. */
    static final long WAKE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private volatile StandbySettings settings;
    private long lastWatched;
    private boolean watched;
    private boolean waking;
    private long wakeEnd;

    Standby(StandbySettings settings, long now) {
        this.settings = settings;
        lastWatched = now;
    }

    void settings(StandbySettings next) {
        settings = next;
    }

    /** Takes whether there is a viewer. */
    void note(boolean present, long now) {
        if (present || watched) {
            lastWatched = now;
        }
        watched = present;
        waking &= watched && now - wakeEnd < 0;
    }

    /** The device or the display comes back for a viewer. */
    void wake(long now) {
        waking = watched;
        wakeEnd = now + WAKE_NANOS;
    }

    /** The target's picture is there. */
    void awake() {
        waking = false;
    }

    /** Whether the picture that a viewer woke may still come. */
    boolean isWaking() {
        return waking;
    }

    boolean sleeps(long now) {
        long nanos = sleepNanos();
        return !watched && nanos >= 0 && now - lastWatched >= nanos;
    }

    boolean hides(long now) {
        return !watched && settings.hidesDisplay() && now - lastWatched >= HIDE_NANOS;
    }

    /** Whether a display that is hidden already stays so. */
    boolean staysHidden() {
        return !watched && settings.hidesDisplay();
    }

    /** Returns after how many nanoseconds the next of this is due if nothing happens; the greatest number for never. */
    long waitNanos(long now) {
        long wait = waking ? Math.max(0, wakeEnd - now) : Long.MAX_VALUE;
        if (!watched) {
            long idle = now - lastWatched;
            long sleep = sleepNanos();
            if (sleep > idle) {
                wait = sleep - idle;
            }
            if (settings.hidesDisplay() && HIDE_NANOS > idle) {
                wait = Math.min(wait, HIDE_NANOS - idle);
            }
        }
        return wait;
    }

    private long sleepNanos() {
        int seconds = settings.sleepAfterSeconds();
        return seconds == StandbySettings.NEVER ? -1 : TimeUnit.SECONDS.toNanos(seconds);
    }
}
