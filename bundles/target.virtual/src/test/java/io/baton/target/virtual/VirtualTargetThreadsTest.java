// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.baton.port.PortListener;
import io.baton.port.UsbState;
import io.baton.testkit.LiveThreads;
import io.baton.testkit.Patience;
import io.baton.video.FrameSink;
import io.baton.video.RawFrame;
import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class VirtualTargetThreadsTest {

    private final VirtualTarget target =
            new VirtualTarget(new VideoMode(1280, 720, 30), 0, 0, InstantSource.system(), System::nanoTime);

    @Test
    void deactivationLeavesNoThread() {
        assertFalse(LiveThreads.named("baton-").isEmpty());
        target.close();
        assertEquals(List.of(), LiveThreads.left("baton-"));
    }

    @Test
    void errorOnTheScreenThreadIsReportedAsFatal() throws InterruptedException {
        BlockingQueue<String> reasons = new LinkedBlockingQueue<>();
        target.fatal = reasons::add;
        target.open(new FrameSink() {
            @Override
            public void frame(RawFrame frame) {
                throw new OutOfMemoryError("on purpose");
            }

            @Override
            public void signal(VideoSignal signal) {}
        });
        assertEquals(
                "thread baton-target-screen died: java.lang.OutOfMemoryError",
                reasons.poll(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
        target.close();
    }

    @Test
    void errorOfAPortListenerIsReportedAsFatal() throws InterruptedException {
        BlockingQueue<String> reasons = new LinkedBlockingQueue<>();
        target.fatal = reasons::add;
        target.listeners = List.of(new PortListener() {
            @Override
            public void usbState(UsbState state) {
                throw new OutOfMemoryError("on purpose");
            }

            @Override
            public void leds(int bits) {}
        });
        target.unplug();
        assertEquals(
                "thread baton-target-usb died: java.lang.OutOfMemoryError",
                reasons.poll(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
        target.close();
    }
}
