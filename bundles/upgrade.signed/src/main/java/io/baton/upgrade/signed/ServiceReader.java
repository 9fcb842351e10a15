// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import io.baton.input.InputMonitor;
import io.baton.peer.PeerService;
import io.baton.peer.PeerStats;
import io.baton.port.ReportPorts;
import io.baton.port.UsbState;
import io.baton.session.Mode;
import io.baton.session.Roster;
import io.baton.session.SessionCoordinator;
import io.baton.video.EncodedVideo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * Reads services of the framework, each of which may be absent or replaced at any time; keeps none.
 *
 * <p>Threading. Any thread.
 */
final class ServiceReader implements VideoProbe.Media {

    private static final String GAUGES = "(baton.role=gauge)";

    private final BundleContext context;

    ServiceReader(BundleContext context) {
        this.context = context;
    }

    @Override
    public @Nullable EncodedVideo video() {
        return service(EncodedVideo.class);
    }

    @Override
    public long watching() {
        PeerService peers = service(PeerService.class);
        return peers == null
                ? 0
                : peers.peers().stream()
                        .map(peers::stats)
                        .flatMap(Optional::stream)
                        .filter(PeerStats::linked)
                        .filter(PeerStats::video)
                        .count();
    }

    /** Returns whether the target takes reports. */
    boolean isUsbConfigured() {
        ReportPorts ports = service(ReportPorts.class);
        return ports != null && ports.state() == UsbState.CONFIGURED;
    }

    /** Returns the number of input events that the output did not take in time. */
    OptionalLong expiredInput() {
        InputMonitor input = service(InputMonitor.class);
        return input == null
                ? OptionalLong.empty()
                : OptionalLong.of(input.counters().expired());
    }

    /** Returns the number of sessions that have control. */
    long primaries() {
        SessionCoordinator coordinator = service(SessionCoordinator.class);
        if (coordinator == null) {
            return 0;
        }
        Roster roster = coordinator.roster();
        return roster.sessions().stream()
                .filter(session -> roster.mode(session) == Mode.PRIMARY)
                .count();
    }

    /** Returns what the gauges tell. */
    List<String> gauges() {
        List<String> texts = new ArrayList<>();
        for (ServiceReference<?> reference : references(GAUGES)) {
            try {
                texts.add(text(reference));
            } catch (RuntimeException | LinkageError e) {
                // its errors are counted where they are logged
            }
        }
        return texts;
    }

    /** Returns what a supplier of a text has; nothing when it is gone. */
    String text(ServiceReference<?> reference) {
        if (context.getService(reference) instanceof Supplier<?> supplier) {
            String text = String.valueOf(supplier.get());
            context.ungetService(reference);
            return text;
        }
        return "";
    }

    List<ServiceReference<?>> references(String filter) {
        try {
            ServiceReference<?>[] found = context.getAllServiceReferences(null, filter);
            return found == null ? List.of() : List.of(found);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private <S> @Nullable S service(Class<S> type) {
        ServiceReference<S> reference = context.getServiceReference(type);
        S service = reference == null ? null : context.getService(reference);
        if (reference != null && service != null) {
            context.ungetService(reference);
        }
        return service;
    }
}
