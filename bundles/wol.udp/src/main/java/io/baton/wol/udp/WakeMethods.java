// SPDX-License-Identifier: Apache-2.0
package io.baton.wol.udp;

import io.baton.audit.AuditEvent;
import io.baton.audit.AuditLog;
import io.baton.hid.HidEvent;
import io.baton.hid.HidOutput;
import io.baton.port.ReportPorts;
import io.baton.port.UsbState;
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
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
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
 * The methods of the {@code rpc} channel that wake computers. Everything that acts is recorded with the session that
 * asked for it.
 *
 * <p>Threading. Any thread; packets are sent and the list is stored on {@code baton-wol}, which ends when it has
 * nothing to do.
 */
@Component(
        service = {RpcMethods.class, WakeMethods.class},
        property = {
            RpcMethods.NAMES + "=getWakeOnLanDevices",
            RpcMethods.NAMES + "=setWakeOnLanDevices",
            RpcMethods.NAMES + "=sendWOLMagicPacket",
            RpcMethods.NAMES + "=wakeHost"
        },
        immediate = true)
public final class WakeMethods implements RpcMethods {

    private static final Logger LOG = LoggerFactory.getLogger("wol.udp");
    private static final int MAX_WAITING = 16;
    private static final Duration STOP = Duration.ofMillis(500);
    /** Wakes, and types nothing. */
    private static final int LEFT_SHIFT = 0xE1;

    static final String WRONG_MAC = "macAddress must be the address of a network card, such as 00:11:22:33:44:55";

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
    volatile @Nullable ReportPorts ports;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable HidOutput hid;

    /** Ends the device and gives the reason; the launcher provides it. */
    @Reference(
            target = "(baton.role=fatal)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Consumer<String> fatal;

    private final DaemonThreads threads = new DaemonThreads(LOG, new FatalReporter(() -> fatal));
    private final WakeTargetStore store;
    private final MagicPacketSender sender;
    private final ThreadPoolExecutor executor;
    private volatile @Nullable Thread worker;

    @Activate
    public WakeMethods(BundleContext context) {
        this(
                new WakeTargetStore(Path.of(data(context), "wake-on-lan.json")),
                new MagicPacketSender(MagicPacketSender.PORT, MagicPacketSender::ofInterfaces));
    }

    private static String data(BundleContext context) {
        String data = context.getProperty("baton.data");
        return data == null ? "data" : data;
    }

    WakeMethods(WakeTargetStore store, MagicPacketSender sender) {
        this.store = store;
        this.sender = sender;
        store.load();
        executor = new ThreadPoolExecutor(
                1, 1, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), this::newWorker);
        executor.allowCoreThreadTimeOut(true);
    }

    private Thread newWorker(Runnable body) {
        Thread thread = threads.unstarted("baton-wol", body);
        worker = thread;
        return thread;
    }

    @Deactivate
    void deactivate() {
        executor.shutdown();
        Thread last = worker;
        if (last != null) {
            threads.join(last, STOP);
        }
    }

