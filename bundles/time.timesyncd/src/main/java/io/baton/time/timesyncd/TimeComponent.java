// SPDX-License-Identifier: Apache-2.0
package io.baton.time.timesyncd;

import io.baton.audit.AuditEvent;
import io.baton.audit.AuditLog;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcMethods;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Session;
import io.baton.session.SessionCoordinator;
import io.baton.shared.dbus.SystemBus;
import io.baton.shared.dbus.UnixSystemBus;
import io.baton.shared.threads.DaemonThreads;
import io.baton.shared.threads.FatalReporter;
import io.baton.time.TimeMonitor;
import io.baton.time.TimeState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
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
 * The clock as a component, with its methods of the {@code rpc} channel.
 *
 * <p>Threading. {@code baton-time} answers the calls and reads the state every {@link #PERIOD}, so that no caller waits
 * for D-Bus.
 */
@Component(
        service = {RpcMethods.class, TimeMonitor.class},
        property = {RpcMethods.NAMES + "=getTimeState", RpcMethods.NAMES + "=setTimeSettings"},
        immediate = true)
public final class TimeComponent implements RpcMethods, TimeMonitor {

    private static final Logger LOG = LoggerFactory.getLogger("time.timesyncd");
    private static final Duration PERIOD = Duration.ofSeconds(30);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(6);
    private static final Duration LONGEST_CALL = Duration.ofSeconds(5);
    private static final int MAX_CALLS = 16;

    /** How long systemd-timedated may go on telling how a switch was that it has answered. */
    private static final Duration LONGEST_SWITCH = Duration.ofSeconds(10);

    private static final TimeState NOT_READ =
            new TimeState(false, Optional.empty(), "", "", Optional.empty(), List.of(), "");

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

    /** Ends the device and gives the reason; the launcher provides it. */
    @Reference(
            target = "(baton.role=fatal)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Consumer<String> fatal;

    private final DaemonThreads threads = new DaemonThreads(LOG, new FatalReporter(() -> fatal));
    private final TimeReader reader;
    private final TimeChanges changes;
    private final BlockingQueue<Runnable> calls = new ArrayBlockingQueue<>(MAX_CALLS);
    private final Thread thread;
    private final LongSupplier nanoTime;
    private volatile TimeState state = NOT_READ;
    private @Nullable Switched switched;

    private volatile boolean stopped;

    /** A switch that systemd-timedated has answered, and perhaps not done yet. */
    private record Switched(boolean enabled, long until) {}

    @Activate
    public TimeComponent() throws IOException {
        this(
                new UnixSystemBus(
                        UnixSystemBus.SOCKET,
                        ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue(),
                        LONGEST_CALL,
                        System::nanoTime),
                Path.of("/"),
                System::nanoTime);
    }

    TimeComponent(SystemBus bus, Path root, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        reader = new TimeReader(bus, root);
        changes = new TimeChanges(bus, root);
        thread = threads.unstarted("baton-time", this::run);
    }

    @Activate
    void activate() {
        thread.start();
    }

    @Deactivate
    void deactivate() {
        stopped = true;
        calls.offer(() -> {});
        threads.join(thread, LONGEST_STOP);
    }

    private void run() {
        try {
            while (!stopped) {
                guarded(this::refresh);
                Runnable call = calls.poll(PERIOD.toMillis(), TimeUnit.MILLISECONDS);
                if (call != null) {
                    guarded(call);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A service that is leaving may throw anything. */
    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | LinkageError e) {
            LOG.error("time failed", e);
        }
    }

    private void refresh() {
        TimeState before = state;
        TimeState now = asSwitched(reader.read());
        state = now;
        if (now.synchronised() != before.synchronised()) {
            LOG.info("clock synchronised={} service={} server={}", now.synchronised(), now.service(), now.server());
        }
    }

    /**
     * Returns the state with the switch as it was set: systemd-timedated answers before it has done it, and then tells
     * for a moment how it was. What it tells later is the truth.
     */
    private TimeState asSwitched(TimeState read) {
        Switched last = switched;
        if (last == null) {
            return read;
        }
        if (read.enabled().equals(Optional.of(last.enabled())) || nanoTime.getAsLong() - last.until() >= 0) {
            switched = null;
            return read;
        }
        return withEnabled(read, last.enabled());
    }

    @Override
    public TimeState state() {
        return state;
    }

    @Override
    public CompletionStage<Object> call(RpcCall call) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        if (stopped || !calls.offer(() -> answer(call, answer))) {
            answer.completeExceptionally(RpcException.refused(
                    Outcome.refused(Reason.BUSY, "The clock has too much to do. Try again.", Duration.ofSeconds(1))));
        }
        return answer;
    }

    /** Answers on the thread of the bundle. */
    void answer(RpcCall call, CompletableFuture<Object> answer) {
        try {
            Session session = call.actor(coordinator);
            if (call.method().equals("setTimeSettings")) {
                set(call, session)
                        .ifPresent(enabled ->
                                switched = new Switched(enabled, nanoTime.getAsLong() + LONGEST_SWITCH.toNanos()));
            }
            refresh();
            answer.complete(wire());
        } catch (RpcException | RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    private static TimeState withEnabled(TimeState of, boolean enabled) {
        return new TimeState(
                of.synchronised(),
                Optional.of(enabled),
                of.service(),
                of.server(),
                of.offsetMillis(),
                of.servers(),
                of.zone());
    }

    /** Makes a change. Returns whether time servers set the clock from now on; empty where that stays as it was. */
    private Optional<Boolean> set(RpcCall call, Session session) throws RpcException {
        String reason = changes.readOnlyReason();
        if (!reason.isEmpty()) {
            throw RpcException.refused(Outcome.refused(Reason.UNSUPPORTED, reason));
        }
        if (!(call.params().get("settings") instanceof Map<?, ?> settings)) {
            throw RpcException.badParameter("settings must be an object");
        }
        TimeSettings wanted;
        try {
            wanted = TimeSettings.of(settings);
        } catch (IllegalArgumentException e) {
            throw RpcException.badParameter(Objects.requireNonNullElse(e.getMessage(), "settings"));
        }
        try {
            changes.apply(wanted, reader.read());
        } catch (IOException e) {
            note(session, "failed", wanted);
            throw RpcException.refused(Outcome.refused(Reason.UNSUPPORTED, TimeChanges.sentence(e)));
        }
        note(session, "done", wanted);
        return wanted.enabled();
    }

    private void note(Session session, String outcome, TimeSettings wanted) {
        Map<String, Object> details = new LinkedHashMap<>();
        wanted.enabled().ifPresent(value -> details.put("enabled", value));
        wanted.servers().ifPresent(value -> details.put("servers", value));
        wanted.zone().ifPresent(value -> details.put("zone", value));
        details.put("nickname", session.nickname());
        AuditEvent event = new AuditEvent("time_change", session.user(), session.source(), outcome, details);
        AuditLog present = audit;
        if (present == null) {
            LOG.warn("audit absent action={} user={}", event.action(), event.user());
        } else {
            present.note(event);
        }
    }

    private Map<String, Object> wire() {
        TimeState present = state;
        String reason = changes.readOnlyReason();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("synchronised", present.synchronised());
        present.enabled().ifPresent(enabled -> map.put("enabled", enabled));
        map.put("service", present.service());
        if (!present.server().isEmpty()) {
            map.put("server", present.server());
        }
        present.offsetMillis().ifPresent(offset -> map.put("offsetMillis", offset));
        map.put("servers", present.servers());
        map.put("zone", present.zone());
        map.put("writable", reason.isEmpty());
        if (!reason.isEmpty()) {
            map.put("reason", reason);
        }
        return map;
    }
}
