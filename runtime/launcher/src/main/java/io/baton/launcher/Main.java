// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleException;

/** The command behind {@code ./baton run}: starts Baton, says where it is, and closes it on Ctrl-C or SIGTERM. */
public final class Main {
    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(30);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);

    private Main() {}

    /** Runs until it is asked to stop. {@code --help} lists options and exit codes. */
    public static void main(String[] arguments) {
        // halt, not exit: when this returns everything is closed, and the hook must not run against itself
        Runtime.getRuntime().halt(run(List.of(arguments)).status);
    }

    private static ExitCode run(List<String> arguments) {
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
            return serve(options);
        } catch (UsageException e) {
            System.err.println(e.getMessage() + System.lineSeparator() + Options.helpText());
            return ExitCode.USAGE;
        } catch (IOException | BundleException e) {
            System.err.println("Baton could not start: " + e.getMessage());
            return ExitCode.FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.FAILED;
        }
    }

    private static ExitCode serve(Options options) throws IOException, BundleException, InterruptedException {
        Path home =
                Path.of(System.getProperty("baton.home", ".")).toAbsolutePath().normalize();
        List<RunBundles.Shipped> bundles =
                RunBundles.read(home.resolve(options.profile().wireName() + ".bndrun"), home.resolve("bundle"));
        Path data = privateDirectory(options.data());
        String password = ConsolePassword.random(new SecureRandom());
        System.setProperty(
                "logback.configurationFile", home.resolve("configs/logback.xml").toString());
        System.setProperty(
                "org.bytedeco.javacpp.cachedir", data.resolve("native").toString());
        Path config = privateDirectory(data.resolve("run")).resolve("configs.json");
        Files.writeString(config, ConfigurationFiles.join(configDirectories(options, home), values(options, password)));

        System.out.println(
                "Baton starts: " + options.profile().wireName() + " profile, " + bundles.size() + " bundles");
        Appliance appliance = Appliance.start(properties(options, data, config), bundles);
        if (appliance.fatal().isPresent()) {
            appliance.stop(STOP_PATIENCE);
            throw new BundleException(appliance.fatal().get());
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(appliance), "baton-shutdown"));
        appliance.notRunning().forEach(name -> System.err.println("Bundle " + name + " does not run."));

        URI address = URI.create("http://" + reachable(options.host()) + ":" + options.port() + "/");
        int status = new HttpProbe(address, System::nanoTime).awaitAnswer(ANSWER_PATIENCE);
        System.out.println(
                switch (status) {
                    case 0 -> "Baton runs, but nothing answers at " + address + "; see the log above.";
                    case 200, 301, 302, 303, 307, 308 -> "Baton is ready: " + address;
                    default -> "Baton runs, but " + address + " answers " + status + "; see the log above.";
                });
        System.out.println("There is no login yet, so HTTP listens on " + options.host() + " only.");
        if (options.profile() == Options.Profile.DEMO) {
            System.out.println("Web Console: " + address + "system/console (user admin, password " + password
                    + ", new at each start)");
        }
        System.out.println("Stop with Ctrl-C.");
        appliance.awaitEnd();
        if (appliance.fatal().isPresent()) {
            System.err.println("Baton cannot go on: " + appliance.fatal().get());
            return ExitCode.FAILED;
        }
        return ExitCode.STOPPED;
    }

    private static void stop(Appliance appliance) {
        ExitCode code = ExitCode.STOPPED;
        try {
            System.out.println("Baton stops.");
            if (!appliance.stop(STOP_PATIENCE)) {
                System.err.println("Something did not close within " + STOP_PATIENCE.toSeconds() + " s.");
                code = ExitCode.STOP_TIMED_OUT;
            }
        } catch (BundleException e) {
            System.err.println("Baton did not stop cleanly: " + e.getMessage());
            code = ExitCode.STOP_TIMED_OUT;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // A signal would otherwise end as 128 + its number even when all is well.
        Runtime.getRuntime().halt(code.status);
    }

    private static Map<String, String> properties(Options options, Path data, Path config) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("org.osgi.framework.storage", data.resolve("framework").toString());
        // The framework's storage is a cache: what runs is what ships.
        properties.put("org.osgi.framework.storage.clean", "onFirstInit");
        properties.put("org.osgi.framework.startlevel.beginning", "0");
        properties.put("felix.log.level", "1");
        properties.put("configurator.initial", config.toUri().toString());
        // Otherwise Jetty starts twice: once with defaults, once configured.
        properties.put("org.apache.felix.http.require.config", "true");
        // Without --noshutdown the end of standard input would stop the framework.
        properties.put("gosh.args", options.shell() ? "--noshutdown" : "--noshutdown --nointeractive");
        properties.put("baton.data", data.toString());
        return properties;
    }

    private static List<Path> configDirectories(Options options, Path home) {
        Path shipped = home.resolve("configs");
        Path operator = options.data().resolve("configs");
        Path appliance = shipped.resolve(Options.Profile.APPLIANCE.wireName());
        return List.of(appliance, shipped.resolve(options.profile().wireName()), operator);
    }

    private static Map<String, String> values(Options options, String password) {
        return Map.of(
                "baton.host", options.host(),
                "baton.port", Integer.toString(options.port()),
                "baton.data", options.data().toString(),
                "baton.console.password", ConsolePassword.digest(password));
    }

    private static Path privateDirectory(Path directory) throws IOException {
        return Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static boolean isFree(Options options) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(options.host()), options.port()));
            return true;
        } catch (java.net.BindException e) {
            return false;
        }
    }

    private static String reachable(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }
}
