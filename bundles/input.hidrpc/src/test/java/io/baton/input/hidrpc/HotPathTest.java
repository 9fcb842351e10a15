// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.baton.hid.HidEvent;
import io.baton.hid.HidOutput;
import io.baton.hid.KeysDown;
import io.baton.peer.ChannelMessage;
import io.baton.peer.PeerId;
import io.baton.session.Outcome;
import io.baton.shared.handover.Standby;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.RosterFixtureBuilder;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CyclicBarrier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The allocation of a message in bytes, and concurrent senders. */
class HotPathTest {

    private static final int MESSAGES = 50_000;
    private static final Outcome DONE = Outcome.done();

    /** Checks that keys come strictly one after the other, each down then up, and counts. */
    private static final class CountingHid implements HidOutput {
        private boolean inFlight;
        private long count;
        private int held;
        private boolean orderly = true;

        @Override
        public Outcome submit(HidEvent event, long epoch) {
            orderly &= !inFlight;
            inFlight = true;
            count++;
            if (event instanceof HidEvent.Key key) {
                orderly &= key.down() ? held == 0 : held == key.usage();
                held = key.down() ? key.usage() : 0;
            }
            inFlight = false;
            return DONE;
        }

        @Override
        public CompletionStage<Outcome> beginEpoch(long epoch, HidEvent.@Nullable Keyboard chord) {
            return CompletableFuture.completedFuture(DONE);
        }

        @Override
        public long epoch() {
            return 1;
        }

        @Override
        public KeysDown keysDown() {
            return KeysDown.NONE;
        }

        @Override
        public int leds() {
            return 0;
        }
    }

    private final CountingHid hid = new CountingHid();
    private final PeerId ann = new PeerId(1);
    private final HidRpcInput input = new HidRpcInput(() -> 0, Path.of("macros.json"), Standby.NONE);

    HotPathTest() {
        input.hid = hid;
        input.coordinator = new FakeCoordinator(
                new RosterFixtureBuilder().primary("ann", 1).observer("bob", 2).build());
        input.restore();
    }

    @Test
    void messageAllocatesAtMost256Bytes() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] move = {3, 0, 0, 0x40, 0, 0, 0, 0x40, 0, 0};
        ChannelMessage message = new ChannelMessage(ann, "hidrpc", false, move, 0, 1);
        for (int i = 0; i < MESSAGES; i++) {
            input.message(message);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < MESSAGES; i++) {
            input.message(message);
        }
        long each = (threads.getCurrentThreadAllocatedBytes() - before) / MESSAGES;
        assertEquals(2 * MESSAGES, hid.count);
        assertTrue(each <= 256, each + " bytes for a message");
    }

    /** The primary types while the timer's thread ticks and an observer sends: order and counts are exact. */
    @Test
    void concurrentThreadsKeepOrderAndCount() throws Exception {
        CyclicBarrier start = new CyclicBarrier(3);
        CompletableFuture<Void> observer = CompletableFuture.runAsync(() -> {
            await(start);
            ChannelMessage refused = new ChannelMessage(new PeerId(2), "hidrpc", false, new byte[] {5, 9, 1}, 0, 1);
            for (int i = 0; i < MESSAGES; i++) {
                input.message(refused);
            }
        });
        CompletableFuture<Void> timer = CompletableFuture.runAsync(() -> {
            await(start);
            for (int i = 0; i < MESSAGES; i++) {
                input.wake();
            }
        });
        await(start);
        for (int i = 0; i < MESSAGES; i++) {
            byte usage = (byte) (4 + i % 90);
            input.message(new ChannelMessage(ann, "hidrpc", false, new byte[] {5, usage, 1}, 0, 1));
            input.message(new ChannelMessage(ann, "hidrpc", false, new byte[] {5, usage, 0}, 0, 1));
        }
        observer.get();
        timer.get();
        input.wake();
        assertTrue(hid.orderly, "each key went down and up before the next");
        assertEquals(2 * MESSAGES, hid.count);
        assertEquals(2 * MESSAGES, input.counters().accepted());
        assertEquals(MESSAGES, input.counters().notInControl());
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
