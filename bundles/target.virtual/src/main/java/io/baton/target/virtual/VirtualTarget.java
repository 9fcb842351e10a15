// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import io.baton.port.PortLease;
import io.baton.port.PortListener;
import io.baton.port.ReportPorts;
import io.baton.port.StorageDrive;
import io.baton.port.StorageException;
import io.baton.port.StorageMedium;
import io.baton.port.UsbState;
import io.baton.shared.hidhost.HidHost;
import io.baton.shared.hidhost.LeaseWatch;
import io.baton.shared.hidhost.UsbSignals;
import io.baton.shared.hidhost.WatchedPorts;
import io.baton.shared.threads.DaemonThreads;
import io.baton.shared.threads.FatalReporter;
import io.baton.video.FrameSink;
import io.baton.video.FrameSource;
import io.baton.video.Subscription;
import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A virtual target computer: its screen is a {@link FrameSource}, its USB ports are {@link ReportPorts}, its drives are
 * a {@link StorageDrive}, and the Gogo commands {@code target:*} change its display, cables and ports.
 */
@Component(
        immediate = true,
        configurationPid = VirtualTargetConfig.PID,
        service = {FrameSource.class, ReportPorts.class, StorageDrive.class},
        property = {
            "osgi.command.scope=target",
            "osgi.command.function=mode",
            "osgi.command.function=display",
            "osgi.command.function=plug",
            "osgi.command.function=unplug",
            "osgi.command.function=stall",
            "osgi.command.function=mount",
            "osgi.command.function=umount",
            "osgi.command.function=log",
            "osgi.command.function=follow"
        })
@Designate(ocd = VirtualTargetConfig.class)
public final class VirtualTarget implements FrameSource, ReportPorts, StorageDrive {

    private static final Logger LOG = LoggerFactory.getLogger("target.virtual");
    private static final Duration JOIN = Duration.ofSeconds(2);

    private final Computer computer;
    private final WatchedPorts ports;
    private final LeaseWatch watch;
    private final ScreenSource screen;
    private final ScreenThread screenThread;
    private final ExecutorService usbEvents;
    private final List<Thread> usbThreads = new CopyOnWriteArrayList<>();
    private final DaemonThreads threads;

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile List<PortListener> listeners = List.of();

    /** Ends the process and takes the reason; offered by the launcher. */
    @Reference(
            target = "(baton.role=fatal)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Consumer<String> fatal;

    @Activate
    public VirtualTarget(VirtualTargetConfig config) {
        this(
                VideoModeText.nearest(config.widthPixels(), config.heightPixels(), config.framesPerSecond()),
                config.bootMillis(),
                config.repeatDelayMillis(),
                InstantSource.system(),
                System::nanoTime);
    }

    /**
     * @param bootMillis how long the boot text is shown
     * @param repeatDelayMillis how long a key is held before it repeats; 0 for never
     */
    public VirtualTarget(
            VideoMode mode, int bootMillis, int repeatDelayMillis, InstantSource clock, LongSupplier nanoTime) {
        threads = new DaemonThreads(LOG, new FatalReporter(() -> fatal));
        usbEvents = Executors.newSingleThreadExecutor(work -> {
            Thread thread = threads.unstarted("baton-target-usb", work);
            usbThreads.add(thread);
            return thread;
        });
        UsbSignals signals = new UsbSignals(usbEvents, () -> listeners, LOG);
        computer = new Computer(
                clock,
                nanoTime,
                mode.width(),
                mode.height(),
                bootMillis,
                repeatDelayMillis,
                leds -> signals.ledReport(HidHost.ledReport(leds)));
        ports = new WatchedPorts(nanoTime, new HidHost(computer), signals, this::leaseBegan, LOG);
        watch = new LeaseWatch("baton-target-lease", ports, threads);
        screen = new ScreenSource(computer, clock, nanoTime, ZoneId.systemDefault(), mode, this::sinkOpened);
        screenThread = new ScreenThread(screen, nanoTime, threads);
        ports.plug();
        watch.start();
        screenThread.start();
    }

    @Modified
    void modified(VirtualTargetConfig config) {
        VideoMode next = VideoModeText.nearest(config.widthPixels(), config.heightPixels(), config.framesPerSecond());
        if (!next.equals(screen.mode())) {
            screen.mode(next);
        }
    }

    @Deactivate
    public void close() {
        screenThread.close();
        watch.close();
        ports.unplug();
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

    @Override
    public void insert(StorageMedium medium) throws StorageException {
        computer.drive().insert(medium);
    }

    @Override
    public void eject(boolean force) throws StorageException {
        computer.drive().eject(force);
    }

    @Override
    public Optional<StorageMedium> medium() {
        return computer.drive().medium();
    }

    @Override
    public boolean readsSources() {
        return computer.drive().readsSources();
    }

    /** Gogo: returns the screen's mode. */
    public String mode() {
        VideoMode mode = screen.mode();
        return "%dx%d@%s".formatted(mode.width(), mode.height(), mode.framesPerSecond());
    }

    /** Gogo: changes the screen's mode, such as {@code 1920x1080@30}; the rate may be left out. */
    public String mode(String words) {
        Optional<VideoMode> next = VideoModeText.parse(words, screen.mode().framesPerSecond());
        if (next.isEmpty()) {
            return "no such mode: WIDTHxHEIGHT[@RATE], even, 1024x600 to 3840x2160, rate 1 to 120";
        }
        screen.mode(next.get());
        return mode();
    }

    /** Gogo: connects the display cable or pulls it. */
    public String display(boolean on) {
        screen.display(on);
        return on ? "display on" : "display off";
    }

    /** Gogo: puts the USB cable in. */
    public String plug() {
        ports.plug();
        return ports.state().wireName();
    }

    /** Gogo: pulls the USB cable; reports are refused and the computer forgets held keys. */
    public String unplug() {
        ports.unplug();
        return ports.state().wireName();
    }

    /**
     * Gogo: mounts what is in the drive, as the command {@code mount} of the computer does; it then holds the medium.
     */
    public String mount() {
        return computer.drive().mount();
    }

    /** Gogo: lets go of what is in the drive. */
    public String umount() {
        return computer.drive().unmount();
    }

    /** Gogo: makes the computer stop polling its USB devices, or poll them again. */
    public String stall(boolean on) {
        ports.stall(on);
        return on ? "not polling" : "polling";
    }

    /** Gogo: the last key edges the computer saw, oldest first: time, down or up, HID usage. */
    public List<String> log() {
        return computer.log().edges().stream().map(KeyEdge::toString).toList();
    }

    /** Gogo: prints each further key edge to standard output as the computer sees it, in the form of {@link #log()}. */
    public void follow() {
        computer.log().follow(System.out::println);
    }

    private void leaseBegan() {
        watch.wake();
    }

    private void sinkOpened() {
        screenThread.wake();
    }
}
