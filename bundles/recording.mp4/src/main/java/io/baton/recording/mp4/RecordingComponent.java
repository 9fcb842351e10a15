// SPDX-License-Identifier: Apache-2.0
package io.baton.recording.mp4;

import io.baton.audit.AuditEvent;
import io.baton.audit.AuditLog;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcEvents;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcMethods;
import io.baton.rpc.StreamDisclosure;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Session;
import io.baton.session.SessionCoordinator;
import io.baton.shared.threads.DaemonThreads;
import io.baton.shared.threads.FatalReporter;
import io.baton.video.EncodedVideo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The recorder as a component, with its methods of the {@code rpc} channel. A recording ends when the component does.
 *
 * <p>Threading. Calls are answered on the recorder's thread, {@code baton-recorder}.
 */
@Component(
        service = {RpcMethods.class, RecordingComponent.class, Supplier.class},
        property = {
            "baton.role=gauge",
            RpcMethods.NAMES + "=getRecordingState",
            RpcMethods.NAMES + "=startRecording",
            RpcMethods.NAMES + "=stopRecording",
            RpcMethods.NAMES + "=listRecordings",
            RpcMethods.NAMES + "=deleteRecording"
        },
        immediate = true,
        configurationPid = RecordingConfig.PID)
@Designate(ocd = RecordingConfig.class)
public final class RecordingComponent implements RpcMethods, Recorder.Services, Supplier<String> {

