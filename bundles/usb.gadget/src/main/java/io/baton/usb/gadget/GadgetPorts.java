// SPDX-License-Identifier: Apache-2.0
package io.baton.usb.gadget;

import io.baton.port.PortLease;
import io.baton.port.ReportPort;
import io.baton.port.ReportPorts;
import io.baton.port.UsbState;
import io.baton.port.WriteResult;
import io.baton.shared.ports.NeutralReports;
import io.baton.shared.ports.PortLeases;
import io.baton.shared.ports.ReportDescriptors.Application;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The report ports of the gadget's HID nodes, which watch their lease themselves. What a write answers decides whether
 * the target is there: the state the kernel gives of a controller stays "configured" after a cable is pulled.
 *
 * <p>A port whose function is switched off takes reports and drops them. A pointer that the target does not poll, such
 * as one on a text console, takes its neutral report without writing it: the report is owed, and written before any
 * other, so that the keyboard does not wait for it.
 *
 * <p>Threading. Any thread.
 */
final class GadgetPorts implements ReportPorts {

    private static final Logger LOG = LoggerFactory.getLogger("usb.gadget");
    private static final int LED_BITS = 0x1F;
    private static final int POSITION_REPORT = 1;
    private static final int WHEEL_REPORT = 2;

    private final PortLeases leases;
    private final Map<ReportPort, Line> lines = new EnumMap<>(ReportPort.class);
    /** The numbers of the reports that have a place in the gadget. */
    private final BitSet numbers = new BitSet();

    private UsbState controllerState = UsbState.NOT_ATTACHED;
    /** The target did not take the last report, or none was written yet. */
    private boolean off = true;

    private int leds;
    private boolean wakeRequested;

    /** One function's node and what it owes the target. */
    private static final class Line {

        private final ReportNode node;
        private final NeutralReports neutral;
        private final Deque<byte[]> owed = new ArrayDeque<>();

        private Line(ReportPort port, ReportNode node) {
            this.node = node;
            neutral = new NeutralReports(port);
        }
    }

    /** @param changed called when the gadget's thread has something new to watch: a lease, or a port that is busy */
    GadgetPorts(LongSupplier nanoTime, Runnable changed) {
        leases = new PortLeases(this, nanoTime, new Wire(changed), changed, LOG);
    }

    @Override
    public PortLease lease(Start start) {
        return leases.lease(start);
    }

    @Override
    public synchronized UsbState state() {
        if (lines.isEmpty() || (off && controllerState == UsbState.CONFIGURED)) {
            return UsbState.NOT_ATTACHED;
        }
        return controllerState;
    }

    @Override
    public synchronized int leds() {
        return leds;
    }

    /** See {@link PortLeases#watch}. */
    long watch() {
        return leases.watch();
    }

    /**
     * The gadget was made, and the target has not seen it yet.
     *
     * @param nodes its functions
     * @param present what its function with numbered reports consists of
     */
    synchronized void attach(Map<ReportPort, ReportNode> nodes, Set<Application> present) {
        detach();
        numbers.clear();
        IntStream.range(1, 256)
                .filter(number -> present.stream().anyMatch(each -> each.hasReport(number)))
                .forEach(numbers::set);
        nodes.forEach((port, node) -> lines.put(port, new Line(port, node)));
    }

    /** The gadget is to be removed: closes the nodes. */
    synchronized void detach() {
        lines.values().forEach(line -> line.node.close());
        lines.clear();
        controllerState = UsbState.NOT_ATTACHED;
        off = true;
        leds = 0;
    }

    /**
     * Opens nodes that came, closes those that went, takes output reports, writes neutral reports that are due, and
     * asks a target that took none whether it takes one now.
     *
     * @param kernelState the controller's state in the kernel's words
     */
    synchronized void serve(Optional<String> kernelState) {
        controllerState = kernelState.map(GadgetPorts::parse).orElse(UsbState.NOT_ATTACHED);
        for (Line line : lines.values()) {
            line.node.refresh();
            int report = line.node.readLast();
            if (report != ReportNode.NONE && (report & ~LED_BITS) == 0) {
                leds = report;
            }
            settle(line);
        }
        if (off && controllerState == UsbState.CONFIGURED) {
            probe();
        }
    }

    /** Returns once whether a key or button was pressed while the target was suspended. */
    synchronized boolean takeWakeRequest() {
        boolean requested = wakeRequested;
        wakeRequested = false;
        return requested;
    }

    /** Returns the file descriptor to poll for output reports. */
    synchronized OptionalInt readable() {
        Line keyboard = lines.get(ReportPort.KEYBOARD);
        return keyboard == null || keyboard.node.descriptor() == ReportNode.NONE
                ? OptionalInt.empty()
                : OptionalInt.of(keyboard.node.descriptor());
    }

