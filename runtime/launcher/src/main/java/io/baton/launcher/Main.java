// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import io.baton.shared.net.HostNames;
import io.baton.shared.net.VncAddress;
import io.baton.shared.sets.SetFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.BundleException;

/** The entry point of {@code ./baton run}: starts Baton, prints its address, and stops it on SIGINT or SIGTERM. */
public final class Main {
    private static final Duration READY_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(14);
    private static final Duration AFTER_START_TIMEOUT = Duration.ofSeconds(10);
    private static final String AUTH_PID = "io.baton.auth.local";
    private static final String SIGNALLING_PID = "io.baton.signalling.websocket";
    private static final String TLS_PID = "io.baton.tls.jetty";
    private static final String HTTPS_PORT = "8443";

    private Main() {}

    /** Runs until it is asked to stop. {@code --help} lists options and exit codes. */
    public static void main(String[] arguments) {
        int status = ExitCode.FAILED.status;
        try {
            status = run(List.of(arguments)).status;
        } catch (RuntimeException | Error e) {
            System.err.println("Baton failed: " + e);
            e.printStackTrace();
        } finally {
            // halt, not exit: the shutdown hook must not run; without it threads of bundles would keep a process alive
            // that does not serve
            Runtime.getRuntime().halt(status);
        }
    }

    private static ExitCode run(List<String> arguments) {
        StartTimes times = StartTimes.ofThisProcess();
        try {
            Options options = Options.parse(
                    arguments, Boolean.getBoolean("baton.image") ? Options.Defaults.IMAGE : Options.Defaults.RUN);
            if (options.help()) {
                System.out.print(Options.helpText());
                return ExitCode.STOPPED;
            }
            if (!options.host().isOwn()) {
                throw new UsageException("--host " + options.host().literal() + " is no address of this computer.");
            }
            if (!options.host().isFree(options.port())) {
                System.err.println("Port " + options.port() + " on "
                        + options.host().literal() + " is taken by another program; choose one with --port.");
                return ExitCode.PORT_TAKEN;
            }
            Optional<DataDirectory> locked = DataDirectory.lock(options.data());
            if (locked.isEmpty()) {
                System.err.println("Another instance of Baton uses the data directory " + options.data()
                        + "; choose one with --data.");
                return ExitCode.DATA_IN_USE;
            }
            try (DataDirectory data = locked.get()) {
                return serve(options, data, times);
            }
        } catch (UsageException e) {
            System.err.println(e.getMessage() + System.lineSeparator() + Options.helpText());
            return ExitCode.USAGE;
        } catch (IOException e) {
            System.err.println("Baton could not start: " + FileErrors.message(e));
            return ExitCode.FAILED;
        } catch (BundleException e) {
            System.err.println("Baton could not start: " + FileErrors.messageWithCause(e));
            return ExitCode.FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.FAILED;
        }
    }