    private static final Logger LOG = LoggerFactory.getLogger("recording.mp4");
    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);
    /** A reply fits into one message. */
    private static final int MAX_LISTED = 200;

    private static final double MILLIS_PER_SECOND = 1_000;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable EncodedVideo video;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable RpcEvents events;

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

    private final BundleContext context;
    private final DaemonThreads threads = new DaemonThreads(LOG, new FatalReporter(() -> fatal));
    private final RecordingFiles files;
    private final Recorder recorder;
    private final RecorderLoop loop;
    private final Thread thread;
    private volatile Limits limits;

    @Activate
    public RecordingComponent(BundleContext context, RecordingConfig config) {
        this.context = context;
        this.limits = Limits.of(config);
        String data = context.getProperty("baton.data");
        files = new RecordingFiles(Path.of(data == null ? "data" : data, "recordings"));
        loop = new RecorderLoop(this::tick);
        recorder = new Recorder(files, this, InstantSource.system(), System::nanoTime, loop::wake);
        loop.execute(files::repair);
        thread = threads.unstarted("baton-recorder", loop);
    }

    private void tick() {
        recorder.tick();
    }

    @Activate
    void activate() {
        thread.start();
    }

    /** Limits apply at once; a running recording goes on, or ends at the new limit. */
    @Modified
    void modified(RecordingConfig config) {
        limits = Limits.of(config);
    }

    @Deactivate
    void deactivate() {
        try {
            loop.execute(() -> recorder.stop(Recorder.Actor.DEVICE, EndReason.RECORDER_STOPPED));
        } catch (RejectedExecutionException e) {
            LOG.debug("recorder busy");
        }
        loop.stop();
        threads.join(thread, LONGEST_STOP);
    }

    @Override
    public CompletionStage<Object> call(RpcCall call) {
        if (call.method().equals("getRecordingState")) {
            return CompletableFuture.completedStage(state());
        }
        CompletableFuture<Object> answer = new CompletableFuture<>();
        try {
            loop.execute(() -> answer(call, answer));
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(refused(Reason.BUSY, "The recorder has too much to do. Try again."));
        }
        return answer;
    }

    private void answer(RpcCall call, CompletableFuture<Object> answer) {
        try {
            Recorder.Actor actor = actor(call.actor(coordinator));
            answer.complete(
                    switch (call.method()) {
                        case "startRecording" -> start(actor);
                        case "stopRecording" -> stop(actor);
                        case "deleteRecording" ->
                            delete(actor, String.valueOf(call.params().get("name")));
                        default -> list();
                    });
        } catch (RpcException | RuntimeException e) {
            answer.completeExceptionally(e);
        } catch (IOException e) {
            LOG.warn("recordings not read cause={}", e.toString());
            answer.completeExceptionally(
                    refused(Reason.NOT_ALLOWED, "The recordings cannot be read: " + e.getMessage()));
        }
    }

    private static Recorder.Actor actor(Session session) {
        return new Recorder.Actor(session.nickname(), session.user(), session.source());
    }

    private Object start(Recorder.Actor actor) throws RpcException {
        if (recorder.start(actor) instanceof Outcome.Refused refused) {
            note(Recorder.event("recording_start", actor, refused.reason().wireName(), Map.of()));
            throw RpcException.refused(refused);
        }
        return state();
    }

    private Object stop(Recorder.Actor actor) throws RpcException {
        if (!recorder.stop(actor, EndReason.STOPPED)) {
            throw refused(Reason.NOT_ALLOWED, "No recording runs.");
        }
        return state();
    }

    private Object delete(Recorder.Actor actor, String name) throws RpcException, IOException {
        if (recorder.isOpen(name)) {
            throw refused(Reason.NOT_ALLOWED, "This recording still runs. Stop it first.");
        }
        if (!files.delete(name)) {
            throw RpcException.badParameter("name must be that of a recording");
        }
        note(Recorder.event("recording_delete", actor, "done", Map.of("file", name)));
        return Map.of("status", "success");
    }

    private Object list() throws IOException {
        List<RecordingFiles.Entry> entries = files.list();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put(
                "recordings", entries.stream().limit(MAX_LISTED).map(this::row).toList());
        result.put("count", (long) entries.size());
        result.put(
                "bytes", entries.stream().mapToLong(RecordingFiles.Entry::bytes).sum());
        Limits present = limits;
        result.put("maxBytes", present.totalBytes());
        result.put("freeBytes", Math.max(0, files.freeBytes() - present.freeBytes()));
        String lastEnd = recorder.published().lastEnd();
        if (!lastEnd.isEmpty()) {
            result.put("lastEnd", lastEnd);
        }
        return result;
    }

    private Map<String, Object> row(RecordingFiles.Entry entry) {
        boolean open = recorder.isOpen(entry.name());
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", entry.name());
        row.put("at", entry.at().toString());
        row.put("bytes", entry.bytes());
        row.put("seconds", (open ? recorder.openMillis() : entry.millis()) / MILLIS_PER_SECOND);
        row.put("width", (long) entry.width());
        row.put("height", (long) entry.height());
        row.put("state", open ? "recording" : entry.complete() ? "complete" : "unfinished");
        return row;
    }

    private Map<String, Object> state() {
        StreamDisclosure present = recorder.published().present();
        return present == null
                ? Map.of("recording", false)
                : Map.of("recording", true, "since", present.since().toString(), "byNickname", present.nickname());
    }

    private static RpcException refused(Reason reason, String message) {
        Duration retry = reason == Reason.NOT_ALLOWED ? Duration.ZERO : Duration.ofSeconds(1);
        return RpcException.refused(Outcome.refused(reason, message, retry));
    }

    RecordingFiles files() {
        return files;
    }

    void note(AuditEvent event) {
        audit(event);
    }

    @Override
    public @Nullable EncodedVideo video() {
        return video;
    }

    @Override
    public @Nullable RpcEvents events() {
        return events;
    }

    @Override
    public Runnable disclose(StreamDisclosure disclosure) {
        ServiceRegistration<StreamDisclosure> registration =
                context.registerService(StreamDisclosure.class, disclosure, null);
        return () -> {
            try {
                registration.unregister();
            } catch (IllegalStateException e) {
                LOG.debug("sign gone already");
            }
        };
    }

    @Override
    public void audit(AuditEvent event) {
        AuditLog present = audit;
        if (present == null) {
            LOG.warn("audit absent action={} user={}", event.action(), event.user());
        } else {
            present.note(event);
        }
    }

    @Override
    public Limits limits() {
        return limits;
    }

    /** Returns the numbers of the recorder. */
    @Override
    public String get() {
        Recorder.Published now = recorder.published();
        return "recording.mp4 recording=%s droppedFrames=%d lastEnd=%s"
                .formatted(
                        now.present() != null, recorder.dropped(), now.lastEnd().isEmpty() ? "none" : now.lastEnd());
    }
}
