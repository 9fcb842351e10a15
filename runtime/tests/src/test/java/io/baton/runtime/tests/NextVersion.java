// SPDX-License-Identifier: Apache-2.0
package io.baton.runtime.tests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;

/** The jar of an installed bundle once more, with the next micro version: same code, new class loader. */
final class NextVersion {
    private NextVersion() {}

    static byte[] of(Bundle bundle) throws IOException {
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        try (InputStream location = URI.create(bundle.getLocation()).toURL().openStream();
                JarInputStream jar = new JarInputStream(location)) {
            Manifest manifest = new Manifest(jar.getManifest());
            manifest.getMainAttributes().putValue("Bundle-Version", next(bundle.getVersion()));
            try (JarOutputStream out = new JarOutputStream(copy, manifest)) {
                copy(jar, out);
            }
        }
        return copy.toByteArray();
    }

    private static String next(Version version) {
        return version.getMajor() + "." + version.getMinor() + "." + (version.getMicro() + 1);
    }

    private static void copy(JarInputStream from, JarOutputStream to) throws IOException {
        for (JarEntry entry = from.getNextJarEntry(); entry != null; entry = from.getNextJarEntry()) {
            to.putNextEntry(new JarEntry(entry.getName()));
            from.transferTo((OutputStream) to);
            to.closeEntry();
        }
    }
}
