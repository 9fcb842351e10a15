// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.baton.upgrade.UpgradeException;
import io.baton.upgrade.UpgradeRefusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleException;

class DryResolutionTest {

    @TempDir
    private Path directory = Path.of("");

    private final FakeFramework framework = new FakeFramework();
    private final DryResolution resolution = new DryResolution(framework.context());

    @Test
    void bundlesThatResolveAreUninstalledAgain() throws Exception {
        resolution.check(jars("a", "b"));
        assertEquals(List.of("install a", "install b", "uninstall a", "uninstall b", "refresh 2"), framework.events);
    }

    @AfterEach
    void noHookIsLeft() {
        assertEquals(0, framework.hooks);
    }

    @Test
    void resolversWordsAreInTheRefusalInOneLine() {
        framework.resolves = false;
        framework.reason = new BundleException("missing requirement\n\t package x");
        UpgradeException refused = assertThrows(UpgradeException.class, () -> resolution.check(jars("a")));
        assertEquals(UpgradeRefusal.UNRESOLVED, refused.reason());
        assertEquals("a does not resolve: missing requirement package x", refused.getMessage());
        assertEquals(List.of("install a", "uninstall a", "refresh 1"), framework.events);
    }

    @Test
    void jarThatCannotBeInstalledIsRefusedAndTheOthersAreUninstalled() {
        framework.broken = "b";
        UpgradeException refused = assertThrows(UpgradeException.class, () -> resolution.check(jars("a", "b", "c")));
        assertEquals(UpgradeRefusal.UNRESOLVED, refused.reason());
        assertEquals("A bundle cannot be installed: the jar is broken", refused.getMessage());
        assertEquals(List.of("install a", "uninstall a", "refresh 1"), framework.events);
    }

    @Test
    void bundleWhoseClassesOthersUseIsRefusedByTheirNamesBeforeAnythingIsInstalled() {
        framework.bundle("api");
        framework.bundle("video");
        framework.bundle("peer");
        framework.users.put("api", Set.of("video", "peer"));
        UpgradeException refused = assertThrows(UpgradeException.class, () -> resolution.check(jars("api")));
        assertEquals(UpgradeRefusal.WOULD_REFRESH, refused.reason());
        assertEquals(
                "The upgrade would restart bundles that are not in it: peer, video. Upgrade them as one set.",
                refused.getMessage());
        assertEquals(List.of(), framework.events);
    }

    @Test
    void bundlesThatUseEachOtherAreOneSet() throws Exception {
        framework.bundle("api");
        framework.bundle("peer");
        framework.users.put("api", Set.of("peer"));
        resolution.check(jars("api", "peer"));
        assertEquals(
                List.of("install api", "install peer", "uninstall api", "uninstall peer", "refresh 2"),
                framework.events);
    }

    private Map<String, Path> jars(String... names) throws IOException {
        Map<String, Path> jars = new LinkedHashMap<>();
        for (String name : names) {
            jars.put(name, Files.write(directory.resolve(name + ".jar"), new byte[0]));
        }
        return jars;
    }
}
