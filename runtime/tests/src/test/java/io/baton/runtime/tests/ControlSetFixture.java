// SPDX-License-Identifier: Apache-2.0
package io.baton.runtime.tests;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ref.WeakReference;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.junit.Before;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Upgrades {@code api.control} with all control bundles over HTTP. While another version of it runs, the tests know
 * none of its types: their own wires lead to the first one.
 */
public abstract class ControlSetFixture extends WatchedAppliance {
    protected static final String API = "io.baton.api.control";
    protected static final String UPGRADE = "io.baton.upgrade.signed";
    protected static final String STORE = "io.baton.handover.store";
    protected static final String NICKNAMES = "io.baton.nickname.unicode";
    protected static final List<String> WITH_STATE = List.of(
            "io.baton.session.coordinator",
            "io.baton.input.hidrpc",
            "io.baton.hid.usb",
            "io.baton.ratelimit.tokenbucket");
    protected static final int KEY_A = 0x04;
    protected static final int KEY_B = 0x05;

    private static final Pattern MEDIA = Pattern.compile("io\\.baton\\.(api\\.media|(peer|video|target|usb)\\..+)");

    /** Signs the upgrades of a test. */
    protected KeyPair key;

    /** With the directory of the image, where the jars are that ship. */
    @Override
    @Configuration
    public Option[] shipped() throws IOException {
        List<Option> options = new ArrayList<>(List.of(super.shipped()));
        options.add(CoreOptions.systemProperty("baton.home")
                .value(Path.of(System.getProperty("baton.home", ""))
                        .toAbsolutePath()
                        .normalize()
                        .toString()));
        return options.toArray(Option[]::new);
    }

    @Before
    public void pinKey() throws Exception {
        key = SignedUpgrade.keys();
        Path keys = Files.createDirectories(Path.of(context.getProperty("baton.data"), "upgrade", "keys"));
        Files.writeString(keys.resolve("test.pub"), SignedUpgrade.pem(key));
    }

    /** The next versions of {@code api.control} and of these. */
    protected final Map<Bundle, Map<String, String>> set(List<String> names) {
        Map<Bundle, Map<String, String>> set = new LinkedHashMap<>();
        set.put(active(API), Map.of());
        names.forEach(name -> set.put(active(name), Map.of()));
        return set;
    }

    /** The bundles' own jars with another version and further headers, as a signed upgrade. */
    protected final byte[] signed(Map<Bundle, Map<String, String>> set, String version, long counter)
            throws IOException, GeneralSecurityException {
        Map<String, byte[]> jars = new LinkedHashMap<>();
        for (Map.Entry<Bundle, Map<String, String>> entry : set.entrySet()) {
            Bundle bundle = entry.getKey();
            jars.put(bundle.getSymbolicName(), SignedUpgrade.jar(NextVersion.of(bundle), version, entry.getValue()));
        }
        return SignedUpgrade.of(jars, version, counter, key);
    }

    /** Installs an upgrade over HTTP and returns the answer. */
    protected final String install(byte[] file) throws IOException {
        return send("/baton/upgrade", "application/octet-stream", file);
    }

    protected final String requestRollBack() throws IOException {
        return send("/baton/upgrade/rollback", "application/json", "{}".getBytes(StandardCharsets.UTF_8));
    }

