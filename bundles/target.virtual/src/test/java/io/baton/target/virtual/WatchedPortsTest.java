// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import static io.baton.port.ReportPort.ABSOLUTE_POINTER;
import static io.baton.port.ReportPort.KEYBOARD;
import static io.baton.port.ReportPort.RELATIVE_POINTER;
import static io.baton.port.ReportPorts.Start.ADOPTED;
import static io.baton.port.ReportPorts.Start.NEUTRAL;
import static io.baton.port.WriteResult.BUSY;
import static io.baton.port.WriteResult.OFF;
import static io.baton.port.WriteResult.REVOKED;
import static io.baton.port.WriteResult.WRITTEN;
import static io.baton.target.virtual.TargetFixture.keys;
import static io.baton.target.virtual.TargetFixture.position;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.port.PortLease;
import io.baton.port.UsbState;
import io.baton.shared.hidhost.WatchedPorts;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchedPortsTest {

    private static final int A = 0x04;
    private static final int B = 0x05;

    private final TargetFixture fixture = new TargetFixture();
    private final WatchedPorts ports = fixture.ports;

    @Test
    void expiredLeaseReleasesEverything() {
        PortLease lease = ports.lease(NEUTRAL);
        lease.write(KEYBOARD, keys(2, A));
        lease.write(ABSOLUTE_POINTER, position(1, 100, 200));
        lease.write(RELATIVE_POINTER, new byte[] {4, 0, 0, 0});
        assertEquals(0b101, fixture.computer.state().buttons());
        fixture.pass(499);
        assertEquals(1_000_000, ports.watch());
        assertEquals(List.of("down E1", "down 04"), fixture.edges());
        ComputerState before = fixture.computer.state();
        fixture.pass(1);
        assertEquals(Long.MAX_VALUE, ports.watch());
        assertEquals(List.of("down E1", "down 04", "up 04", "up E1"), fixture.edges());
        ComputerState after = fixture.computer.state();
        assertEquals(0, after.buttons());
        assertEquals(before.pointerX(), after.pointerX(), "releasing moves nothing");
        assertEquals(REVOKED, lease.write(KEYBOARD, keys(0, B)));
        assertFalse(lease.renew());
    }

    @Test
    void controlKeysAreSeenBesideThoseOfTheKeyboardAndReleasedWithThem() {
        PortLease lease = ports.lease(NEUTRAL);
        lease.write(KEYBOARD, keys(0, A));
        lease.write(ABSOLUTE_POINTER, new byte[] {3, 0b10, 1, 0});
        lease.write(ABSOLUTE_POINTER, new byte[] {4, 1});
        lease.write(ABSOLUTE_POINTER, new byte[] {3, 0, 1, 0});
        assertEquals(List.of("down 04", "down 80", "down F0", "down 66", "up 80"), fixture.edges());
        fixture.pass(500);
        ports.watch();
        assertEquals(List.of("up 04", "up F0", "up 66"), fixture.edges().subList(5, 8));
    }

    @Test
    void writeAfterExpiryIsRefusedBeforeTheWatchRuns() {
        PortLease lease = ports.lease(NEUTRAL);
        lease.write(KEYBOARD, keys(0, A));
        fixture.pass(500);
        assertEquals(REVOKED, lease.write(KEYBOARD, keys(0, A, B)));
        assertEquals(List.of("down 04", "up 04"), fixture.edges());
    }

    @Test
    void renewalKeepsAKeyHeld() {
        PortLease lease = ports.lease(NEUTRAL);
        lease.write(KEYBOARD, keys(0, A));
        for (int i = 0; i < 100; i++) {
            fixture.pass(400);
            assertTrue(lease.renew());
            ports.watch();
        }
        assertEquals(List.of("down 04"), fixture.edges());
    }

    @Test
    void adoptingSuccessorFindsTheKeyHeld() {
        PortLease old = ports.lease(NEUTRAL);
        old.write(KEYBOARD, keys(0, A));
        old.close();
        assertEquals(REVOKED, old.write(KEYBOARD, keys(0)));
        fixture.pass(499);
        ports.watch();
        PortLease next = ports.lease(ADOPTED);
        fixture.pass(499);
        ports.watch();
        assertEquals(WRITTEN, next.write(KEYBOARD, keys(0, A, B)));
        assertEquals(List.of("down 04", "down 05"), fixture.edges());
    }

    @Test
    void successorWithoutStateBeginsNeutral() {
        PortLease old = ports.lease(NEUTRAL);
        old.write(KEYBOARD, keys(0, A));
        PortLease next = ports.lease(NEUTRAL);
        assertEquals(List.of("down 04", "up 04"), fixture.edges());
        assertEquals(REVOKED, old.write(KEYBOARD, keys(0, A)));
        assertFalse(old.renew());
        old.close();
        assertEquals(WRITTEN, next.write(KEYBOARD, keys(0, B)), "closing a revoked lease has no effect");
    }

    @Test
    void closedLeaseTurnsNeutralWithoutSuccessor() {
        PortLease lease = ports.lease(NEUTRAL);
        lease.write(KEYBOARD, keys(0, A));
        lease.close();
        lease.close();
        fixture.pass(500);
        ports.watch();
        assertEquals(List.of("down 04", "up 04"), fixture.edges());
    }

    @Test
    void computerThatDoesNotPollTakesOneReport() {
        PortLease lease = ports.lease(NEUTRAL);
        ports.stall(true);
        assertEquals(WRITTEN, lease.write(KEYBOARD, keys(0, A)));
        assertEquals(BUSY, lease.write(KEYBOARD, keys(0)));
        assertEquals(WRITTEN, lease.write(RELATIVE_POINTER, new byte[4]), "each port has its own");
        assertEquals(List.of(), fixture.edges());
        ports.stall(false);
        assertEquals(List.of("down 04"), fixture.edges());
        assertEquals(WRITTEN, lease.write(KEYBOARD, keys(0)));
    }

    @Test
    void neutralReportOfAnExpiredLeaseComesFirst() {
        PortLease lease = ports.lease(NEUTRAL);
        ports.stall(true);
        lease.write(KEYBOARD, keys(0, A));
        fixture.pass(500);
        ports.watch();
        PortLease next = ports.lease(ADOPTED);
        assertEquals(BUSY, next.write(KEYBOARD, keys(0, B)));
        ports.stall(false);
        assertEquals(List.of("down 04", "up 04"), fixture.edges());
        assertEquals(WRITTEN, next.write(KEYBOARD, keys(0, B)));
    }

    @Test
    void withoutCableReportsAreRefusedAndKeysReleased() {
        PortLease lease = ports.lease(NEUTRAL);
        lease.write(KEYBOARD, keys(0, A));
        fixture.events.clear();
        ports.unplug();
        assertEquals(UsbState.NOT_ATTACHED, ports.state());
        assertEquals(OFF, lease.write(KEYBOARD, keys(0, A, B)));
        assertEquals(List.of("down 04", "up 04"), fixture.edges());
        ports.plug();
        assertEquals(List.of("not attached", "attached", "addressed", "configured"), fixture.events);
        assertEquals(WRITTEN, lease.write(KEYBOARD, keys(0, B)));
        assertEquals(List.of("down 04", "up 04", "down 05"), fixture.edges());
    }

    @Test
    void waitingReportIsLostWithTheCable() {
        PortLease lease = ports.lease(NEUTRAL);
        ports.stall(true);
        lease.write(KEYBOARD, keys(0, A));
        ports.unplug();
        ports.stall(false);
        ports.plug();
        assertEquals(List.of(), fixture.edges());
    }

    @Test
    void longReportIsCutAndShortReportIsIgnored() {
        PortLease lease = ports.lease(NEUTRAL);
        assertEquals(WRITTEN, lease.write(KEYBOARD, new byte[] {0, 0, A, 0, 0, 0, 0, 0, B, B}));
        assertEquals(WRITTEN, lease.write(KEYBOARD, new byte[] {0, 0}));
        assertEquals(List.of("down 04"), fixture.edges());
    }

    @Test
    void lockKeysComeBackAsLeds() {
        PortLease lease = ports.lease(NEUTRAL);
        fixture.events.clear();
        lease.write(KEYBOARD, keys(0, UsKeyboard.CAPS_LOCK));
        lease.write(KEYBOARD, keys(0));
        lease.write(KEYBOARD, keys(0, UsKeyboard.NUM_LOCK, UsKeyboard.SCROLL_LOCK));
        lease.write(KEYBOARD, keys(0));
        assertEquals(7, ports.leds());
        lease.write(KEYBOARD, keys(0, UsKeyboard.CAPS_LOCK));
        assertEquals(List.of("leds 2", "leds 6", "leds 7", "leds 5"), fixture.events);
    }

    @Test
    void ledReportsWithPaddingBitsAreIgnored() {
        fixture.signals.ledReport(new byte[] {(byte) 0x82});
        fixture.signals.ledReport(new byte[] {2, 0});
        assertEquals(0, ports.leds());
    }
}
