// SPDX-License-Identifier: Apache-2.0
package io.baton.health.felix;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** Reads the facts of a bundle from the framework and from Declarative Services. */
final class BundleReader {

    private static final String READINESS = "(baton.role=readiness)";

    private final BundleContext context;
    private final ServiceComponentRuntime components;

    BundleReader(BundleContext context, ServiceComponentRuntime components) {
        this.context = context;
        this.components = components;
    }

    BundleFacts read(Bundle bundle) {
        return new BundleFacts(
                bundle.getSymbolicName(),
                bundle.getVersion().toString(),
                life(bundle),
                isReplaced(bundle),
                units(bundle),
                notReady(bundle));
    }

    private static BundleFacts.Life life(Bundle bundle) {
        boolean fragment = bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
        return switch (bundle.getState()) {
            case Bundle.ACTIVE -> BundleFacts.Life.RUNNING;
            case Bundle.RESOLVED -> fragment ? BundleFacts.Life.ATTACHED : BundleFacts.Life.STOPPED;
            case Bundle.STARTING, Bundle.STOPPING -> BundleFacts.Life.CHANGING;
            default -> BundleFacts.Life.STOPPED;
        };
    }

    private boolean isReplaced(Bundle bundle) {
        return Arrays.stream(context.getBundles())
                .anyMatch(other -> !other.equals(bundle)
                        && other.getState() == Bundle.ACTIVE
                        && bundle.getSymbolicName().equals(other.getSymbolicName()));
    }

    private List<BundleFacts.Unit> units(Bundle bundle) {
        List<BundleFacts.Unit> units = new ArrayList<>();
        for (ComponentDescriptionDTO description : components.getComponentDescriptionDTOs(bundle)) {
            for (ComponentConfigurationDTO one : components.getComponentConfigurationDTOs(description)) {
                units.add(new BundleFacts.Unit(
                        description.name.substring(description.name.lastIndexOf('.') + 1),
                        condition(one.state),
                        Arrays.stream(one.unsatisfiedReferences)
                                .map(reference -> reference.name)
                                .toList()));
            }
        }
        return units;
    }

    static BundleFacts.Condition condition(int state) {
        return switch (state) {
            case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION -> BundleFacts.Condition.MISSING_CONFIGURATION;
            case ComponentConfigurationDTO.UNSATISFIED_REFERENCE -> BundleFacts.Condition.MISSING_SERVICE;
            case ComponentConfigurationDTO.FAILED_ACTIVATION -> BundleFacts.Condition.FAILED;
            default -> BundleFacts.Condition.SATISFIED;
        };
    }

    @SuppressWarnings("rawtypes") // the class of a generic service
    private List<String> notReady(Bundle bundle) {
        List<String> reasons = new ArrayList<>();
        try {
            Collection<ServiceReference<Supplier>> found = context.getServiceReferences(Supplier.class, READINESS);
            for (ServiceReference<Supplier> reference : found) {
                if (bundle.equals(reference.getBundle())) {
                    String reason = reason(reference);
                    if (!reason.isEmpty()) {
                        reasons.add(reason);
                    }
                }
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
        return reasons;
    }

    @SuppressWarnings("rawtypes") // the class of a generic service
    private String reason(ServiceReference<Supplier> reference) {
        Supplier<?> readiness = context.getService(reference);
        try {
            return readiness == null ? "" : String.valueOf(readiness.get());
        } finally {
            context.ungetService(reference);
        }
    }
}
