// SPDX-License-Identifier: Apache-2.0
package io.baton.runtime.tests;

import io.baton.upgrade.UpgradeListener;
import io.baton.upgrade.UpgradeStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * A bundle that holds the thread of an upgrade at the step that the file {@code hold-at} in the data directory names:
 * the step is recorded, and nothing of it is done.
 */
public final class HoldingBundle implements BundleActivator, UpgradeListener {
    static final String NAME = "io.baton.test.holding";
    static final String VERSION = "1.0.0";
    static final String FILE = "hold-at";

    private volatile Path data = Path.of("");

    @Override
    public void start(BundleContext context) {
        data = Path.of(context.getProperty("baton.data"));
        context.registerService(UpgradeListener.class, this, null);
    }

    @Override
    public void stop(BundleContext context) {
        // the framework unregisters the listener
    }

    @Override
    public void upgradeChanged(UpgradeStatus status) {
        while (status.steps().getLast().name().equals(held())) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private String held() {
        try {
            Path file = data.resolve(FILE);
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            return "";
        }
    }

    /** Returns the bundle. */
    static byte[] jar() throws IOException {
        return ActivatorBundle.jar(HoldingBundle.class, NAME, VERSION, "org.osgi.framework,io.baton.upgrade");
    }
}
