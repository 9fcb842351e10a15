// SPDX-License-Identifier: Apache-2.0
package io.baton.runtime.tests;

import java.io.IOException;
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
        return ActivatorBundle.jar(DyingBundle.class, NAME, VERSION, "org.osgi.framework");
    }
}
