// SPDX-License-Identifier: Apache-2.0
package io.baton.health.felix;

import io.baton.audit.AuditLog;
import io.baton.hid.HidOutput;
import io.baton.input.InputMonitor;
import io.baton.peer.PeerService;
import io.baton.port.ReportPorts;
import io.baton.ratelimit.RateLimitMonitor;
import io.baton.session.SessionCoordinator;
import io.baton.time.TimeMonitor;
import io.baton.video.EncodedVideo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * The services that are observed. Each may be absent or replaced at any time.
 *
 * <p>Threading. Any thread; each field is read once for each use.
 */
@Component(service = DeviceServices.class)
public final class DeviceServices {

    /** All of them: a second one is a fault. */
    @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    volatile List<SessionCoordinator> coordinators = List.of();

    @Reference(
            target = "(baton.role=gauge)",
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile List<Supplier<String>> gauges = List.of();

    /** Each says why its capture device delivers no frames; empty while it works. */
    @Reference(
            target = "(baton.role=capture)",
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile List<Supplier<String>> captures = List.of();

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable InputMonitor input;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable HidOutput hid;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable ReportPorts ports;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable EncodedVideo video;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable PeerService peers;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable AuditLog audit;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable TimeMonitor time;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable RateLimitMonitor rateLimits;

    @Activate
    public DeviceServices() {}

    /**
     * Returns the gauges that can be read, one of each name: a service that is leaving gives none, and one that is
     * being replaced has its successor beside it.
     */
    List<Gauge> gauges() {
        Map<String, Gauge> byName = new LinkedHashMap<>();
        for (Supplier<String> gauge : gauges) {
            read(gauge).ifPresent(found -> byName.putIfAbsent(found.name(), found));
        }
        return List.copyOf(byName.values());
    }

    private static Optional<Gauge> read(Supplier<String> gauge) {
        try {
            return Gauge.parse(gauge.get());
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }
}