    @Override
    public CompletionStage<Object> call(RpcCall call) {
        try {
            return switch (call.method()) {
                case "getWakeOnLanDevices" ->
                    CompletableFuture.completedStage(
                            store.targets().stream().map(WakeTarget::row).toList());
                case "setWakeOnLanDevices" -> replace(call);
                case "sendWOLMagicPacket" -> send(call);
                default -> wakeTarget(call);
            };
        } catch (RpcException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private CompletionStage<Object> replace(RpcCall call) throws RpcException {
        Object devices = call.params().get("params") instanceof Map<?, ?> params ? params.get("devices") : null;
        List<WakeTarget> next;
        try {
            next = WakeTarget.listOf(devices == null ? Map.of() : devices);
        } catch (IllegalArgumentException e) {
            throw RpcException.badParameter(String.valueOf(e.getMessage()));
        }
        return onWorker(() -> {
            Session actor = call.actor(coordinator);
            Outcome outcome = Outcome.done();
            try {
                store.replace(next);
            } catch (IOException e) {
                LOG.warn("computers not stored cause={}", e.toString());
                outcome = Outcome.refused(
                        Reason.TEMPORARILY_UNAVAILABLE, "The list could not be stored.", Duration.ofSeconds(1));
            }
            note("wol_devices", actor, outcome, Map.of("devices", (long) next.size()));
            return outcome;
        });
    }

    private CompletionStage<Object> send(RpcCall call) throws RpcException {
        MacAddress mac = MacAddress.of(String.valueOf(call.params().get("macAddress")))
                .orElseThrow(() -> RpcException.badParameter(WRONG_MAC));
        Object text = call.params().get("broadcastIP");
        Optional<InetAddress> to = text == null || "".equals(text)
                ? Optional.empty()
                : Optional.of(WakeTarget.address(String.valueOf(text))
                        .orElseThrow(() -> RpcException.badParameter(
                                "broadcastIP must be an IPv4 address, of one computer or a broadcast address")));
        return onWorker(() -> {
            Session actor = call.actor(coordinator);
            Outcome outcome = send(mac, to);
            note("wol_send", actor, outcome, details(mac, to));
            return outcome;
        });
    }

    /** Sends a packet to the networks of this device, for a client without a session; blocks. */
    Outcome send(MacAddress mac, String user, String source) {
        Outcome outcome = send(mac, Optional.empty());
        note(new AuditEvent("wol_send", user, source, word(outcome), details(mac, Optional.empty())));
        return outcome;
    }

    private static Map<String, Object> details(MacAddress mac, Optional<InetAddress> to) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("mac", mac.text());
        to.ifPresent(address -> details.put("to", address.getHostAddress()));
        return details;
    }

    private Outcome send(MacAddress mac, Optional<InetAddress> to) {
        try {
            int networks = sender.send(mac, to);
            LOG.info("magic packet sent mac={} networks={}", mac.text(), networks);
            return Outcome.done();
        } catch (IOException e) {
            LOG.warn("magic packet not sent mac={} cause={}", mac.text(), e.toString());
            return Outcome.refused(
                    Reason.TEMPORARILY_UNAVAILABLE,
                    "The packet could not be sent: " + e.getMessage() + ".",
                    Duration.ofSeconds(1));
        }
    }

    /** Wakes the target by its keyboard; one that is awake needs nothing. */
    private CompletionStage<Object> wakeTarget(RpcCall call) throws RpcException {
        Session actor = call.actor(coordinator);
        Outcome outcome = wakeByUsb(call.fencingToken());
        note("wake_usb", actor, outcome, Map.of());
        if (outcome instanceof Outcome.Refused refused) {
            throw RpcException.refused(refused);
        }
        return CompletableFuture.completedStage(RpcResult.VOID);
    }

    private Outcome wakeByUsb(long epoch) {
        ReportPorts presentPorts = ports;
        HidOutput output = hid;
        if (presentPorts == null || output == null) {
            return Outcome.refused(
                    Reason.TEMPORARILY_UNAVAILABLE, "The keyboard is being replaced.", Duration.ofSeconds(1));
        }
        UsbState state = presentPorts.state();
        if (state == UsbState.CONFIGURED) {
            return Outcome.done();
        }
        if (state != UsbState.SUSPENDED) {
            return Outcome.refused(
                    Reason.TARGET_OFF,
                    "The target does not power this device's keyboard, so USB cannot wake it. Use Wake-on-LAN or the"
                            + " power button.");
        }
        Outcome pressed = output.submit(new HidEvent.Key(LEFT_SHIFT, true), epoch);
        return pressed.isDone() ? output.submit(new HidEvent.Key(LEFT_SHIFT, false), epoch) : pressed;
    }

    /** What is done on the worker. */
    private interface Work {
        Outcome run() throws RpcException;
    }

    private CompletionStage<Object> onWorker(Work work) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        try {
            executor.execute(() -> {
                try {
                    if (work.run() instanceof Outcome.Refused refused) {
                        throw RpcException.refused(refused);
                    }
                    answer.complete(RpcResult.VOID);
                } catch (RpcException | RuntimeException e) {
                    answer.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(RpcException.refused(
                    Outcome.refused(Reason.BUSY, "Other computers are being woken.", Duration.ofMillis(500))));
        }
        return answer;
    }

    private void note(String action, Session actor, Outcome outcome, Map<String, Object> details) {
        Map<String, Object> noted = new LinkedHashMap<>(details);
        noted.put("session", actor.id().value());
        noted.put("nickname", actor.nickname());
        note(new AuditEvent(action, actor.user(), actor.source(), word(outcome), noted));
    }

    private void note(AuditEvent event) {
        AuditLog present = audit;
        if (present == null) {
            LOG.warn("audit absent action={} user={}", event.action(), event.user());
        } else {
            present.note(event);
        }
    }

    private static String word(Outcome outcome) {
        return outcome instanceof Outcome.Refused refused ? refused.reason().wireName() : "done";
    }
}
