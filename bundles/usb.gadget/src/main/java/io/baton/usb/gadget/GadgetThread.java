// SPDX-License-Identifier: Apache-2.0
package io.baton.usb.gadget;

import io.baton.port.PortListener;
import io.baton.port.ReportPort;
import io.baton.port.UsbState;
import io.baton.shared.linux.Poller;
import io.baton.shared.linux.Posix;
import io.baton.shared.ports.PortListenerCalls;
import io.baton.shared.threads.DaemonThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gadget's one thread: makes the gadget, tries again while the kernel cannot, serves its ports, tells listeners
 * what changed, and removes the gadget at the end.
 */
final class GadgetThread {

    private static final Logger LOG = LoggerFactory.getLogger("usb.gadget");
    private static final Duration JOIN = Duration.ofSeconds(5);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long LONGEST_WAIT_MILLIS = 250;
    private static final int MAX_DESCRIPTORS = 8;

    private final GadgetLayout layout;
    private final String controller;
    private final GadgetTree tree;
    private final Path devices;
    private final Supplier<List<PortListener>> listeners;
    private final LongSupplier nanoTime;
    private final DaemonThreads threads;
    private final Poller poller;
    private final GadgetPorts ports;
    private final GadgetDrive drive;
    private final Thread thread;
    private volatile boolean running = true;

    private boolean attached;
    private long nextTry;
    private String refusal = "";
    private UsbState toldState = UsbState.NOT_ATTACHED;
    private int toldLeds;

    /** @param devices where the nodes are, such as {@code /dev} */
    GadgetThread(
            GadgetLayout layout,
            String controller,
            GadgetTree tree,
            Path devices,
            Supplier<List<PortListener>> listeners,
            LongSupplier nanoTime,
            DaemonThreads threads)
            throws IOException {
        this.layout = layout;
        this.controller = controller;
        this.tree = tree;
        this.devices = devices;
        this.listeners = listeners;
        this.nanoTime = nanoTime;
        this.threads = threads;
        poller = new Poller(MAX_DESCRIPTORS);
        ports = new GadgetPorts(nanoTime, poller::wake);
        NbdNodes nodes = new NbdNodes(Path.of("/dev"), Path.of("/sys/block"));
        drive = new GadgetDrive(
                tree.storage(),
                List.of(
                        new NbdConnectorClient(NbdConnectorClient.SOCKET, nodes, nanoTime, threads),
                        new NbdDevice(nodes, Path.of("/proc/self/status"), threads)));
        nextTry = nanoTime.getAsLong();
        thread = threads.unstarted("baton-usb-gadget", this::run);
    }

    void start() {
        thread.start();
    }

    GadgetPorts ports() {
        return ports;
    }

    GadgetDrive drive() {
        return drive;
    }

    /** Ends the thread, which removes the gadget, and waits for its end. */
    void close() {
        running = false;
        poller.wake();
        if (threads.join(thread, JOIN)) {
            poller.close();
        }
    }

    private void run() {
        try {
            while (running) {
                if (!attached && nanoTime.getAsLong() - nextTry >= 0) {
                    attach();
                }
                ports.serve(attached ? tree.state(controller) : Optional.empty());
                tell();
                if (ports.takeWakeRequest() && layout.remoteWakeup()) {
                    tree.wake(controller);
                }
                long lease = TimeUnit.NANOSECONDS.toMillis(ports.watch()) + 1;
                await((int) Math.clamp(lease, 1, LONGEST_WAIT_MILLIS));
            }
        } finally {
            ports.detach();
            // first what a successor makes anew; the drive may be waited for
            remove();
            drive.attached(false);
        }
    }

    private void await(int timeoutMillis) {
        poller.clear();
        ports.readable().ifPresent(descriptor -> poller.add(descriptor, Posix.POLLIN));
        for (int descriptor : ports.writable()) {
            poller.add(descriptor, Posix.POLLOUT);
        }
        poller.await(timeoutMillis);
    }

    private void attach() {
        try {
            Map<ReportPort, DeviceNumber> functions = tree.create(layout, controller);
            Map<ReportPort, ReportNode> nodes = new EnumMap<>(ReportPort.class);
            functions.forEach((port, number) ->
                    nodes.put(port, new HidNode(devices.resolve(number.nodeName()), port == ReportPort.KEYBOARD)));
            ports.attach(nodes, layout.applications());
            drive.attached(tree.hasStorage());
            attached = true;
            refusal = "";
        } catch (IOException | RuntimeException e) {
            nextTry = nanoTime.getAsLong() + RETRY_NANOS;
            String reason = String.valueOf(e.getMessage());
            if (!reason.equals(refusal)) {
                refusal = reason;
                LOG.warn("gadget not made, tried again every 5 s: {}", reason);
            }
        }
    }

    private void remove() {
        try {
            tree.remove();
        } catch (IOException | RuntimeException e) {
            LOG.warn("gadget not removed: {}", e.getMessage());
        }
    }

    private void tell() {
        UsbState state = ports.state();
        if (state != toldState) {
            toldState = state;
            LOG.info("usb state changed state=\"{}\"", state.wireName());
            notifyListeners(listener -> listener.usbState(state));
        }
        int leds = ports.leds();
        if (leds != toldLeds) {
            toldLeds = leds;
            notifyListeners(listener -> listener.leds(leds));
        }
    }

    private void notifyListeners(Consumer<PortListener> event) {
        PortListenerCalls.each(listeners.get(), event, LOG);
    }
}
