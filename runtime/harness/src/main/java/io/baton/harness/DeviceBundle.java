// SPDX-License-Identifier: Apache-2.0
package io.baton.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Makes bundles that a test or bench installs in a device. Their classes see the framework and the packages imported.
 */
public final class DeviceBundle {
    private DeviceBundle() {}

    /**
     * Writes a bundle.
     *
     * @param activator the class that starts, with its nested classes
     * @param headers further headers of the manifest, {@code Import-Package} among them
     */
    public static Path write(Path directory, Class<?> activator, Map<String, String> headers, Class<?>... others)
            throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", "io.baton.harness." + activator.getSimpleName());
        manifest.getMainAttributes().putValue("Bundle-Activator", activator.getName());
        headers.forEach(manifest.getMainAttributes()::putValue);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
            add(out, activator);
            for (Class<?> other : List.of(others)) {
                add(out, other);
            }
        }
        return Files.write(directory.resolve(activator.getSimpleName() + ".jar"), bytes.toByteArray());
    }

    private static void add(JarOutputStream out, Class<?> type) throws IOException {
        String name = type.getName().replace('.', '/') + ".class";
        try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("no " + name);
            }
            out.putNextEntry(new JarEntry(name));
            in.transferTo(out);
            out.closeEntry();
        }
    }
}
