// SPDX-License-Identifier: Apache-2.0
package io.baton.health.felix;

import java.util.Map;
import org.apache.felix.hc.api.HealthCheck;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.util.tracker.BundleTracker;
import org.osgi.util.tracker.BundleTrackerCustomizer;

/**
 * Registers a check for each bundle of Baton that is installed, with the tags {@code baton} and the symbolic name. Two
 * versions of a bundle that run side by side have a check each.
 */
@Component(service = {})
public final class BundleChecks implements BundleTrackerCustomizer<ServiceRegistration<HealthCheck>> {

    static final String TAG = "baton";

    private static final String OWN = "io.baton.";
    private static final int INSTALLED =
            Bundle.INSTALLED | Bundle.RESOLVED | Bundle.STARTING | Bundle.ACTIVE | Bundle.STOPPING;

    private final BundleContext context;
    private final BundleReader reader;
    private final BundleTracker<ServiceRegistration<HealthCheck>> tracker;

    @Activate
    public BundleChecks(@Reference ServiceComponentRuntime components, BundleContext context) {
        this.context = context;
        this.reader = new BundleReader(context, components);
        this.tracker = new BundleTracker<>(context, INSTALLED, this);
    }

    @Activate
    void activate() {
        tracker.open();
    }

    @Deactivate
    void deactivate() {
        tracker.close();
    }

    @Override
    public @Nullable ServiceRegistration<HealthCheck> addingBundle(Bundle bundle, @Nullable BundleEvent event) {
        String name = bundle.getSymbolicName();
        if (name == null || !name.startsWith(OWN)) {
            return null;
        }
        return context.registerService(
                HealthCheck.class,
                new BundleCheck(() -> reader.read(bundle)),
                FrameworkUtil.asDictionary(Map.of(HealthCheck.NAME, name, HealthCheck.TAGS, new String[] {TAG, name})));
    }

    @Override
    public void modifiedBundle(
            Bundle bundle, @Nullable BundleEvent event, ServiceRegistration<HealthCheck> registration) {
        // the check reads the present state
    }

    @Override
    public void removedBundle(
            Bundle bundle, @Nullable BundleEvent event, ServiceRegistration<HealthCheck> registration) {
        registration.unregister();
    }
}
