// SPDX-License-Identifier: Apache-2.0
package io.baton.runtime.tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.baton.launcher.RunBundles;
import io.baton.shared.sets.BundleSet;
import io.baton.shared.sets.SetFiles;
import io.baton.shared.sets.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.rules.Timeout;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/**
 * The process is killed at each step of the journal of upgrades, when the step is recorded and nothing of it is done
 * yet. The next start runs one whole set, closes the record, has lost nothing, and accepts the next upgrade.
 */
@RunWith(Parameterized.class)
public class UpgradeKillIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NICKNAMES = "io.baton.nickname.unicode";
    private static final String STORE = "io.baton.handover.store";
    private static final String SHIPPED = "0.1.0";
    private static final String NEXT = "0.2.1";
    private static final String LATER = "0.2.2";
    private static final Pattern VERSION = Pattern.compile("\"version\":\"[^\"]*\"");
    private static final Pattern NAME = Pattern.compile("\"name\":\"([^\"]*)\",\"at\"");
    private static final Map<String, String> DOES_NOT_START = Map.of("Bundle-Activator", "no.such.Activator");

    /** What the upgrade that is killed does. */
    private enum Kind {
        GOOD,
        DOES_NOT_START,
        FOREIGN_KEY,
        ROLLED_BACK_IN_PROBATION,
        RESTORES_THE_LAST_GOOD_SET,
        STAGED
    }

    /**
     * A step at which the process is killed, and what is found after it.
     *
     * @param version what runs of the bundle that the upgrade changes
     */
    private record Kill(Kind kind, String step, String version, String state, String reason) {}

    private static Kill kill(Kind kind, String step, String version, String state, String reason) {
        return new Kill(kind, step, version, state, reason);
    }

    /** Returns the steps. */
    @Parameters(name = "{0}")
    public static List<Object> steps() {
        return List.of(
                kill(Kind.GOOD, "verified", SHIPPED, "rolled_back", "process_ended"),
                kill(Kind.GOOD, "stored", SHIPPED, "rolled_back", "process_ended"),
                kill(Kind.GOOD, "trial", SHIPPED, "rolled_back", "process_ended"),
                kill(Kind.GOOD, "swapping", SHIPPED, "rolled_back", "process_ended"),
                kill(Kind.GOOD, "swapped", SHIPPED, "rolled_back", "process_ended"),
                kill(Kind.GOOD, "probation", SHIPPED, "rolled_back", "process_ended"),
                kill(Kind.GOOD, "committing", SHIPPED, "rolled_back", "process_ended"),
                kill(Kind.GOOD, "committed", NEXT, "committed", ""),
                kill(Kind.FOREIGN_KEY, "refused", SHIPPED, "refused", "unknown_key"),
                kill(Kind.DOES_NOT_START, "swap_failed", SHIPPED, "rolled_back", "start_failed"),
                kill(Kind.DOES_NOT_START, "rolled_back", SHIPPED, "rolled_back", "start_failed"),
                kill(Kind.ROLLED_BACK_IN_PROBATION, "rolling_back", SHIPPED, "rolled_back", "requested"),
                kill(Kind.RESTORES_THE_LAST_GOOD_SET, "requested", NEXT, "rolled_back", "process_ended"),
                kill(Kind.RESTORES_THE_LAST_GOOD_SET, "restoring", NEXT, "rolled_back", "process_ended"),
                kill(Kind.RESTORES_THE_LAST_GOOD_SET, "committing", NEXT, "rolled_back", "process_ended"),
                kill(Kind.RESTORES_THE_LAST_GOOD_SET, "committed", SHIPPED, "committed", ""),
                kill(Kind.STAGED, "staging", SHIPPED, "rolled_back", "process_ended"),
                kill(Kind.STAGED, "staged", NEXT, "committed", ""));
    }

    @Rule
    public final Timeout timeout = new Timeout(900, TimeUnit.SECONDS);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Kill kill;
    private final String name;
    private final KeyPair key = SignedUpgrade.keys();
    private Path data = Path.of("");
    private String token = "";

    public UpgradeKillIT(Object kill) throws Exception {
        this.kill = (Kill) kill;
        name = this.kill.kind() == Kind.STAGED ? STORE : NICKNAMES;
    }

    /** A device that trusts a key, with settings of its own and with a bundle that holds upgrades. */
    @Before
    public void prepare() throws Exception {
        data = folder.newFolder().toPath();
        Path configs = Files.createDirectories(data.resolve("configs"));
        Files.writeString(
                configs.resolve("io.baton.upgrade.signed.json"),
                "{ \"probationSeconds:Integer\": %d }".formatted(probationEnds() ? 5 : 600));
        Files.writeString(configs.resolve("io.baton.target.virtual.json"), "{ \"framesPerSecond:Double\": 17 }");
        Path keys = Files.createDirectories(data.resolve("upgrade").resolve("keys"));
        Files.writeString(keys.resolve("test.pub"), SignedUpgrade.pem(key));
        SetFiles sets = new SetFiles(data.resolve("sets"));
        byte[] jar = HoldingBundle.jar();
        String digest = Sha256.of(jar);
        sets.store().add(new ByteArrayInputStream(jar), digest, jar.length);
        sets.write(
                SetFiles.Name.ACTIVE,
                new BundleSet(
                        RunBundles.base(DeviceProcess.home()),
                        List.of(new BundleSet.Entry(HoldingBundle.NAME, HoldingBundle.VERSION, digest))));
    }

    @Test
    public void startAfterAKillRunsOneWholeSetAndClosesTheRecord() throws Exception {
        try (DeviceProcess device = new DeviceProcess(data, PATIENCE)) {
            HttpResponse<String> created = device.post(
                    "/auth/tokens", DeviceProcess.JSON, "{\"name\":\"kept\",\"scope\":\"view\",\"days\":1}");
            assertEquals(created.body(), 201, created.statusCode());
            token = find(Pattern.compile("\"id\":\"[^\"]+\""), created.body());

            upgradeUntilItIsHeld(device);
            device.kill();
            Files.delete(data.resolve(HoldingBundle.FILE));
            device.verifyAudit();

            device.start();
            awaitState(device, kill.state());
            String status = device.get("/baton/upgrade");
            assertTrue(status, status.contains("\"reason\":\"" + kill.reason() + "\""));
            assertRuns(device, name, kill.version());
            assertTrue(device.get("/auth/tokens").contains(token));
            String settings = device.get("/system/console/configMgr/io.baton.target.virtual.json");
            assertTrue(settings, settings.matches("(?s).*\"framesPerSecond\":\\{.*?\"value\":\"?17.*"));
            assertSetsAreClean();

            install(device, NICKNAMES, LATER, Map.of(), 9);
            DeviceProcess.await(
                    "the next upgrade",
                    () -> device.get("/baton/upgrade"),
                    next -> next.contains("\"name\":\"test 9\"")
                            && lastStep(next).equals("probation"));
            assertRuns(device, NICKNAMES, LATER);
            device.kill();
            device.verifyAudit();
        }
    }

    /** Whether the end of a probation is waited for; another one is long, so that it is seen on a slow machine. */
    private boolean probationEnds() {
        return kill.state().equals("committed")
                || kill.step().equals("committing")
                || kill.kind() == Kind.RESTORES_THE_LAST_GOOD_SET;
    }

    private void upgradeUntilItIsHeld(DeviceProcess device) throws Exception {
        if (kill.kind() == Kind.RESTORES_THE_LAST_GOOD_SET) {
            install(device, NICKNAMES, NEXT, Map.of(), 1);
            awaitState(device, "committed");
        }
        Files.writeString(data.resolve(HoldingBundle.FILE), kill.step());
        switch (kill.kind()) {
            case GOOD, STAGED, ROLLED_BACK_IN_PROBATION -> install(device, name, NEXT, Map.of(), 1);
            case DOES_NOT_START -> install(device, name, NEXT, DOES_NOT_START, 1);
            case FOREIGN_KEY ->
                device.send("/baton/upgrade", SignedUpgrade.of(name, NEXT, jar(name), 1, SignedUpgrade.keys()));
            case RESTORES_THE_LAST_GOOD_SET -> device.send("/baton/upgrade/rollback", DeviceProcess.JSON, "{}");
        }
        if (kill.kind() == Kind.ROLLED_BACK_IN_PROBATION) {
            awaitState(device, "probation");
            device.send("/baton/upgrade/rollback", DeviceProcess.JSON, "{}");
        }
        DeviceProcess.await(
                kill.step(),
                () -> device.get("/baton/upgrade"),
                status -> status.contains("\"name\":\"" + attempt() + "\"")
                        && lastStep(status).equals(kill.step()));
    }

    /** The name of the attempt in the record. */
    private String attempt() {
        return switch (kill.kind()) {
            case FOREIGN_KEY -> ""; // what is not verified has none
            case RESTORES_THE_LAST_GOOD_SET -> "last good set";
            case GOOD, DOES_NOT_START, ROLLED_BACK_IN_PROBATION, STAGED -> "test 1";
        };
    }

    private void install(
            DeviceProcess device, String symbolicName, String version, Map<String, String> headers, long counter)
            throws Exception {
        byte[] jar = SignedUpgrade.jar(jar(symbolicName), version, headers);
        device.send("/baton/upgrade", SignedUpgrade.of(symbolicName, version, jar, counter, key));
    }

    /** The shipped jar of a bundle. */
    private static byte[] jar(String symbolicName) throws IOException {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(
                DeviceProcess.home().resolve("bundle"), symbolicName.substring("io.baton.".length()) + "-*.jar")) {
            return Files.readAllBytes(jars.iterator().next());
        }
    }

    private static void awaitState(DeviceProcess device, String state) throws IOException, InterruptedException {
        DeviceProcess.await(
                state, () -> device.get("/baton/upgrade"), status -> status.contains("\"state\":\"" + state + "\""));
    }

    private static String lastStep(String status) {
        Matcher names = NAME.matcher(status);
        String last = "";
        while (names.find()) {
            last = names.group(1);
        }
        return last;
    }

    /** The version before is installed until the end of the probation, and does not run. */
    private static void assertRuns(DeviceProcess device, String symbolicName, String version)
            throws IOException, InterruptedException {
        String bundles = device.get("/system/console/bundles.json");
        Matcher found = Pattern.compile("\\{[^{}]*\"symbolicName\":\"" + Pattern.quote(symbolicName) + "\"[^{}]*}")
                .matcher(bundles);
        List<String> running = new ArrayList<>();
        while (found.find()) {
            if (found.group().contains("\"state\":\"Active\"")) {
                running.add(find(VERSION, found.group()));
            }
        }
        assertEquals("running versions of " + symbolicName, List.of("\"version\":\"" + version + "\""), running);
    }

    /** Nothing is under trial or waits for a start. */
    private void assertSetsAreClean() {
        SetFiles sets = new SetFiles(data.resolve("sets"));
        for (SetFiles.Name trial : List.of(SetFiles.Name.TRIAL, SetFiles.Name.STAGED, SetFiles.Name.STAGED_TRIAL)) {
            assertTrue(trial + " is left", !sets.exists(trial));
        }
    }

    private static String find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertTrue(pattern + " in " + text, matcher.find());
        return matcher.group();
    }
}
