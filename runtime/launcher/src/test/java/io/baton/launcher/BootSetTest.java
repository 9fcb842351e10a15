// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.shared.sets.BundleSet;
import io.baton.shared.sets.SetFiles;
import io.baton.shared.sets.SetFiles.Name;
import io.baton.shared.sets.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BootSetTest {
    @TempDir
    Path folder = Path.of("");

    private final List<String> log = new ArrayList<>();
    private Path home = Path.of("");
    private SetFiles files = new SetFiles(Path.of(""));

    @BeforeEach
    void ship() throws IOException {
        home = folder.resolve("home");
        files = new SetFiles(folder.resolve("sets"));
        Path jars = Files.createDirectories(home.resolve("bundle"));
        for (String name : List.of("a", "b", "demo.only")) {
            Files.write(jars.resolve(name + ".jar"), jar(name, "1.0.0"));
        }
        Files.writeString(home.resolve("appliance.bndrun"), "-runbundles: a;version=1,b;version=1\n");
        Files.writeString(home.resolve("built"), "today");
    }

    @Test
    void shippedSetStartsWithoutAnActiveOne() throws IOException {
        BootSet.Choice choice = choose();
        assertTrue(choice.isShipped());
        assertEquals("no_active_set", choice.reason());
        assertEquals(List.of("a.jar", "b.jar"), jars(choice));
        assertFalse(Files.exists(folder.resolve("sets")), "nothing is written");
    }

    @Test
    void activeSetReplacesAndAddsBundlesButNoneOfAnotherProfile() throws IOException {
        BundleSet active = set(entry("b", "2.0.0"), entry("new", "1.0.0"), entry("demo.only", "2.0.0"));
        files.write(Name.ACTIVE, active);
        BootSet.Choice choice = choose();
        assertEquals("active", choice.set());
        assertEquals(List.of("a.jar", stored(active, "b"), stored(active, "new")), jars(choice));
        assertEquals(List.of(), log);
    }

    @Test
    void activeSetOfAnotherImageIsPutAsideWithTheLastGoodOne() throws IOException {
        files.write(Name.ACTIVE, set(entry("b", "2.0.0")));
        files.write(Name.LAST_GOOD, set());
        Files.writeString(home.resolve("built"), "tomorrow");
        assertEquals("other_image", choose().reason());
        assertTrue(files.exists(Name.OBSOLETE));
        assertFalse(files.exists(Name.ACTIVE));
        assertFalse(files.exists(Name.LAST_GOOD));
        assertEquals(
                List.of("Bundle set given up set=active reason=other_image: it was made for other shipped bundles"),
                log);
    }

    @Test
    void tornActiveSetIsReplacedByTheLastGoodOne() throws IOException {
        BundleSet lastGood = set(entry("b", "2.0.0"));
        files.write(Name.ACTIVE, set(entry("b", "3.0.0"), entry("a", "3.0.0")));
        files.write(Name.LAST_GOOD, lastGood);
        Path active = folder.resolve("sets/active");
        byte[] whole = Files.readAllBytes(active);
        Files.write(active, Arrays.copyOf(whole, whole.length - 70));
        BootSet.Choice choice = choose();
        assertEquals("active_unusable", choice.reason());
        assertEquals(List.of("a.jar", stored(lastGood, "b")), jars(choice));
        assertEquals(Optional.of(lastGood), files.read(Name.ACTIVE));
        assertEquals(
                List.of("Bundle set given up set=active reason=active_unusable: " + active
                        + " cannot be used: ends early"),
                log);
        assertEquals("active", choose().reason());
    }

    @Test
    void setWithAMissingOrChangedJarIsStartedByNoHalf() throws IOException {
        BundleSet active = set(entry("a", "2.0.0"), entry("b", "2.0.0"));
        Path jar = files.store().path(active.bundles().getLast().sha256());
        byte[] content = Files.readAllBytes(jar);

        Files.delete(jar);
        files.write(Name.ACTIVE, active);
        assertEquals(List.of("a.jar", "b.jar"), jars(choose()));
        assertTrue(log.getFirst().endsWith(": the jar of b 2.0.0 is missing: " + jar), log.toString());
        assertTrue(files.exists(Name.FAILED));
        assertFalse(files.exists(Name.ACTIVE));

        log.clear();
        content[content.length / 2] ^= 1;
        Files.write(jar, content);
        files.write(Name.ACTIVE, active);
        assertEquals(List.of("a.jar", "b.jar"), jars(choose()));
        assertTrue(log.getFirst().contains(": the jar of b 2.0.0 is damaged: " + jar), log.toString());
    }

    @Test
    void jarOfAnotherBundleThanTheSetNamesIsRefused() throws IOException {
        BundleSet.Entry entry = entry("a", "2.0.0");
        files.write(Name.ACTIVE, set(new BundleSet.Entry("b", "2.0.0", entry.sha256())));
        assertTrue(choose().isShipped());
        assertTrue(log.getFirst().endsWith(" is a, not b"), log.toString());
    }

    @Test
    void activeSetIsGivenUpAfterThreeFailedStartsThenTheLastGoodOne() throws IOException {
        BundleSet lastGood = set(entry("b", "2.0.0"));
        BundleSet active = set(entry("b", "3.0.0"));
        files.write(Name.LAST_GOOD, lastGood);
        files.write(Name.ACTIVE, active);
        for (int failed = 0; failed < 3; failed++) {
            assertEquals(List.of("a.jar", stored(active, "b")), jars(choose()), "after " + failed);
            fail();
        }
        for (int failed = 0; failed < 3; failed++) {
            BootSet.Choice choice = choose();
            assertEquals(failed == 0 ? "failed_starts" : "active", choice.reason());
            assertEquals(List.of("a.jar", stored(lastGood, "b")), jars(choice), "after " + failed);
            fail();
        }
        for (int failed = 0; failed < 4; failed++) {
            BootSet.Choice choice = choose();
            assertTrue(choice.isShipped());
            assertEquals(failed == 0 ? "failed_starts" : "no_active_set", choice.reason());
            fail();
        }
        assertEquals(
                List.of(
                        "Bundle set given up set=active reason=failed_starts starts=3",
                        "Bundle set given up set=active reason=failed_starts starts=3"),
                log);
    }

    @Test
    void trialIsNeverStarted() throws IOException {
        BundleSet active = set(entry("b", "2.0.0"));
        BundleSet trial = set(entry("b", "3.0.0"));
        files.write(Name.ACTIVE, active);
        files.write(Name.TRIAL, trial);
        assertEquals(List.of("a.jar", stored(active, "b")), jars(choose()));
        assertEquals(Optional.of(trial), files.read(Name.FAILED));
        assertEquals(
                List.of("Bundle set given up set=trial reason=process_ended: it was not committed before the process"
                        + " ended"),
                log);
    }

    @Test
    void stagedSetIsTriedOnceAndItsFailureIsNotOneOfTheActiveSet() throws IOException {
        BundleSet active = set(entry("b", "2.0.0"));
        BundleSet staged = set(entry("b", "3.0.0"));
        files.write(Name.ACTIVE, active);
        files.write(Name.STAGED, staged);
        files.starts(2);
        BootSet.Choice choice = choose();
        assertEquals("staged-trial", choice.set());
        assertEquals(List.of("a.jar", stored(staged, "b")), jars(choice));
        fail();
        assertEquals(List.of("a.jar", stored(active, "b")), jars(choose()));
        assertEquals(Optional.of(staged), files.read(Name.FAILED));
        assertEquals(0, files.starts());
    }

    @Test
    void committedStagedSetStays() throws IOException {
        files.write(Name.STAGED, set(entry("b", "3.0.0")));
        choose();
        files.commit(Name.STAGED_TRIAL);
        assertEquals("active", choose().set());
        assertEquals(List.of(), log);
    }

    @Test
    void unusableStagedSetIsPutAsideAndTheActiveOneStarts() throws IOException {
        BundleSet active = set(entry("b", "2.0.0"));
        BundleSet staged = set(entry("b", "3.0.0"));
        Files.delete(files.store().path(staged.bundles().getFirst().sha256()));
        files.write(Name.ACTIVE, active);
        files.write(Name.STAGED, staged);
        assertEquals(List.of("a.jar", stored(active, "b")), jars(choose()));
        assertTrue(files.exists(Name.FAILED));
        assertTrue(
                log.getFirst().startsWith("Bundle set given up set=staged reason=staged_unusable: "), log.toString());
    }

    private BootSet.Choice choose() throws IOException {
        return new BootSet(files, RunBundles.image(home, "appliance"), log::add).choose();
    }

    private void fail() throws IOException {
        files.starts(files.starts() + 1);
    }

    private BundleSet set(BundleSet.Entry... entries) throws IOException {
        return new BundleSet(RunBundles.image(home, "appliance").base(), List.of(entries));
    }

    private BundleSet.Entry entry(String name, String version) throws IOException {
        byte[] jar = jar(name, version);
        files.store().add(new ByteArrayInputStream(jar), Sha256.of(jar), jar.length);
        return new BundleSet.Entry(name, version, Sha256.of(jar));
    }

    private static String stored(BundleSet set, String name) {
        return set.bundle(name).orElseThrow().sha256() + ".jar";
    }

    private static List<String> jars(BootSet.Choice choice) {
        return choice.bundles().stream()
                .map(bundle -> String.valueOf(bundle.jar().getFileName()))
                .toList();
    }

    private static byte[] jar(String name, String version) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", name + ";singleton:=false");
        manifest.getMainAttributes().putValue("Bundle-Version", version);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new JarOutputStream(bytes, manifest).close();
        return bytes.toByteArray();
    }
}
