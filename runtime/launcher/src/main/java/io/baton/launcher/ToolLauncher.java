// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.zip.ZipEntry;

/**
 * The entry point of {@code ./baton audit}, {@code config}, {@code diagnose}, {@code routes} and others: runs a
 * {@link ToolProvider} of a bundle without a framework. The bundles form a plain class path, so the tool uses the
 * classes that the device runs.
 */
public final class ToolLauncher {

    private static final int USAGE = 2;
    private static final String SETTINGS_PID = "io.baton.session.coordinator";
    private static final String POLICY = "io.baton.policy.SessionPolicy";
    private static final Pattern IMPLEMENTATION = Pattern.compile("<implementation\\s+class=\"([^\"]+)\"");

    private ToolLauncher() {}

    /** Runs the tool named by the first argument with the other arguments. */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments)));
    }

    private static int run(List<String> arguments) {
        if (arguments.isEmpty()) {
            System.err.println("Usage: ToolLauncher TOOL [arguments]");
            return USAGE;
        }
        Path home =
                Path.of(System.getProperty("baton.home", ".")).toAbsolutePath().normalize();
        try {
            List<RunBundles.Shipped> bundles =
                    RunBundles.read(home.resolve("appliance.bndrun"), home.resolve("bundle"));
            List<String> given = new ArrayList<>(arguments.subList(1, arguments.size()));
            if (arguments.getFirst().equals("config") && !given.contains("--help")) {
                given = configured(given, home.resolve("configs"));
            }
            return run(arguments.getFirst(), given, bundles);
        } catch (IOException e) {
            System.err.println("A file cannot be read: " + e.getMessage());
            return USAGE;
        }
    }

    private static int run(String name, List<String> arguments, List<RunBundles.Shipped> bundles) throws IOException {
        try (URLClassLoader classes = new URLClassLoader(urls(bundles), ClassLoader.getPlatformClassLoader())) {
            Optional<ToolProvider> tool = ServiceLoader.load(ToolProvider.class, classes).stream()
                    .map(ServiceLoader.Provider::get)
                    .filter(provider -> provider.name().equals(name))
                    .findFirst();
            if (tool.isEmpty()) {
                System.err.println("No bundle provides the tool " + name);
                return USAGE;
            }
            if (arguments.contains("replay") && !arguments.contains("--policy")) {
                policy(bundles).ifPresent(type -> arguments.addAll(List.of("--policy", type)));
            }
            return tool.get().run(System.out, System.err, arguments.toArray(String[]::new));
        }
    }

    /**
     * Replaces the options that name configuration files by the session settings in them, as {@code key=value}.
     *
     * @throws IOException when a file cannot be read or parsed
     */
    static List<String> configured(List<String> arguments, Path shipped) throws IOException {
        List<String> left = new ArrayList<>(arguments);
        Path data = Path.of(option(left, "--data", "data"));
        String profile = option(left, "--profile", "appliance");
        String administrator = option(left, "--config", "");
        Map<String, String> placeholders = Map.of(
                "baton.host", "",
                "baton.loopback", "true",
                "baton.port", "0",
                "baton.usb.gadget", "false",
                "baton.video.capture", "false",
                "baton.target.url", "",
                "baton.target.password", "",
                "baton.data", data.toString());
        ConfigurationFiles files = new ConfigurationFiles(placeholders)
                .addShipped(shipped.resolve("appliance"))
                .addShipped(shipped.resolve(profile));
        if (!administrator.isEmpty()) {
            files.addShipped(Path.of(administrator));
        }
        files.addShipped(data.resolve("configs"));
        files.values(SETTINGS_PID).forEach((key, value) -> left.add(key + "=" + value));
        return left;
    }

    private static String option(List<String> arguments, String name, String otherwise) {
        int at = arguments.indexOf(name);
        if (at < 0 || at + 1 >= arguments.size()) {
            return otherwise;
        }
        arguments.remove(at);
        return arguments.remove(at);
    }

    private static URL[] urls(List<RunBundles.Shipped> bundles) throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (RunBundles.Shipped bundle : bundles) {
            urls.add(bundle.jar().toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }

    /** The class of the component that provides the policy, as its bundle declares it. */
    static Optional<String> policy(List<RunBundles.Shipped> bundles) throws IOException {
        for (RunBundles.Shipped bundle : bundles) {
            try (JarFile jar = new JarFile(bundle.jar().toFile())) {
                for (String component : components(jar)) {
                    ZipEntry entry = jar.getEntry(component);
                    if (entry == null) {
                        continue;
                    }
                    String xml = new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
                    Matcher implementation = IMPLEMENTATION.matcher(xml);
                    if (xml.contains("<provide interface=\"" + POLICY + "\"") && implementation.find()) {
                        return Optional.of(implementation.group(1));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static List<String> components(JarFile jar) throws IOException {
        Manifest manifest = jar.getManifest();
        String header = manifest == null ? null : manifest.getMainAttributes().getValue("Service-Component");
        return header == null
                ? List.of()
                : Arrays.stream(header.split(",", -1)).map(String::trim).toList();
    }
}
