// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc;

import io.baton.port.PortLease;
import io.baton.port.PortListener;
import io.baton.port.ReportPorts;
import io.baton.port.UsbState;
import io.baton.shared.hidhost.HidHost;
import io.baton.shared.hidhost.LeaseWatch;
import io.baton.shared.hidhost.UsbSignals;
import io.baton.shared.hidhost.WatchedPorts;
import io.baton.shared.ports.ReportDescriptors.Application;
import io.baton.shared.threads.DaemonThreads;
import io.baton.video.FrameSink;
import io.baton.video.FrameSource;
import io.baton.video.Subscription;
import io.baton.video.VideoSignal;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;

/** One VNC server as the target computer: its screen and ports, and the threads that keep them going. */
final class VncMachine implements FrameSource, ReportPorts {

    private static final Duration JOIN = Duration.ofSeconds(2);

    private final DaemonThreads threads;
    private final WatchedPorts ports;
    private final LeaseWatch watch;
    private final VncScreen screen;
    private final VncLink link;
    private final Thread screenThread;
    private final Thread linkThread;
    private final ExecutorService usbEvents;
    private final List<Thread> usbThreads = new CopyOnWriteArrayList<>();
    private volatile boolean running = true;

    /**
     * @param maxPixels that a desktop may have
     * @param listeners that are told the USB state and the LEDs
     */
    VncMachine(
            VncLink.Connector connector,
            double framesPerSecond,
            long maxPixels,
            Supplier<List<PortListener>> listeners,
            LongSupplier nanoTime,
            DaemonThreads threads,
            Logger log) {
        this.threads = threads;
        usbEvents = Executors.newSingleThreadExecutor(work -> {
            Thread thread = threads.unstarted("baton-vnc-usb", work);
            usbThreads.add(thread);
            return thread;
        });
        UsbSignals signals = new UsbSignals(usbEvents, listeners, log);
        RemoteComputer computer = new RemoteComputer(this::stall, this::pointerMoved);
        HidHost host = new HidHost(computer, EnumSet.allOf(Application.class));
        ports = new WatchedPorts(nanoTime, host, signals, this::leaseBegan, log);
        watch = new LeaseWatch("baton-vnc-lease", ports, threads);
        screen = new VncScreen(nanoTime, framesPerSecond, computer::place, this::wakeScreen, log);
        link = new VncLink(connector, maxPixels, nanoTime, computer, ports, signals, screen, threads, log);
        screenThread = threads.unstarted("baton-vnc-screen", this::runScreen);
        linkThread = threads.unstarted("baton-vnc-link", link::run);
    }

    void start() {
        watch.start();
        screenThread.start();
        linkThread.start();
    }

    /** Releases what is held, disconnects, and waits for the ends of the threads. */
    void close() {
        link.close(linkThread);
        threads.join(linkThread, JOIN);
        running = false;
        wakeScreen();
        threads.join(screenThread, JOIN);
        watch.close();
        usbEvents.shutdown();
        usbThreads.forEach(thread -> threads.join(thread, JOIN));
    }

    @Override
    public VideoSignal signal() {
        return screen.signal();
    }

    @Override
    public Subscription open(FrameSink sink) {
        return screen.open(sink);
    }

    @Override
    public PortLease lease(Start start) {
        return ports.lease(start);
    }

    @Override
    public UsbState state() {
        return ports.state();
    }

    @Override
    public int leds() {
        return ports.leds();
    }

    /** Called while a report is passed on: the ports take no more until the server took what waits. */
    private void stall() {
        ports.stall(true);
        link.unstallIfTaken();
    }

    private void leaseBegan() {
        watch.wake();
    }

    private void pointerMoved() {
        screen.pointerMoved();
    }

    private void wakeScreen() {
        LockSupport.unpark(screenThread);
    }

    private void runScreen() {
        while (running) {
            long wait = screen.tick();
            link.check();
            LockSupport.parkNanos(this, wait);
        }
    }
}
