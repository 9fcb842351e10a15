// SPDX-License-Identifier: Apache-2.0
package io.baton.media.gadget;

import io.baton.audit.AuditEvent;
import io.baton.audit.AuditLog;
import io.baton.media.MediaActor;
import io.baton.media.MediaMode;
import io.baton.media.MountedMedium;
import io.baton.media.StorageSpace;
import io.baton.media.StoredImage;
import io.baton.media.UnfinishedUpload;
import io.baton.media.UploadStart;
import io.baton.media.VirtualMedia;
import io.baton.port.BlockSource;
import io.baton.port.ReportPorts;
import io.baton.port.StorageDrive;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcEvents;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcMethods;
import io.baton.rpc.StateSource;
import io.baton.session.Mode;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionCoordinator;
import io.baton.shared.threads.DaemonThreads;
import io.baton.shared.threads.FatalReporter;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
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
 * Virtual media as a component, with its methods of the {@code rpc} channel and the state that sessions are told of.
 *
 * <p>Threading. Calls are answered on the thread {@code baton-media}; {@code baton-media-checksum} computes checksums,
 * {@code baton-media-http} asks web servers.
 */
@Component(
        service = {RpcMethods.class, StateSource.class, VirtualMedia.class, MediaComponent.class, Supplier.class},
        property = {
            "baton.role=gauge",
            StateSource.EVENTS + "=" + MediaComponent.EVENT,
            RpcMethods.NAMES + "=getVirtualMediaState",
            RpcMethods.NAMES + "=mountWithHTTP",
            RpcMethods.NAMES + "=mountWithStorage",
            RpcMethods.NAMES + "=mountWithWebRTC",
            RpcMethods.NAMES + "=rpcMountBuiltInImage",
            RpcMethods.NAMES + "=checkMountUrl",
            RpcMethods.NAMES + "=unmountImage",
            RpcMethods.NAMES + "=listStorageFiles",
            RpcMethods.NAMES + "=getStorageSpace",
            RpcMethods.NAMES + "=deleteStorageFile",
            RpcMethods.NAMES + "=startStorageFileUpload",
            RpcMethods.NAMES + "=getMassStorageMode",
            RpcMethods.NAMES + "=setMassStorageMode"
        },
        immediate = true,
        configurationPid = MediaConfig.PID)
@Designate(ocd = MediaConfig.class)
public final class MediaComponent implements RpcMethods, StateSource, VirtualMedia, Media.Services, Supplier<String> {

    static final String EVENT = "virtualMediaState";

