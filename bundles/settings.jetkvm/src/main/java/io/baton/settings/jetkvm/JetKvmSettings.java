// SPDX-License-Identifier: Apache-2.0
package io.baton.settings.jetkvm;

import io.baton.audit.AuditEvent;
import io.baton.audit.AuditLog;
import io.baton.port.ReportPorts;
import io.baton.rpc.Feature;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcMethods;
import io.baton.rpc.RpcResult;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Session;
import io.baton.session.SessionCoordinator;
import io.baton.shared.threads.DaemonThreads;
import io.baton.shared.threads.FatalReporter;
import io.baton.video.EncodedVideo;
import io.baton.video.TargetDisplay;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JetKVM's device settings as methods of the {@code rpc} channel. They are kept as configuration of the parts that have
 * them, which apply a change themselves.
 *
 * <p>Threading. Calls are answered on the thread {@code baton-settings-jetkvm}, which waits until a change is kept.
 */
@Component(
        service = {RpcMethods.class, JetKvmSettings.class, ConfigurationListener.class},
        immediate = true,
        property = {
            RpcMethods.NAMES + "=getStreamQualityFactor",
            RpcMethods.NAMES + "=setStreamQualityFactor",
            RpcMethods.NAMES + "=getEDID",
            RpcMethods.NAMES + "=setEDID",
            RpcMethods.NAMES + "=getEDIDPresets",
            RpcMethods.NAMES + "=getHostDisplayIdleMode",
            RpcMethods.NAMES + "=setHostDisplayIdleMode",
            RpcMethods.NAMES + "=getVideoLogStatus",
            RpcMethods.NAMES + "=getVideoSleepMode",
            RpcMethods.NAMES + "=setVideoSleepMode",
            RpcMethods.NAMES + "=getUsbEmulationState",
            RpcMethods.NAMES + "=setUsbEmulationState",
            RpcMethods.NAMES + "=getUsbConfig",
            RpcMethods.NAMES + "=setUsbConfig",
            RpcMethods.NAMES + "=getUsbDevices",
            RpcMethods.NAMES + "=setUsbDevices",
            RpcMethods.NAMES + "=setUsbDeviceState",
            RpcMethods.NAMES + "=getAbsMouseMapping",
            RpcMethods.NAMES + "=setAbsMouseMapping",
            RpcMethods.NAMES + "=getDefaultLogLevel",
            RpcMethods.NAMES + "=setDefaultLogLevel",
            RpcMethods.NAMES + "=emitTestLog",
            RpcMethods.NAMES + "=getLocalLoopbackOnly",
            RpcMethods.NAMES + "=setLocalLoopbackOnly"
        })
public final class JetKvmSettings implements RpcMethods, ConfigurationListener {

    private static final Logger LOG = LoggerFactory.getLogger("settings.jetkvm");
    private static final int MAX_CALLS = 32;
    private static final long IDLE_SECONDS = 10;
    private static final String LOG_LEVEL = "log_level";

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SessionCoordinator coordinator;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable AuditLog audit;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable ConfigurationAdmin configurations;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable EncodedVideo video;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable TargetDisplay display;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable ReportPorts ports;