    /** Returns the file descriptors to poll because a neutral report waits for them. */
    synchronized int[] writable() {
        return lines.values().stream()
                .filter(line -> !line.owed.isEmpty() && line.node.descriptor() != ReportNode.NONE)
                .mapToInt(line -> line.node.descriptor())
                .toArray();
    }

    /** The kernel's words, {@code usb_state_string} in Linux; those without an own state are on the way to one. */
    private static UsbState parse(String state) {
        return switch (state) {
            case "configured" -> UsbState.CONFIGURED;
            case "suspended" -> UsbState.SUSPENDED;
            case "addressed" -> UsbState.ADDRESSED;
            case "attached", "powered", "default", "reconnecting", "unauthenticated" -> UsbState.ATTACHED;
            default -> UsbState.NOT_ATTACHED;
        };
    }

    private WriteResult answer(WriteResult result) {
        if (result == WriteResult.OFF) {
            if (!off) {
                LOG.info("target does not take reports");
            }
            off = true;
            leds = 0;
            for (Line line : lines.values()) {
                line.owed.clear();
                line.neutral.reset();
            }
        } else if (off) {
            off = false;
            LOG.info("target takes reports");
        }
        return result;
    }

    /**
     * Whether the target takes reports is known by writing one. Nothing is down on a target that has just configured
     * the device.
     */
    private void probe() {
        for (Map.Entry<ReportPort, Line> line : lines.entrySet()) {
            if (line.getKey() != ReportPort.ABSOLUTE_POINTER) {
                answer(line.getValue().node.write(new byte[line.getKey().maxLength()]));
                return;
            }
        }
        off = false;
    }

    /** Writes the neutral reports that are owed. Returns whether none is left. */
    private boolean settle(Line line) {
        for (byte[] report = line.owed.peek(); report != null; report = line.owed.peek()) {
            WriteResult result = answer(line.node.write(report));
            if (result == WriteResult.BUSY) {
                return false;
            }
            if (result == WriteResult.WRITTEN) {
                line.owed.remove();
                line.neutral.sent(report);
            }
        }
        return true;
    }

    /** Whether a report has a place in the gadget as it is now. */
    private boolean described(ReportPort port, byte[] report) {
        return port != ReportPort.ABSOLUTE_POINTER || (report.length > 0 && numbers.get(Byte.toUnsignedInt(report[0])));
    }

    /** Whether a key or button is down in a report; a movement wakes nothing. */
    private static boolean presses(ReportPort port, byte[] report) {
        return switch (port) {
            case KEYBOARD -> anyBit(report, 0, report.length);
            case RELATIVE_POINTER -> anyBit(report, 0, 1);
            case ABSOLUTE_POINTER ->
                switch (report[0]) {
                    case POSITION_REPORT -> anyBit(report, 1, 2);
                    case WHEEL_REPORT -> false;
                    default -> anyBit(report, 1, report.length);
                };
        };
    }

    private static boolean anyBit(byte[] report, int from, int to) {
        for (int i = from; i < Math.min(to, report.length); i++) {
            if (report[i] != 0) {
                return true;
            }
        }
        return false;
    }

    private final class Wire implements PortLeases.Wire {

        private final Runnable changed;

        private Wire(Runnable changed) {
            this.changed = changed;
        }

        @Override
        public WriteResult write(ReportPort port, byte[] report) {
            if (lines.isEmpty()) {
                return WriteResult.OFF;
            }
            Line line = lines.get(port);
            if (line == null || !described(port, report)) {
                return WriteResult.WRITTEN;
            }
            byte[] taken = Arrays.copyOf(report, Math.min(report.length, port.maxLength()));
            boolean suspended = controllerState == UsbState.SUSPENDED;
            // A sleeping target takes one or two reports. A neutral one that waits must not keep back the key that
            // wakes it; it is written before that.
            boolean promised = (port != ReportPort.KEYBOARD || suspended) && line.neutral.isNeutral(taken);
            if (suspended && presses(port, taken)) {
                wakeRequested = true;
                changed.run();
            }
            WriteResult result = settle(line) ? answer(line.node.write(taken)) : WriteResult.BUSY;
            if (result == WriteResult.BUSY && promised) {
                if (line.owed.stream().noneMatch(owed -> Arrays.equals(owed, taken))) {
                    line.owed.add(taken);
                    changed.run();
                }
                return WriteResult.WRITTEN;
            }
            if (result == WriteResult.WRITTEN) {
                line.neutral.sent(taken);
            }
            return result;
        }

        @Override
        public void neutral() {
            boolean owed = false;
            for (Line line : lines.values()) {
                line.owed.clear();
                line.owed.addAll(line.neutral.get());
                owed |= !settle(line);
            }
            if (owed) {
                changed.run();
            }
        }
    }
}