    private static final Logger LOG = LoggerFactory.getLogger("media.gadget");
    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);
    private static final int MAX_WAITING = 64;
    private static final int HTTP_THREADS = 2;
    private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(1_500);
    private static final long TICK_SECONDS = 1;
    private static final long EXPIRE_HOURS = 1;

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

    /** The ports that input goes to: the drive is that of the same target. */
    @Reference(
            service = ReportPorts.class,
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable ServiceReference<ReportPorts> ports;

    private final List<Drive> drives = new CopyOnWriteArrayList<>();
    private final DaemonThreads threads = new DaemonThreads(LOG, new FatalReporter(() -> fatal));
    private final ScheduledExecutorService loop =
            Executors.newSingleThreadScheduledExecutor(threads.factory("baton-media"));
    private final Semaphore waiting = new Semaphore(MAX_WAITING);
    private final Media media;
    private final MediaAnswers answers;
    /** What asks web servers; made for the first image of one. Guarded by {@link #webLock}. */
    private @Nullable Web web;

    private final Object webLock = new Object();
    private final ChecksumWorker checksums;
    private final Thread checksumThread;
    private List<ScheduledFuture<?>> periodic = List.of();
    private volatile MediaLimits limits;
    private volatile Map<String, Object> state = Map.of("available", false, "mounted", false);

    /** A drive and the bundle it is of. */
    private record Drive(StorageDrive drive, long bundle) {}

    @Activate
    public MediaComponent(BundleContext context, MediaConfig config) {
        limits = MediaLimits.of(config);
        String data = context.getProperty("baton.data");
        ImageStore store = new ImageStore(Path.of(data == null ? "data" : data, "images"));
        media = new Media(
                store,
                new Uploads(store, new SecureRandom(), System::nanoTime),
                this,
                this::open,
                loop,
                InstantSource.system(),
                System::nanoTime);
        answers = new MediaAnswers(media);
        checksums = new ChecksumWorker(store, this::isWritable, this::changed);
        checksumThread = threads.unstarted("baton-media-checksum", checksums);
    }

    /** An HTTP client and its threads. */
    private record Web(HttpClient client, ThreadPoolExecutor threads) {

        void close() {
            client.shutdownNow();
            threads.shutdownNow();
        }
    }

    private HttpClient client() {
        synchronized (webLock) {
            Web present = web;
            if (present == null) {
                ThreadPoolExecutor executor = new ThreadPoolExecutor(
                        HTTP_THREADS,
                        HTTP_THREADS,
                        30,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        threads.factory("baton-media-http"));
                executor.allowCoreThreadTimeOut(true);
                present = new Web(
                        HttpClient.newBuilder()
                                .connectTimeout(CONNECT_TIMEOUT)
                                .followRedirects(HttpClient.Redirect.NORMAL)
                                .executor(executor)
                                .build(),
                        executor);
                web = present;
            }
            return present.client();
        }
    }

    private CompletionStage<BlockSource> open(String url) {
        try {
            return HttpSource.open(client(), HttpSource.parse(url), HttpSource.OPEN_TIMEOUT, HttpSource.READ_TIMEOUT);
        } catch (UrlException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    @Activate
    void activate() {
        checksumThread.start();
        periodic = List.of(
                loop.scheduleWithFixedDelay(() -> guarded(this::tick), 0, TICK_SECONDS, TimeUnit.SECONDS),
                loop.scheduleWithFixedDelay(() -> guarded(media::expire), 0, EXPIRE_HOURS, TimeUnit.HOURS));
    }

    @Modified
    void modified(MediaConfig config) {
        limits = MediaLimits.of(config);
    }

    @Deactivate
    void deactivate() {
        checksums.stop();
        periodic.forEach(each -> each.cancel(false));
        loop.execute(() -> guarded(media::close));
        loop.shutdown();
        try {
            if (!loop.awaitTermination(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("virtual media still busy");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.join(checksumThread, LONGEST_STOP);
        synchronized (webLock) {
            Web present = web;
            web = null;
            if (present != null) {
                present.close();
            }
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindDrive(StorageDrive drive, Map<String, Object> properties) {
        Object bundle = properties.get("service.bundleid");
        drives.add(new Drive(drive, bundle instanceof Long id ? id : -1));
    }

    void unbindDrive(StorageDrive drive) {
        drives.removeIf(each -> each.drive() == drive);
    }

    /** A service that is leaving may throw anything. */
    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | LinkageError e) {
            LOG.error("virtual media failed", e);
        }
    }

    private void tick() {
        media.tick();
        tell();
    }

    /** Tells the sessions, if what they were told is no longer so. */
    private void tell() {
        Map<String, Object> now = MediaAnswers.state(media.available(), media.mounted());
        if (!now.equals(state)) {
            state = now;
            RpcEvents present = events;
            if (present != null) {
                present.stateChanged(EVENT);
            }
        }
    }

    Media media() {
        return media;
    }

    @Override
    public Map<String, Object> state(String event) {
        return state;
    }

    @Override
    public CompletionStage<Object> call(RpcCall call) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        if (!waiting.tryAcquire()) {
            answer.completeExceptionally(MediaAnswers.refused(new Outcome.Refused(
                    Reason.BUSY, "Virtual media has too much to do. Try again.", Duration.ofSeconds(1))));
            return answer;
        }
        try {
            loop.execute(() -> {
                waiting.release();
                answer(call, answer);
            });
        } catch (RuntimeException e) {
            waiting.release();
            answer.completeExceptionally(MediaAnswers.refused(new Outcome.Refused(
                    Reason.TEMPORARILY_UNAVAILABLE, "Virtual media is being replaced.", Duration.ofSeconds(1))));
        }
        return answer;
    }

    private void answer(RpcCall call, CompletableFuture<Object> answer) {
        try {
            answers.answer(call, actor(call)).whenComplete((result, failure) -> {
                if (failure == null) {
                    answer.complete(result);
                } else {
                    answer.completeExceptionally(failure);
                }
            });
        } catch (RpcException | RuntimeException e) {
            answer.completeExceptionally(e);
        } catch (IOException e) {
            LOG.warn("images not read cause={}", e.toString());
            answer.completeExceptionally(MediaAnswers.refused(
                    new Outcome.Refused(Reason.NOT_ALLOWED, "The images cannot be read.", Duration.ZERO)));
        }
    }

    private MediaActor actor(RpcCall call) throws RpcException {
        SessionCoordinator present = coordinator;
        Optional<Session> session =
                present == null ? Optional.empty() : present.roster().session(call.session());
        if (session.isEmpty()) {
            throw MediaAnswers.refused(new Outcome.Refused(
                    Reason.TEMPORARILY_UNAVAILABLE,
                    "The sessions are being replaced. Try again.",
                    Duration.ofSeconds(1)));
        }
        return new MediaActor(
                call.session(),
                session.get().nickname(),
                session.get().user(),
                session.get().source());
    }

    @Override
    public Optional<Outcome.Refused> refusal(MediaActor actor) {
        SessionCoordinator present = coordinator;
        if (present == null) {
            return Optional.of(new Outcome.Refused(
                    Reason.TEMPORARILY_UNAVAILABLE,
                    "The sessions are being replaced. Try again.",
                    Duration.ofSeconds(1)));
        }
        Roster roster = present.roster();
        return actor.session() != null
                        && roster.session(actor.session())
                                .filter(session -> roster.mode(session) == Mode.PRIMARY)
                                .isPresent()
                ? Optional.empty()
                : Optional.of(new Outcome.Refused(
                        Reason.NOT_IN_CONTROL, "Only the session in control may do this.", Duration.ZERO));
    }

    /** The drive of the bundle whose ports get the input. */
    @Override
    public @Nullable StorageDrive drive() {
        ServiceReference<ReportPorts> selected = ports;
        Object bundle = selected == null ? null : selected.getProperty("service.bundleid");
        return drives.stream()
                .filter(drive -> Long.valueOf(drive.bundle()).equals(bundle))
                .map(Drive::drive)
                .findFirst()
                .orElse(null);
    }

    private boolean isWritable(String name) {
        return media.mounted()
                .filter(mounted -> !mounted.readOnly() && mounted.name().equals(name))
                .isPresent();
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
    public void changed() {
        checksums.wake();
        if (!loop.isShutdown()) {
            loop.execute(() -> guarded(this::tell));
        }
    }

    @Override
    public MediaLimits limits() {
        return limits;
    }

    @Override
    public Optional<MountedMedium> mounted() {
        return media.mounted();
    }

    @Override
    public boolean available() {
        return media.available();
    }

    @Override
    public List<StoredImage> images() throws IOException {
        return media.images();
    }

    @Override
    public List<UnfinishedUpload> unfinished() throws IOException {
        return media.unfinished();
    }

    @Override
    public StorageSpace space() throws IOException {
        return media.space();
    }

    @Override
    public Outcome mount(String name, MediaMode mode, boolean writable, MediaActor actor) {
        return media.mount(name, mode, writable, actor);
    }

    @Override
    public CompletionStage<Outcome> mountUrl(String url, MediaMode mode, MediaActor actor) {
        return media.mountUrl(url, mode, actor);
    }

    @Override
    public Outcome unmount(boolean force, MediaActor actor) {
        return media.unmount(force, actor);
    }

    @Override
    public Outcome delete(String name, MediaActor actor) {
        return media.delete(name, actor);
    }

    @Override
    public UploadStart startUpload(String name, long size, MediaActor actor) {
        return media.startUpload(name, size, actor);
    }

    /** Returns the numbers of virtual media. */
    @Override
    public String get() {
        return "media.gadget available=%s mounted=%s uploads=%d"
                .formatted(state.get("available"), state.get("mounted"), media.uploadCount());
    }
}
