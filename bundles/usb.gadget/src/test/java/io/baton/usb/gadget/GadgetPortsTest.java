// SPDX-License-Identifier: Apache-2.0
package io.baton.usb.gadget;

import static io.baton.port.ReportPort.ABSOLUTE_POINTER;
import static io.baton.port.ReportPort.KEYBOARD;
import static io.baton.port.ReportPort.RELATIVE_POINTER;
import static io.baton.port.ReportPorts.Start.ADOPTED;
import static io.baton.port.ReportPorts.Start.NEUTRAL;
import static io.baton.port.WriteResult.BUSY;
import static io.baton.port.WriteResult.OFF;
import static io.baton.port.WriteResult.REVOKED;
import static io.baton.port.WriteResult.WRITTEN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.port.PortLease;
import io.baton.port.UsbState;
import io.baton.shared.ports.ReportDescriptors.Application;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GadgetPortsTest {

    private static final String UP = "0000000000000000";
    private static final String A = "0000040000000000";
    private static final byte[] A_DOWN = {0, 0, 4, 0, 0, 0, 0, 0};

    private final FakeNode keyboard = new FakeNode();
    private final FakeNode pointer = new FakeNode();
    private long nanos = 5;
    private int changes;
    private final GadgetPorts ports = new GadgetPorts(() -> nanos, () -> changes++);

    @BeforeEach
    void attach() {
        ports.attach(
                Map.of(KEYBOARD, keyboard, ABSOLUTE_POINTER, pointer),
                EnumSet.of(Application.POINTER, Application.CONTROL_KEYS));
        ports.serve(Optional.of("configured"));
        keyboard.written.clear();
    }

    @Test
    void expiredLeaseReleasesKeysAndButtonsAndMovesNothing() {
        PortLease lease = ports.lease(NEUTRAL);
        assertEquals(WRITTEN, lease.write(KEYBOARD, A_DOWN));
        assertEquals(WRITTEN, lease.write(ABSOLUTE_POINTER, new byte[] {1, 1, 2, 3, 4, 5}));
        nanos += TimeUnit.MILLISECONDS.toNanos(PortLease.LAPSE_MILLIS);
        assertEquals(Long.MAX_VALUE, ports.watch());
        assertEquals(List.of(UP, A, UP), keyboard.written);
        assertEquals(List.of("010102030405", "010002030405"), pointer.written);
        assertEquals(REVOKED, lease.write(KEYBOARD, A_DOWN));
    }

    @Test
    void neutralReportThatFindsABusyNodePrecedesEverythingElse() {
        PortLease first = ports.lease(NEUTRAL);
        first.write(KEYBOARD, A_DOWN);
        keyboard.next = BUSY;
        PortLease second = ports.lease(NEUTRAL);
        assertEquals(3, changes, "two leases, and a node to be watched");
        assertEquals(1, ports.writable().length);
        assertEquals(BUSY, second.write(KEYBOARD, A_DOWN));
        keyboard.next = WRITTEN;
        ports.serve(Optional.of("configured"));
        assertEquals(0, ports.writable().length);
        assertEquals(WRITTEN, second.write(KEYBOARD, A_DOWN));
        assertEquals(List.of(UP, A, UP, A), keyboard.written);
    }

    @Test
    void pointerThatIsNotPolledHoldsUpNoNeutralReport() {
        PortLease lease = ports.lease(NEUTRAL);
        lease.write(ABSOLUTE_POINTER, new byte[] {1, 1, 2, 3, 4, 5});
        pointer.next = BUSY;
        assertEquals(BUSY, lease.write(ABSOLUTE_POINTER, new byte[] {1, 1, 9, 9, 9, 9}));
        byte[] neutral = {1, 0, 2, 3, 4, 5};
        assertEquals(WRITTEN, lease.write(ABSOLUTE_POINTER, neutral));
        assertEquals(WRITTEN, lease.write(ABSOLUTE_POINTER, neutral));
        assertEquals(BUSY, lease.write(ABSOLUTE_POINTER, new byte[] {1, 1, 9, 9, 9, 9}));
        pointer.next = WRITTEN;
        ports.serve(Optional.of("configured"));
        assertEquals(List.of("010102030405", "010002030405"), pointer.written);
    }

    @Test
    void keyboardThatIsNotPolledIsNotNeutralBeforeItWasWritten() {
        PortLease lease = ports.lease(NEUTRAL);
        keyboard.next = BUSY;
        assertEquals(BUSY, lease.write(KEYBOARD, new byte[8]));
    }

    @Test
    void adoptedLeaseWritesNothing() {
        PortLease old = ports.lease(NEUTRAL);
        old.write(KEYBOARD, A_DOWN);
        old.close();
        assertTrue(ports.lease(ADOPTED).renew());
        assertFalse(old.renew());
        assertEquals(List.of(UP, A), keyboard.written);
    }

    @Test
    void targetThatTakesNoReportIsNotAttachedWhateverTheControllerSays() {
        PortLease lease = ports.lease(NEUTRAL);
        assertEquals(UsbState.CONFIGURED, ports.state());
        keyboard.output.add(2);
        ports.serve(Optional.of("configured"));
        assertEquals(2, ports.leds());
        keyboard.next = OFF;
        assertEquals(OFF, lease.write(KEYBOARD, A_DOWN));
        assertEquals(UsbState.NOT_ATTACHED, ports.state());
        assertEquals(0, ports.leds());
        keyboard.next = WRITTEN;
        assertEquals(WRITTEN, lease.write(KEYBOARD, new byte[8]));
        assertEquals(UsbState.CONFIGURED, ports.state());
    }

    @Test
    void targetThatTakesReportsAgainIsNoticedWithoutAnEvent() {
        keyboard.next = OFF;
        ports.lease(NEUTRAL).write(KEYBOARD, A_DOWN);
        ports.serve(Optional.of("configured"));
        assertEquals(UsbState.NOT_ATTACHED, ports.state());
        keyboard.next = WRITTEN;
        ports.serve(Optional.of("configured"));
        assertEquals(UsbState.CONFIGURED, ports.state());
        assertEquals(List.of(UP), keyboard.written);
    }

    @Test
    void newGadgetIsNotAttachedBeforeItsTargetTakesAReport() {
        keyboard.next = OFF;
        ports.attach(Map.of(KEYBOARD, keyboard), Set.of());
        ports.serve(Optional.of("configured"));
        assertEquals(
                UsbState.NOT_ATTACHED,
                ports.state(),
                "the controller is configured before the target has seen the device");
    }

    @Test
    void pointerThatMovedBeforeTheTargetWentHasNoPlaceAfterwards() {
        PortLease lease = ports.lease(NEUTRAL);
        lease.write(ABSOLUTE_POINTER, new byte[] {1, 1, 2, 3, 4, 5});
        pointer.next = OFF;
        lease.write(ABSOLUTE_POINTER, new byte[] {1, 1, 9, 9, 9, 9});
        pointer.next = WRITTEN;
        pointer.written.clear();
        ports.lease(NEUTRAL);
        assertEquals(List.of(), pointer.written);
    }

    @Test
    void reportForAFunctionThatIsSwitchedOffIsDropped() {
        PortLease lease = ports.lease(NEUTRAL);
        assertEquals(WRITTEN, lease.write(RELATIVE_POINTER, new byte[4]));
        assertEquals(UsbState.CONFIGURED, ports.state());
    }

    @Test
    void reportThatIsNotDescribedIsDropped() {
        PortLease lease = ports.lease(NEUTRAL);
        assertEquals(WRITTEN, lease.write(ABSOLUTE_POINTER, new byte[] {5, 1, 0}));
        assertEquals(List.of(), pointer.written);
    }

    @Test
    void expiredLeaseReleasesControlKeysThatAreDown() {
        PortLease lease = ports.lease(NEUTRAL);
        lease.write(ABSOLUTE_POINTER, new byte[] {3, 2, 0, 0});
        lease.write(ABSOLUTE_POINTER, new byte[] {4, 1});
        lease.write(ABSOLUTE_POINTER, new byte[] {4, 0});
        nanos += TimeUnit.MILLISECONDS.toNanos(PortLease.LAPSE_MILLIS);
        ports.watch();
        assertEquals(List.of("03020000", "0401", "0400", "03000000"), pointer.written);
        ports.lease(NEUTRAL);
        assertEquals(4, pointer.written.size(), "nothing is down any more");
    }

    @Test
    void releaseOfAControlKeyIsOwedToATargetThatDoesNotPoll() {
        PortLease lease = ports.lease(NEUTRAL);
        lease.write(ABSOLUTE_POINTER, new byte[] {3, 2, 0, 0});
        pointer.next = BUSY;
        assertEquals(BUSY, lease.write(ABSOLUTE_POINTER, new byte[] {3, 3, 0, 0}));
        assertEquals(WRITTEN, lease.write(ABSOLUTE_POINTER, new byte[] {3, 0, 0, 0}));
        assertEquals(WRITTEN, lease.write(ABSOLUTE_POINTER, new byte[] {4, 0}));
        assertEquals(WRITTEN, lease.write(ABSOLUTE_POINTER, new byte[] {3, 0, 0, 0}));
        pointer.next = WRITTEN;
        ports.serve(Optional.of("configured"));
        assertEquals(List.of("03020000", "03000000", "0400"), pointer.written);
    }

    @Test
    void lastOfSeveralOutputReportsCountsAndPaddingIsNoLed() {
        keyboard.output.addAll(List.of(1, 4, 3));
        ports.serve(Optional.of("configured"));
        assertEquals(3, ports.leds());
        keyboard.output.add(0xE0);
        ports.serve(Optional.of("configured"));
        assertEquals(3, ports.leds());
    }

    @Test
    void controllerStateIsTakenFromTheKernelsWords() {
        ports.serve(Optional.of("suspended"));
        assertEquals(UsbState.SUSPENDED, ports.state());
        ports.serve(Optional.of("default"));
        assertEquals(UsbState.ATTACHED, ports.state());
        ports.serve(Optional.empty());
        assertEquals(UsbState.NOT_ATTACHED, ports.state());
    }

    @Test
    void pressedKeyOrButtonWakesASuspendedTargetAndAMovementDoesNot() {
        PortLease lease = ports.lease(NEUTRAL);
        lease.write(KEYBOARD, A_DOWN);
        assertFalse(ports.takeWakeRequest(), "the target is awake");
        ports.serve(Optional.of("suspended"));
        pointer.next = BUSY;
        lease.write(KEYBOARD, new byte[8]);
        lease.write(ABSOLUTE_POINTER, new byte[] {1, 0, 2, 3, 4, 5});
        lease.write(ABSOLUTE_POINTER, new byte[] {2, 1, 0});
        lease.write(ABSOLUTE_POINTER, new byte[] {3, 0, 0, 0});
        assertFalse(ports.takeWakeRequest(), "nothing is pressed");
        lease.write(ABSOLUTE_POINTER, new byte[] {1, 1, 2, 3, 4, 5});
        assertTrue(ports.takeWakeRequest());
        assertFalse(ports.takeWakeRequest(), "once for each press");
        lease.write(ABSOLUTE_POINTER, new byte[] {4, 4});
        assertTrue(ports.takeWakeRequest());
        lease.write(KEYBOARD, A_DOWN);
        assertTrue(ports.takeWakeRequest());
    }

    @Test
    void neutralReportsThatASleepingTargetDoesNotTakeKeepBackNoKeyThatWakesIt() {
        PortLease lease = ports.lease(NEUTRAL);
        lease.write(KEYBOARD, A_DOWN);
        ports.serve(Optional.of("suspended"));
        keyboard.written.clear();
        keyboard.next = BUSY;
        assertEquals(WRITTEN, lease.write(KEYBOARD, new byte[8]), "it is owed");
        assertEquals(WRITTEN, lease.write(KEYBOARD, new byte[8]));
        assertFalse(ports.takeWakeRequest(), "nobody pressed a key");
        assertEquals(BUSY, lease.write(KEYBOARD, A_DOWN));
        assertTrue(ports.takeWakeRequest());
        keyboard.next = WRITTEN;
        ports.serve(Optional.of("configured"));
        assertEquals(WRITTEN, lease.write(KEYBOARD, A_DOWN));
        assertEquals(List.of(UP, A), keyboard.written);
    }

    @Test
    void reportThatIsTooLongIsCut() {
        ports.lease(NEUTRAL).write(KEYBOARD, new byte[] {0, 0, 4, 0, 0, 0, 0, 0, 1, 1});
        assertEquals(List.of(UP, A), keyboard.written);
    }

    @Test
    void detachedPortsAreOff() {
        PortLease lease = ports.lease(NEUTRAL);
        ports.detach();
        assertTrue(keyboard.closed && pointer.closed);
        assertEquals(OFF, lease.write(KEYBOARD, A_DOWN));
        assertEquals(UsbState.NOT_ATTACHED, ports.state());
    }
}
