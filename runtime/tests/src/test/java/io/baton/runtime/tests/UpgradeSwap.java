// SPDX-License-Identifier: Apache-2.0
package io.baton.runtime.tests;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.jar.JarInputStream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** The swap that the upgrade service uses, which no bundle exports, by reflection. */
final class UpgradeSwap {
    private static final String PACKAGE = "io.baton.upgrade.signed.swap.";

    private final Bundle upgrade;
    private final Object swap;

    /**
     * A version of a bundle.
     *
     * @param jar the whole jar
     */
    record Build(String symbolicName, String version, Path jar) {
        static Build of(Bundle present, byte[] jar) throws IOException {
            Path file = Files.write(Files.createTempFile("baton-next-", ".jar"), jar);
            file.toFile().deleteOnExit();
            try (JarInputStream in = new JarInputStream(new ByteArrayInputStream(jar))) {
                String version = in.getManifest().getMainAttributes().getValue("Bundle-Version");
                return new Build(present.getSymbolicName(), version, file);
            }
        }
    }

    UpgradeSwap(Bundle upgrade) throws ReflectiveOperationException {
        this.upgrade = upgrade;
        swap = upgrade.loadClass(PACKAGE + "SideBySideSwap")
                .getConstructor(BundleContext.class, LongSupplier.class)
                .newInstance(upgrade.getBundleContext(), (LongSupplier) System::nanoTime);
    }

    /** Returns the outcome, and the reason of a failure. */
    String replace(List<Build> builds) throws ReflectiveOperationException {
        Constructor<?> replacement = upgrade.loadClass(PACKAGE + "Replacement")
                .getConstructor(String.class, String.class, Path.class, Optional.class);
        List<Object> all = new ArrayList<>();
        for (Build build : builds) {
            all.add(replacement.newInstance(build.symbolicName(), build.version(), build.jar(), Optional.empty()));
        }
        return outcome(swap.getClass().getMethod("replace", List.class).invoke(swap, all));
    }

    String revert() throws ReflectiveOperationException {
        return outcome(swap.getClass().getMethod("revert").invoke(swap));
    }

    void keep() throws ReflectiveOperationException {
        swap.getClass().getMethod("keep").invoke(swap);
    }

    private static String outcome(Object result) throws ReflectiveOperationException {
        System.out.println("swap " + result);
        String outcome = result.getClass().getMethod("outcome").invoke(result).toString();
        String reason = result.getClass().getMethod("reason").invoke(result).toString();
        return (outcome + " " + reason).strip();
    }
}