    private String send(String path, String type, byte[] body) throws IOException {
        HttpURLConnection connection = connection(path);
        connection.setRequestMethod("POST");
        connection.setRequestProperty("Content-Type", type);
        connection.setDoOutput(true);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body);
        }
        return answer(connection);
    }

    private HttpURLConnection connection(String path) throws IOException {
        URI address = address(path);
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setConnectTimeout(60_000);
        connection.setReadTimeout(60_000);
        return connection;
    }

    private static String answer(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return status + " " + (in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** The latest upgrade as HTTP tells it, after the status. */
    protected final String upgrade() {
        try {
            return answer(connection("/baton/upgrade"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    protected final void awaitUpgrade(String state) {
        List<String> last = new ArrayList<>(List.of(""));
        BooleanSupplier reached = () -> {
            last.set(0, upgrade());
            return last.getFirst().startsWith("200 ") && last.getFirst().contains("\"state\":\"" + state + "\"");
        };
        try {
            awaitThat("the upgrade is " + state, reached);
        } catch (AssertionError e) {
            System.out.println("the upgrade is " + last);
            throw e;
        }
        String now = upgrade();
        System.out.println("control set " + state + " gapMillis=" + PionViewer.number(now, "gapMillis") + " reason="
                + PionViewer.text(now, "reason") + " steps="
                + now.replaceAll(".*\"steps\":\\[", "").replaceAll("].*", ""));
    }

    /** The sessions with their modes. */
    protected final List<String> roster() throws ReflectiveOperationException {
        Object coordinator = service("io.baton.session.SessionCoordinator");
        Object roster = coordinator.getClass().getMethod("roster").invoke(coordinator);
        List<?> sessions = (List<?>) roster.getClass().getMethod("sessions").invoke(roster);
        List<String> modes = new ArrayList<>();
        for (Object session : sessions) {
            Object id = session.getClass().getMethod("id").invoke(session);
            Object mode =
                    roster.getClass().getMethod("mode", session.getClass()).invoke(roster, session);
            modes.add(id + " " + mode);
        }
        return modes;
    }

    private Object service(String type) {
        try {
            ServiceReference<?>[] found = context.getAllServiceReferences(type, null);
            assertEquals("providers of " + type, 1, found == null ? 0 : found.length);
            return context.getService(found[0]);
        } catch (InvalidSyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** The class loaders of what runs, without the API: the tests themselves keep its first one. */
    protected final Map<String, WeakReference<ClassLoader>> controlLoaders() {
        Map<String, WeakReference<ClassLoader>> loaders = new TreeMap<>();
        for (Bundle bundle : context.getBundles()) {
            String name = String.valueOf(bundle.getSymbolicName());
            if (name.startsWith("io.baton.")
                    && bundle.getState() == Bundle.ACTIVE
                    && !name.equals(API)
                    && !name.startsWith("io.baton.log.")
                    && !name.equals("io.baton.web.ui")
                    && !MEDIA.matcher(name).matches()) {
                loaders.put(name, loader(bundle));
            }
        }
        return loaders;
    }

    /** The media bundles with their wirings, which a refresh would replace. */
    protected final Map<String, BundleWiring> mediaBundles() {
        Map<String, BundleWiring> found = new TreeMap<>();
        Arrays.stream(context.getBundles())
                .filter(bundle -> MEDIA.matcher(bundle.getSymbolicName()).matches())
                .forEach(bundle -> found.put(bundle.getSymbolicName(), bundle.adapt(BundleWiring.class)));
        return found;
    }

    /** A key of the viewer goes down once and up once at the target. */
    protected final void type(int usage) {
        int from = edges().size();
        viewer().run("hold " + usage);
        awaitThat("the key is down", () -> edgesFrom(from).contains(down(usage)));
        viewer().run("release " + usage);
        awaitThat("the key is up", () -> edgesFrom(from).equals(List.of(down(usage), up(usage))));
    }

    private List<String> edgesFrom(int from) {
        List<String> edges = edges();
        return edges.subList(from, edges.size());
    }

    /** A key goes down; on a busy machine its hold may lapse at any time, then it goes up once. */
    protected final void holdUntilReleased(Baseline before) {
        viewer().run("hold " + KEY_A);
        awaitThat("the key is down", () -> edgesSince(before).contains(down(KEY_A)));
    }

    /** A key that was held through absences of all control bundles goes down once and up once. */
    protected final void releaseHeld(Baseline before) {
        viewer().run("release " + KEY_A);
        awaitThat("the key is up", () -> edgesSince(before).equals(List.of(down(KEY_A), up(KEY_A))));
    }
}
