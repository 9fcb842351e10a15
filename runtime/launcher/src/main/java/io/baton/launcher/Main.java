// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
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
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);
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
            Options options = Options.parse(arguments);
            if (options.help()) {
                System.out.print(Options.helpText());
                return ExitCode.STOPPED;
            }
            if (!isFree(options)) {
                System.err.println("Port " + options.port() + " on " + options.host()
                        + " is taken by another program; choose one with --port.");
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
            throws IOException, BundleException, InterruptedException {
        Path home =
                Path.of(System.getProperty("baton.home", ".")).toAbsolutePath().normalize();
        List<RunBundles.Shipped> bundles =
                RunBundles.read(home.resolve(options.profile().wireName() + ".bndrun"), home.resolve("bundle"));
        System.setProperty(
                "logback.configurationFile", home.resolve("configs/logback.xml").toString());
        System.setProperty(
                "org.bytedeco.javacpp.cachedir", data.root().resolve("native").toString());
        ConfigurationFiles configuration = configuration(options, home.resolve("configs"), data);
        Path config = data.writeConfiguration(configuration.toResource());

        System.out.println(
                "Baton starts: " + options.profile().wireName() + " profile, " + bundles.size() + " bundles");
        Appliance appliance = Appliance.start(properties(options, data, config), bundles, times);
        if (appliance.fatal().isPresent()) {
            appliance.stop(STOP_TIMEOUT);
            throw new BundleException(appliance.fatal().get());
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(appliance), "baton-shutdown"));
        appliance.notRunning().forEach(name -> System.err.println("Bundle " + name + " does not run."));

        URI address = address(options, configuration);
        Readiness readiness = new Readiness(
                new HttpProbe(address), appliance::missingServices, appliance::reasonsNotReady, System::nanoTime);
        Optional<String> notReady = readiness.awaitReady(READY_TIMEOUT);
        times.ended("page");
        System.out.println(notReady.map(reason -> "Baton runs, but is not ready: " + reason + "; see the log above.")
                .orElse("Baton is ready: " + address));
        System.out.println(times);
        System.out.println("HTTP listens on " + options.host() + " only: this version does not serve the network.");
        appliance.banners().forEach(System.out::println);
        if (options.profile() == Options.Profile.DEMO) {
            System.out.println("Web Console: " + address + "system/console (for administrators)");
        }
        System.out.println("Stop with Ctrl-C.");
        collectGarbageOfTheStart();
        boolean restart = appliance.awaitStop();
        if (appliance.fatal().isPresent()) {
            System.err.println("Baton stopped: " + appliance.fatal().get());
            return ExitCode.FAILED;
        }
        return restart ? ExitCode.RESTART : ExitCode.STOPPED;
    }

    /** The start leaves more garbage than a day of work; without this the heap would stay at its size. */
    @SuppressWarnings("CallToSystemGC")
    private static void collectGarbageOfTheStart() {
        System.gc();
    }

    private static void stop(Appliance appliance) {
        ExitCode code = ExitCode.STOPPED;
        try {
            System.out.println("Baton stops.");
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

    private static Map<String, String> properties(Options options, DataDirectory data, Path config) {
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
        properties.put("baton.host", options.host());
        return properties;
    }

    /** The address of the page: HTTPS where it is on, as the bundle {@code tls.jetty} decides it. */
    private static URI address(Options options, ConfigurationFiles configuration) {
        String https = configuration.value(TLS_PID, "https").orElse("auto");
        boolean secure = https.equals("on") || (!https.equals("off") && !options.isLoopback());
        String port =
                secure ? configuration.value(TLS_PID, "port").orElse(HTTPS_PORT) : Integer.toString(options.port());
        return URI.create((secure ? "https://" : "http://") + urlHost(options.host()) + ":" + port + "/");
    }

    private static ConfigurationFiles configuration(Options options, Path shipped, DataDirectory data)
            throws IOException {
        Map<String, String> placeholders = Map.of(
                "baton.host", options.host(),
                "baton.port", Integer.toString(options.port()),
                "baton.data", options.data().toString());
        return new ConfigurationFiles(placeholders)
                .addShipped(shipped.resolve(Options.Profile.APPLIANCE.wireName()))
                .addShipped(shipped.resolve(options.profile().wireName()))
                .addOperator(data.configs(), data.lastGoodConfigs(), System.err::println)
                .allowHost(SIGNALLING_PID, urlHost(options.host()));
    }

    private static boolean isFree(Options options) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(options.host()), options.port()));
            return true;
        } catch (BindException e) {
            return false;
        }
    }

    private static String urlHost(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }
}
