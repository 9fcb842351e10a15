// SPDX-License-Identifier: Apache-2.0
package io.baton.runtime.tests;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.cleanCaches;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.frameworkStartLevel;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;
import static org.ops4j.pax.exam.CoreOptions.vmOption;

import io.baton.launcher.ConfigurationFiles;
import io.baton.launcher.RunBundles;
import io.baton.launcher.StartLevels;
import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ops4j.pax.exam.Option;

/** Turns what the build laid out into Pax Exam options. Runs in the test runner, not in the container. */
final class Provisioning {
    private static final Path HOME =
            Path.of(System.getProperty("baton.home", "")).toAbsolutePath().normalize();
    private static final Path WORK =
            Path.of(System.getProperty("baton.work", "")).toAbsolutePath().normalize();

    private static final int PORTS_PER_RUNNER = 2_000;
    private static int lastPort = (int) (ProcessHandle.current().pid() * 31 % PORTS_PER_RUNNER);

    private Provisioning() {}

    /**
     * The bundles, configuration and framework properties of a profile, on free ports and in a directory of its own.
     *
     * @param configs further configuration files, by PID
     */
    static List<Option> profile(String profile, Map<String, String> configs) throws IOException {
        int port = freeTcpPort();
        Path data = Files.createTempDirectory(WORK, "data-");
        List<Option> options = new ArrayList<>();
        for (RunBundles.Shipped shipped : RunBundles.read(HOME.resolve(profile + ".bndrun"), HOME.resolve("bundle"))) {
            var provision = bundle(shipped.jar().toUri().toString()).startLevel(StartLevels.of(shipped.name()));
            options.add(shipped.fragment() ? provision.noStart() : provision.start());
        }
        options.add(junitBundles());
        options.add(cleanCaches());
        options.add(frameworkStartLevel(Math.max(StartLevels.LAST, 100)));
        options.add(frameworkProperty("configurator.initial")
                .value(configuration(profile, configs, port, data).toUri().toString()));
        options.add(frameworkProperty("org.apache.felix.http.require.config").value("true"));
        options.add(frameworkProperty("felix.webconsole.security.providers").value("io.baton.console.felix"));
        options.add(frameworkProperty("gosh.args").value("--noshutdown --nointeractive"));
        options.add(frameworkProperty("baton.host").value("127.0.0.1"));
        options.add(frameworkProperty("baton.data").value(data.toString()));
        options.add(systemProperty(ShippedAppliance.PORT_PROPERTY).value(Integer.toString(port)));
        options.add(systemProperty(ShippedAppliance.DOCS_PROPERTY)
                .value(HOME.resolve("../../../docs").normalize().toString()));
        options.add(systemProperty("logback.configurationFile")
                .value(HOME.resolve("configs/logback.xml").toString()));
        options.add(systemProperty("org.bytedeco.javacpp.cachedir")
                .value(WORK.resolve("native").toString()));
        options.add(vmOption("--enable-native-access=ALL-UNNAMED"));
        options.add(vmOption("--sun-misc-unsafe-memory-access=allow"));
        // A collection clears soft references: the JDK keeps the classes of the record that was compared last by one,
        // in ObjectMethods, until memory is short, and tests ask whether old classes can be collected.
        options.add(vmOption("-XX:SoftRefLRUPolicyMSPerMB=0"));
        return options;
    }

    private static Path configuration(String profile, Map<String, String> more, int port, Path data)
            throws IOException {
        Path configs = HOME.resolve("configs");
        Map<String, String> values = Map.of(
                "baton.host",
                "127.0.0.1",
                "baton.loopback",
                "true",
                "baton.port",
                Integer.toString(port),
                "baton.usb.gadget",
                "false",
                "baton.video.capture",
                "false",
                "baton.target.url",
                "",
                "baton.target.password",
                "",
                "baton.data",
                data.toString());
        // no test of the running framework logs in
        Path open = Files.createDirectories(data.resolve("open"));
        Files.writeString(open.resolve("io.baton.auth.local.json"), "{ \"modeBeforeSetup\": \"noPassword\" }");
        for (Map.Entry<String, String> config : more.entrySet()) {
            Files.writeString(open.resolve(config.getKey() + ".json"), config.getValue());
        }
        ConfigurationFiles files = new ConfigurationFiles(values)
                .addShipped(configs.resolve("appliance"))
                .addShipped(configs.resolve(profile))
                .addShipped(open);
        return Files.writeString(data.resolve("configs.json"), files.toResource());
    }

    /**
     * Returns a port that no program listens on, not the one returned before. Test runners beside each other never
     * choose the same: each has a range of its own, below the ports that the kernel gives to connections.
     */
    static synchronized int freeTcpPort() throws IOException {
        int start = 28_000 + Integer.getInteger("baton.fork", 1) % 2 * PORTS_PER_RUNNER;
        for (int i = 0; i < PORTS_PER_RUNNER; i++) {
            lastPort = (lastPort + 1) % PORTS_PER_RUNNER;
            try (ServerSocket socket = new ServerSocket(start + lastPort)) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // in use
            }
        }
        throw new IOException("no TCP port from " + start + " on is free");
    }
}
