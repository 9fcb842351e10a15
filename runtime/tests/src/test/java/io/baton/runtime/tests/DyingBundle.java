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
import org.osgi.framework.BundleContext;

/** A bundle with a thread of no name known to the device, which dies by an error as soon as the bundle starts. */
public final class DyingBundle implements BundleActivator {
    static final String NAME = "io.baton.test.dying";
    static final String VERSION = "1.0.0";

    @Override
    public void start(BundleContext context) throws InterruptedException {
        Thread thread = new Thread(DyingBundle::die, "library-thread");
        thread.start();
        thread.join();
    }

    @Override
    public void stop(BundleContext context) {
        // the thread has ended
    }

    private static void die() {
        throw new NoClassDefFoundError("gone");
    }

    /** Returns the bundle. */
    static byte[] jar() throws IOException {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue("Bundle-ManifestVersion", "2");
        headers.putValue("Bundle-SymbolicName", NAME);
        headers.putValue("Bundle-Version", VERSION);
        headers.putValue("Bundle-Activator", DyingBundle.class.getName());
        headers.putValue("Import-Package", "org.osgi.framework");
        String entry = DyingBundle.class.getName().replace('.', '/') + ".class";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest);
                InputStream code = DyingBundle.class.getResourceAsStream("/" + entry)) {
            if (code == null) {
                throw new IOException("no " + entry);
            }
            jar.putNextEntry(new JarEntry(entry));
            code.transferTo(jar);
        }
        return bytes.toByteArray();
    }
}