    private static ExitCode serve(Options options, DataDirectory data, StartTimes times)
            throws IOException, BundleException, InterruptedException, UsageException {
        Path home =
                Path.of(System.getProperty("baton.home", ".")).toAbsolutePath().normalize();
        RunBundles.Image image = RunBundles.image(home, options.profile().wireName());
        System.setProperty(
                "logback.configurationFile", home.resolve("configs/logback.xml").toString());
        System.setProperty(
                "org.bytedeco.javacpp.cachedir", data.root().resolve("native").toString());
        ConfigurationFiles configuration = configuration(options, home.resolve("configs"), data);
        requirePassword(options, configuration);
        URI address = address(options, configuration);
        if (address.getScheme().equals("https") && !options.host().isFree(address.getPort())) {
            System.err.println("Port " + address.getPort() + " for HTTPS on "
                    + options.host().literal() + " is taken by another program; choose one by \"port:Integer\" in "
                    + data.configs().resolve(TLS_PID + ".json") + ".");
            return ExitCode.PORT_TAKEN;
        }
        Path config = data.writeConfiguration(configuration.toResource());

        SetFiles sets = new SetFiles(data.sets());
        BootSet.Choice choice = new BootSet(sets, image, System.err::println).choose();
        SystemdNotifier systemd = new SystemdNotifier(System.getenv("NOTIFY_SOCKET"), System.err::println);
        StartCounter starts = new StartCounter(sets, System.err::println);
        starts.begin();
        System.out.println("Baton starts: " + options.profile().wireName() + " profile, "
                + choice.bundles().size() + " bundles set=" + choice.set() + " reason=" + choice.reason() + " changed="
                + choice.changed());
        Map<String, String> properties = properties(options, data, config);
        properties.put("baton.set", choice.set());
        properties.put("baton.set.reason", choice.reason());
        properties.put("baton.set.base", image.base());
        FatalExit fatal = new FatalExit();
        Thread.setDefaultUncaughtExceptionHandler(fatal);
        Appliance appliance;
        try {
            StartProgress progress = new StartProgress(systemd, System::nanoTime);
            appliance = Appliance.start(properties, choice.bundles(), times, progress, fatal);
            if (fatal.reason().isPresent()) {
                appliance.stop(STOP_TIMEOUT);
                throw new BundleException(fatal.reason().get());
            }
        } catch (BundleException e) {
            if (choice.isShipped()) {
                throw e;
            }
            return failedSet(choice, FileErrors.messageWithCause(e));
        }
        ConfigurationKeeper keeper = new ConfigurationKeeper(configuration, data.configs(), System.err::println);
        appliance.onConfigurationChange(keeper::changed);
        appliance.notRunning().forEach(name -> System.err.println("Bundle " + name + " does not run."));

        Readiness readiness = new Readiness(
                new HttpProbe(address), appliance::missingServices, appliance::reasonsNotReady, System::nanoTime);
        Liveness liveness = new Liveness(options.host().probed(), options.port(), appliance);
        Watchdog watchdog = new Watchdog(
                readiness::reasonNotReady, liveness, systemd, starts, System.err::println, fatal, System::nanoTime);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(appliance, starts, watchdog), "baton-shutdown"));
        fatal.start(appliance::stopNow, STOP_TIMEOUT);
        Optional<String> notReady = readiness.awaitReady(READY_TIMEOUT);
        if (notReady.isPresent() && !choice.isShipped()) {
            appliance.stop(STOP_TIMEOUT);
            return failedSet(choice, notReady.get());
        }
        times.ended("page");
        List<URI> pages = options.host().pages(address);
        System.out.println(notReady.map(reason -> "Baton runs, but is not ready: " + reason + "; see the log above.")
                .orElse("Baton is ready: " + pages.getFirst()));
        System.out.println(times);
        pages.stream().skip(1).forEach(page -> System.out.println("Also at: " + page));
        System.out.println(listening(options, configuration, address));
        appliance.banners().forEach(System.out::println);
        if (options.profile() == Options.Profile.DEMO) {
            System.out.println("Web Console: " + pages.getFirst() + "system/console (for administrators)");
        }
        System.out.println("Stop with Ctrl-C.");
        Thread checks = new Thread(watchdog, "baton-watchdog");
        checks.setDaemon(true);
        checks.start();
        appliance.beginAfterStart().await(AFTER_START_TIMEOUT);
        collectGarbageOfTheStart();
        boolean restart = appliance.awaitStop();
        watchdog.stop();
        if (fatal.reason().isPresent()) {
            System.err.println("Baton stopped: " + fatal.reason().get());
            return ExitCode.CRASHED;
        }
        starts.stoppedWhenAsked();
        return restart ? ExitCode.RESTART : ExitCode.STOPPED;
    }

    /** The next start counts this one as failed, and gives the set up after three. */
    private static ExitCode failedSet(BootSet.Choice choice, String reason) {
        System.err.println("Bundle set failed set=" + choice.set() + ": " + reason);
        return ExitCode.CRASHED;
    }

    /** The start leaves more garbage than a day of work; without this the heap would stay at its size. */
    @SuppressWarnings("CallToSystemGC")
    private static void collectGarbageOfTheStart() {
        System.gc();
    }

    private static void stop(Appliance appliance, StartCounter starts, Watchdog watchdog) {
        ExitCode code = ExitCode.STOPPED;
        try {
            System.out.println("Baton stops.");
            watchdog.stop();
            starts.stoppedWhenAsked();
            if (!appliance.stop(STOP_TIMEOUT)) {
                System.err.println("Something did not close within " + STOP_TIMEOUT.toSeconds() + " s.");
                code = ExitCode.STOP_TIMED_OUT;
            }
        } catch (BundleException e) {
            System.err.println("Baton did not stop cleanly: " + e.getMessage());
            code = ExitCode.STOP_TIMED_OUT;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // otherwise the exit code would be 128 + the signal's number
        Runtime.getRuntime().halt(code.status);
    }

    private static Map<String, String> properties(Options options, DataDirectory data, Path config) throws IOException {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put(
                "org.osgi.framework.storage", data.root().resolve("framework").toString());
        // the framework's storage is a cache: what runs is what ships
        properties.put("org.osgi.framework.storage.clean", "onFirstInit");
        properties.put("org.osgi.framework.startlevel.beginning", "0");
        properties.put("felix.log.level", "1");
        properties.put("configurator.initial", config.toUri().toString());
        // without it Jetty starts twice: first with defaults, then configured
        properties.put("org.apache.felix.http.require.config", "true");
        // the Web Console serves nothing without the bundle that knows the device's logins
        properties.put("felix.webconsole.security.providers", "io.baton.console.felix");
        // without --noshutdown the end of standard input would stop the framework
        properties.put("gosh.args", options.shell() ? "--noshutdown" : "--noshutdown --nointeractive");
        properties.put("baton.data", data.root().toString());
        properties.put("baton.device.id", data.deviceId());
        properties.put("baton.host", options.host().literal());
        return properties;
    }

    /** Refuses to serve the network without a password, as the demo profile would. */
    private static void requirePassword(Options options, ConfigurationFiles configuration) throws UsageException {
        boolean open = configuration.value(AUTH_PID, "modeBeforeSetup").equals(Optional.of("noPassword"));
        if (open && !options.host().isLoopback()) {
            throw new UsageException("--host " + options.host().literal() + " is refused: the "
                    + options.profile().wireName()
                    + " profile has no password here, so it serves this computer only. Take --profile appliance, or"
                    + " write { \"modeBeforeSetup\": \"unset\" } to "
                    + options.data().resolve("configs/" + AUTH_PID + ".json") + ".");
        }
    }

    private static String listening(Options options, ConfigurationFiles configuration, URI address) {
        String where = options.host().literal();
        if (options.host().isLoopback()) {
            return "Listens on " + where + " only. To serve the network: --profile appliance --host 0.0.0.0";
        }
        String plain = configuration.value(TLS_PID, "plainHttp").orElse("redirect");
        String https = address.getScheme().equals("https") ? "HTTPS port " + address.getPort() : "HTTPS off";
        return "Listens on " + (options.host().isWildcard() ? "all addresses" : where) + ": " + https + ", HTTP port "
                + options.port() + " (plainHttp=" + plain + ").";
    }

    /** The address to ask for the page: HTTPS where it is on, as the bundle {@code tls.jetty} decides it. */
    private static URI address(Options options, ConfigurationFiles configuration) {
        String https = configuration.value(TLS_PID, "https").orElse("auto");
        boolean secure =
                https.equals("on") || (!https.equals("off") && !options.host().isLoopback());
        String port =
                secure ? configuration.value(TLS_PID, "port").orElse(HTTPS_PORT) : Integer.toString(options.port());
        return URI.create((secure ? "https://" : "http://") + options.host().probed() + ":" + port + "/");
    }

    private static ConfigurationFiles configuration(Options options, Path shipped, DataDirectory data)
            throws IOException {
        VncAddress target = options.target();
        Map<String, String> placeholders = Map.of(
                "baton.host", options.host().literal(),
                "baton.loopback", Boolean.toString(options.host().isLoopback()),
                "baton.port", Integer.toString(options.port()),
                "baton.usb.gadget", Boolean.toString(options.usbGadget()),
                "baton.video.capture", Boolean.toString(options.videoCapture()),
                "baton.target.url", target == null ? "" : target.url(),
                "baton.target.password", target == null ? "" : target.password(),
                "baton.data", options.data().toString());
        ConfigurationFiles configuration = new ConfigurationFiles(placeholders)
                .addShipped(shipped.resolve(Options.Profile.APPLIANCE.wireName()))
                .addShipped(shipped.resolve(options.profile().wireName()));
        if (options.config().isPresent()) {
            configuration.addAdministrator(
                    options.config().get(), data.lastGoodAdministratorConfigs(), System.err::println);
        }
        configuration.addOperator(data.configs(), data.lastGoodConfigs(), System.err::println);
        options.host().allowedHosts(HostNames.own()).forEach(name -> configuration.allowHost(SIGNALLING_PID, name));
        return configuration;
    }
}
