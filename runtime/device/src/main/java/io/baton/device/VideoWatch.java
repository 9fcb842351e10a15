// SPDX-License-Identifier: Apache-2.0
package io.baton.device;

import io.baton.video.AccessUnit;
import io.baton.video.AccessUnitSink;
import io.baton.video.EncodedVideo;
import io.baton.video.Subscription;
import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A viewer of the encoded stream: the last signal, and the frames since it. */
final class VideoWatch implements AccessUnitSink, AutoCloseable {

    private final Subscription subscription;
    private @Nullable VideoSignal signal;
    private @Nullable VideoMode mode;
    private @Nullable VideoMode lastMode;
    private String keySize = "";
    private int frames;
    private boolean keyFirst;

    VideoWatch(EncodedVideo video) {
        subscription = video.subscribe(this);
    }

    @Override
    public synchronized void accessUnit(AccessUnit unit) {
        if (!unit.mode().equals(mode)) {
            mode = unit.mode();
            frames = 0;
            // a signal that comes back as it was goes on where it had stopped
            keyFirst = unit.key() || unit.mode().equals(lastMode);
            lastMode = unit.mode();
            keySize = "";
        }
        frames++;
        if (unit.key()) {
            keySize = SpsSize.of(unit.annexB());
        }
    }

    @Override
    public synchronized void signal(VideoSignal next) {
        signal = next;
        mode = null;
        frames = 0;
    }

    /** Waits for this state. */
    void await(VideoSignal.State state) throws IOException {
        Await.isTrue(state + " after " + last(), () -> is(state));
    }

    /** Waits for frames of this size, of which a key frame says so; it is the first one where the size is a new one. */
    void awaitFrames(String size, int count) throws IOException {
        Await.isTrue(count + " frames of " + size + ", last signal " + last(), () -> has(size, count));
        if (!startedWithKey()) {
            throw new AssertionError("the first frame of " + size + " is no key frame");
        }
    }

    @Override
    public void close() {
        subscription.close();
    }

    private synchronized @Nullable VideoSignal last() {
        return signal;
    }

    private synchronized boolean is(VideoSignal.State state) {
        return signal != null && signal.state() == state;
    }

    private synchronized boolean startedWithKey() {
        return keyFirst;
    }

    private synchronized boolean has(String size, int count) {
        VideoMode present = mode;
        return is(VideoSignal.State.READY)
                && present != null
                && size.equals(present.width() + "x" + present.height())
                && size.equals(keySize)
                && frames >= count;
    }
}
