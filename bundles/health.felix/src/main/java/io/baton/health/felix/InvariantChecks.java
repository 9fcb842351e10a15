// SPDX-License-Identifier: Apache-2.0
package io.baton.health.felix;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import org.apache.felix.hc.api.HealthCheck;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Registers the checks of what must hold on the whole device, each with the tags {@code baton}, {@code invariant} and
 * the bundles that it concerns.
 */
@Component(
        service = {},
        configurationPid = HealthConfig.PID)
@Designate(ocd = HealthConfig.class)
public final class InvariantChecks {

    static final String TAG = "invariant";

    private final List<ServiceRegistration<HealthCheck>> registered = new ArrayList<>();

    /**
     * A check of the whole device.
     *
     * @param name its name
     * @param bundles symbolic names of the bundles it concerns
     * @param check the check
     */
    record Invariant(String name, List<String> bundles, HealthCheck check) {}

    @Activate
    public InvariantChecks(@Reference DeviceServices services, HealthConfig config, BundleContext context) {
        HostMeter meter = new HostMeter(dataDirectory(context));
        HostChecks host = new HostChecks(
                services,
                new CounterWindow(System::nanoTime),
                new HostChecks.Minimum(config.minFreeDiskMiB(), config.minFreeHeapPercent()),
                meter::freeDiskMiB,
                meter::freeHeapPercent);
        for (Invariant invariant : all(services, new CounterWindow(System::nanoTime), host)) {
            registered.add(context.registerService(HealthCheck.class, invariant.check(), properties(invariant)));
        }
    }

    /** Returns the data directory that the launcher names, or the present one. */
    static Path dataDirectory(BundleContext context) {
        String data = context.getProperty("baton.data");
        return Path.of(data == null ? "" : data).toAbsolutePath();
    }

    static List<Invariant> all(DeviceServices services, CounterWindow window, HostChecks host) {
        SessionChecks session = new SessionChecks(services);
        InputChecks input = new InputChecks(services, window);
        VideoChecks video = new VideoChecks(services, window);
        return List.of(
                new Invariant("one primary", List.of("io.baton.session.coordinator"), session::onePrimary),
                new Invariant(
                        "coordinator answers",
                        List.of("io.baton.session.coordinator", "io.baton.policy.handover"),
                        session::coordinatorAnswers),
                new Invariant(
                        "queues",
                        List.of("io.baton.input.hidrpc", "io.baton.rpc.jsonrpc", "io.baton.session.coordinator"),
                        input::queues),
                new Invariant("HID errors", List.of("io.baton.hid.usb"), input::hidErrors),
                new Invariant("HID lease", List.of("io.baton.hid.usb"), input::hidLease),
                new Invariant("refusals", List.of("io.baton.ratelimit.tokenbucket"), input::refusals),
                new Invariant("video", List.of("io.baton.video.libav", "io.baton.peer.webrtc"), video::frames),
                new Invariant("audit", List.of("io.baton.audit.journal"), host::audit),
                new Invariant("clock", List.of("io.baton.time.timesyncd"), host::clock),
                new Invariant("free disk", List.of(), host::disk),
                new Invariant("free heap", List.of(), host::heap));
    }

    private static Dictionary<String, Object> properties(Invariant invariant) {
        List<String> tags = new ArrayList<>(List.of(BundleChecks.TAG, TAG));
        tags.addAll(invariant.bundles());
        return FrameworkUtil.asDictionary(
                Map.of(HealthCheck.NAME, invariant.name(), HealthCheck.TAGS, tags.toArray(String[]::new)));
    }

    @Deactivate
    void deactivate() {
        registered.forEach(ServiceRegistration::unregister);
    }
}
