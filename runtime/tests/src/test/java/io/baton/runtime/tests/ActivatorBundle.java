// SPDX-License-Identifier: Apache-2.0
package io.baton.runtime.tests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.osgi.framework.BundleActivator;

/** Makes a bundle of one class, its activator. */
final class ActivatorBundle {
    private ActivatorBundle() {}

    /** @param imports the value of {@code Import-Package} */
    static byte[] jar(Class<? extends BundleActivator> activator, String name, String version, String imports)
            throws IOException {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue("Bundle-ManifestVersion", "2");
        headers.putValue("Bundle-SymbolicName", name);
        headers.putValue("Bundle-Version", version);
        headers.putValue("Bundle-Activator", activator.getName());
        headers.putValue("Import-Package", imports);
        String entry = activator.getName().replace('.', '/') + ".class";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest);
                InputStream code = activator.getResourceAsStream("/" + entry)) {
            if (code == null) {
                throw new IOException("no " + entry);
            }
            jar.putNextEntry(new JarEntry(entry));
            code.transferTo(jar);
        }
        return bytes.toByteArray();
    }
}
