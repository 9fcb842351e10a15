// SPDX-License-Identifier: Apache-2.0
package io.baton.device;

import io.baton.hid.HidOutput;
import io.baton.port.ReportPorts;
import io.baton.port.StorageDrive;
import io.baton.power.PowerControl;
import io.baton.serial.SerialConsole;
import io.baton.session.Command;
import io.baton.session.SessionCoordinator;
import io.baton.video.EncodedVideo;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Runs the rows of {@link DeviceRows}, {@link MediaRows}, {@link GpioRows}, {@link SerialRows}, {@link CaptureRows} and
 * {@link StandbyRows} one after the other when the appliance is up, and ends it. The system property {@value #ROWS} is
 * a pattern of those to run alone.
 */
public final class DeviceTest implements BundleActivator {

    private static final System.Logger LOG = System.getLogger("device.test");
    private static final Path RESULTS = Path.of("/results");
    private static final long START_SECONDS = 300;
    private static final String ROWS = "baton.device.rows";

    @Override
    public void start(BundleContext context) {
        Thread.ofPlatform().daemon().name("baton-device-test").start(() -> run(context));
    }

    @Override
    public void stop(BundleContext context) {
        // the process ends
    }

    private static void run(BundleContext context) {
        int failed = 0;
        int passed = 0;
        try (PrintStream report =
                new PrintStream(Files.newOutputStream(RESULTS.resolve("report")), true, StandardCharsets.UTF_8)) {
            SessionCoordinator coordinator = awaitStarted(context);
            try (CaptureRows capture = new CaptureRows(context, video(context), report);
                    StandbyRows standby = new StandbyRows(context, video(context), report);
                    GpioRows gpio = new GpioRows(context, power(context), report);
                    SerialRows serial = new SerialRows(context, console(context), report)) {
                for (Object rows : List.of(
                        new DeviceRows(context, output(context), gadget(context), report),
                        new MediaRows(drive(context), report),
                        gpio,
                        serial,
                        capture,
                        standby)) {
                    for (Method test : tests(rows)) {
                        if (test.getAnnotation(Row.class).session() && Session.program() == null) {
                            report.printf("SKIPPED %s: Pion was not built%n", test.getName());
                        } else if (passes(rows, test, coordinator, report)) {
                            passed++;
                        } else {
                            failed++;
                        }
                    }
                }
            }
            threads(report);
            report.printf("device test: %d passed, %d failed%n", passed, failed);
            Files.writeString(RESULTS.resolve("verdict"), failed == 0 && passed > 0 ? "passed" : "failed");
        } catch (IOException | ReflectiveOperationException | RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "device test ended", e);
        }
        try {
            context.getBundle(0).stop();
        } catch (BundleException e) {
            LOG.log(System.Logger.Level.ERROR, "framework does not stop", e);
        }
    }

    private static List<Method> tests(Object rows) {
        return Arrays.stream(rows.getClass().getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Row.class))
                .filter(method -> (rows.getClass().getSimpleName() + "." + method.getName())
                        .matches(System.getProperty(ROWS, ".*")))
                .sorted(Comparator.comparingInt(
                        method -> method.getAnnotation(Row.class).value()))
                .toList();
    }

    private static boolean passes(Object rows, Method test, SessionCoordinator coordinator, PrintStream report)
            throws ReflectiveOperationException {
        long began = System.nanoTime();
        Throwable failure;
        try {
            if (test.getAnnotation(Row.class).session()) {
                removeSessions(coordinator);
            }
            test.invoke(rows);
            report.printf("passed %s (%.1f s)%n", test.getName(), seconds(began));
            return true;
        } catch (InvocationTargetException e) {
            failure = Objects.requireNonNull(e.getCause());
        } catch (IOException | AssertionError e) {
            failure = e;
        }
        report.printf("FAILED %s (%.1f s): %s%n", test.getName(), seconds(began), failure);
        failure.printStackTrace(report);
        return false;
    }

    /**
     * Waits until the output is in the epoch of the coordinator, which is the last to come. An event before that is of
     * an older epoch, and discarded.
     */
    private static SessionCoordinator awaitStarted(BundleContext context) throws IOException {
        SessionCoordinator coordinator = present(
                        new ServiceTracker<>(context, SessionCoordinator.class, null), "session coordinator")
                .get();
        HidOutput output = output(context).get();
        Await.isTrue(
                "HID output in the present epoch",
                () -> output.epoch() >= coordinator.roster().epoch());
        return coordinator;
    }

    /**
     * Removes the sessions of earlier rows. Their links are closed, but for their grace one of them keeps control
     * reserved, and the first session of the next row would not have it.
     */
    private static void removeSessions(SessionCoordinator coordinator) throws IOException {
        coordinator.roster().sessions().forEach(session -> coordinator.submit(new Command.Logout(session.id())));
        Await.isTrue(
                "roster without sessions", () -> coordinator.roster().sessions().isEmpty());
    }

    /** Prints the CPU time of the product's threads: one that spins is seen here. */
    private static void threads(PrintStream report) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (long id : threads.getAllThreadIds()) {
            ThreadInfo info = threads.getThreadInfo(id);
            long nanos = threads.getThreadCpuTime(id);
            if (info != null && nanos > TimeUnit.SECONDS.toNanos(1)) {
                report.printf("cpu %.1f s %s%n", nanos / 1e9, info.getThreadName());
            }
        }
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    private static Supplier<EncodedVideo> video(BundleContext context) {
        return present(new ServiceTracker<>(context, EncodedVideo.class, null), "video");
    }

    /** The HID output of the moment: it is replaced during the test. */
    private static Supplier<HidOutput> output(BundleContext context) {
        return present(new ServiceTracker<>(context, HidOutput.class, null), "HID output");
    }

    /** The ports of the gadget of the moment, not those of the virtual target. */
    private static Supplier<ReportPorts> gadget(BundleContext context) {
        ServiceTracker<ReportPorts, ReportPorts> tracker;
        try {
            tracker = new ServiceTracker<>(
                    context,
                    context.createFilter("(&(objectClass=" + ReportPorts.class.getName() + ")(service.ranking=100))"),
                    null);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
        return present(tracker, "gadget");
    }

    private static Supplier<SerialConsole> console(BundleContext context) {
        return present(new ServiceTracker<>(context, SerialConsole.class, null), "serial console");
    }

    /** The front panel, not another power control. */
    private static Supplier<PowerControl> power(BundleContext context) {
        try {
            return present(
                    new ServiceTracker<>(
                            context,
                            context.createFilter("(&(objectClass=" + PowerControl.class.getName() + ")("
                                    + PowerControl.KIND + "=gpio))"),
                            null),
                    "power control");
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The drives of the gadget, not that of the virtual target. */
    private static Supplier<StorageDrive> drive(BundleContext context) {
        try {
            return present(
                    new ServiceTracker<>(
                            context,
                            context.createFilter(
                                    "(&(objectClass=" + StorageDrive.class.getName() + ")(service.ranking=100))"),
                            null),
                    "drive of the gadget");
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> Supplier<T> present(ServiceTracker<T, T> tracker, String what) {
        tracker.open();
        return () -> {
            try {
                T service = tracker.waitForService(TimeUnit.SECONDS.toMillis(START_SECONDS));
                if (service == null) {
                    throw new AssertionError("no " + what);
                }
                return service;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
    }
}
