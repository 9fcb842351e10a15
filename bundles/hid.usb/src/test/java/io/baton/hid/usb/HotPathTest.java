// SPDX-License-Identifier: Apache-2.0
package io.baton.hid.usb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.baton.port.PortLease;
import io.baton.port.ReportPort;
import io.baton.port.ReportPorts;
import io.baton.port.UsbState;
import io.baton.port.WriteResult;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From queue to port nothing is allocated for a pointer movement, counted in bytes and not in time. */
class HotPathTest {

    private static final int MOVES = 50_000;

    private static final class QuietPorts implements ReportPorts, PortLease {
        long written;

        @Override
        public PortLease lease(Start start) {
            return this;
        }

        @Override
        public UsbState state() {
            return UsbState.CONFIGURED;
        }

        @Override
        public int leds() {
            return 0;
        }

        @Override
        public WriteResult write(ReportPort port, byte[] report) {
            written++;
            return WriteResult.WRITTEN;
        }

        @Override
        public boolean renew() {
            return true;
        }

        @Override
        public void close() {}
    }

    @Test
    void moveAllocatesNothing() {
        QuietPorts ports = new QuietPorts();
        EventRing ring = new EventRing(64);
        ReportWriter writer = new ReportWriter(
                ring,
                () -> ports,
                () -> false,
                () -> true,
                () -> 0,
                () -> 100_000_000,
                () -> 0,
                new ListenerNotifier(List::of),
                new HidCounters());
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        move(ring, writer);
        long writtenBefore = ports.written;
        long before = threads.getCurrentThreadAllocatedBytes();
        move(ring, writer);
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertEquals(MOVES, ports.written - writtenBefore);
        assertTrue(bytes < MOVES, bytes + " bytes for " + MOVES + " moves");
    }

    private static void move(EventRing ring, ReportWriter writer) {
        for (int i = 0; i < MOVES; i++) {
            ring.offer(PackedEvent.move(i % 100, 1, 0), 0, 0);
            while (writer.step() == 0) {
                Thread.onSpinWait();
            }
        }
    }
}