    /** Ends the device and gives the reason; the launcher provides it. */
    @Reference(
            target = "(baton.role=fatal)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Consumer<String> fatal;

    /** Takes what the device has now. */
    interface Capabilities {
        void capabilities(List<String> names);

        void close();
    }

    private final Values values;
    private final VideoPart videoPart;
    private final PointerPart pointer;
    private final Map<String, Part.Method> methods = new HashMap<>();
    private final ThreadPoolExecutor executor;
    private final Capabilities capabilities;

    @Activate
    public JetKvmSettings(BundleContext context) {
        this(null, capabilities(context));
    }

    /** @param others null for Configuration Admin */
    JetKvmSettings(@Nullable Values others, Capabilities capabilities) {
        values = others == null ? new ConfiguredValues(() -> configurations) : others;
        this.capabilities = capabilities;
        videoPart = new VideoPart(values, () -> video, () -> display);
        pointer = new PointerPart(values);
        for (Part part : List.of(
                videoPart, new UsbPart(values, () -> ports), pointer, new LogPart(values), new ListeningPart(values))) {
            methods.putAll(part.methods());
        }
        DaemonThreads threads = new DaemonThreads(LOG, new FatalReporter(() -> fatal));
        executor = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MAX_CALLS),
                threads.factory("baton-settings-jetkvm"));
        executor.allowCoreThreadTimeOut(true);
    }

    private static Capabilities capabilities(BundleContext context) {
        ServiceRegistration<Capabilities> registration =
                context.registerService(Capabilities.class, new CapabilityMarker(), properties(List.of(LOG_LEVEL)));
        return new Capabilities() {
            @Override
            public void capabilities(List<String> names) {
                registration.setProperties(properties(names));
            }

            @Override
            public void close() {
                registration.unregister();
            }
        };
    }

    /** The service that has the property; nobody calls it. */
    private static final class CapabilityMarker implements Capabilities {
        @Override
        public void capabilities(List<String> names) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            throw new UnsupportedOperationException();
        }
    }

    private static Dictionary<String, Object> properties(List<String> names) {
        return FrameworkUtil.asDictionary(Map.of(Feature.CAPABILITIES, names.toArray(String[]::new)));
    }

    @Activate
    void activate() {
        announce();
    }

    /** Whether there is an EDID to set depends on the configuration of the capture device. */
    @Override
    public void configurationEvent(ConfigurationEvent event) {
        changed(event.getPid());
    }

    void changed(String pid) {
        if (Defaults.CAPTURE.equals(pid)) {
            announce();
        }
    }

    private void announce() {
        try {
            executor.execute(() -> {
                try {
                    List<String> names = new ArrayList<>(videoPart.capabilities());
                    names.add(LOG_LEVEL);
                    capabilities.capabilities(names);
                } catch (IOException | IllegalStateException e) {
                    LOG.warn("capabilities unknown cause={}", e.toString());
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("capabilities not told cause=busy");
        }
    }

    @Deactivate
    void deactivate() {
        executor.shutdown();
        capabilities.close();
    }

    @Override
    public CompletionStage<Object> call(RpcCall call) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        try {
            executor.execute(() -> answer(call, answer));
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(refused(Reason.BUSY, "The settings are busy. Try again."));
        }
        return answer;
    }

    private void answer(RpcCall call, CompletableFuture<Object> answer) {
        Part.Method method = methods.get(call.method());
        if (method == null) {
            answer.completeExceptionally(new IllegalArgumentException(call.method()));
            return;
        }
        try {
            Session actor = call.actor(coordinator);
            Object result = method.call(call.params());
            answer.complete(result instanceof Part.Change change ? store(call.method(), change, actor) : result);
        } catch (RpcException | RuntimeException e) {
            answer.completeExceptionally(e);
        } catch (IOException e) {
            LOG.warn("setting failed method={} cause={}", call.method(), e.toString());
            answer.completeExceptionally(
                    refused(Reason.TEMPORARILY_UNAVAILABLE, "The device could not keep this. Try again."));
        }
    }

    private Object store(String method, Part.Change change, Session actor) throws IOException {
        if (!change.values().isEmpty()) {
            values.write(change.pid(), change.values());
            note(method, change, actor.user(), actor.source());
        }
        return RpcResult.VOID;
    }

    private void note(String method, Part.Change change, String user, String source) {
        AuditLog present = audit;
        Map<String, Object> details = new HashMap<>(Map.of("method", method, "pid", change.pid()));
        change.values()
                .forEach((name, value) ->
                        details.put(name, value instanceof String[] several ? String.join(" ", several) : value));
        if (present == null) {
            LOG.warn("audit absent action=device_setting user={}", user);
        } else {
            present.note(new AuditEvent("device_setting", user, source, "done", details));
        }
    }

    private static RpcException refused(Reason reason, String message) {
        Duration retry = reason == Reason.NOT_ALLOWED ? Duration.ZERO : Duration.ofSeconds(1);
        return RpcException.refused(Outcome.refused(reason, message, retry));
    }

    /** Returns the names of the methods. */
    Set<String> served() {
        return methods.keySet();
    }

    /** Returns the mapping of the pointer, as {@code getAbsMouseMapping} does. */
    Map<String, Object> pointerMapping() throws IOException {
        return pointer.mapping();
    }

    /** Changes it for an administrator who has no session. */
    void changePointerMapping(Map<?, ?> wanted, String user, String source) throws RpcException, IOException {
        Part.Change change = pointer.change(wanted);
        values.write(change.pid(), change.values());
        note("setAbsMouseMapping", change, user, source);
    }
}
