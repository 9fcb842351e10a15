// SPDX-License-Identifier: Apache-2.0
package io.baton.media.gadget;

import io.baton.audit.AuditEvent;
import io.baton.media.MediaActor;
import io.baton.media.MediaMode;
import io.baton.media.MountedMedium;
import io.baton.media.StorageSpace;
import io.baton.media.StoredImage;
import io.baton.media.UnfinishedUpload;
import io.baton.media.UploadStart;
import io.baton.media.VirtualMedia;
import io.baton.port.BlockSource;
import io.baton.port.StorageDrive;
import io.baton.port.StorageException;
import io.baton.port.StorageMedium;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Virtual media. The drive has the truth about what is mounted: it outlives this bundle, and the target can eject.
 *
 * <p>Threading. Any thread; changes exclude each other.
 */
final class Media implements VirtualMedia {

    private static final Logger LOG = LoggerFactory.getLogger("media.gadget");
    private static final String STORAGE = "storage";
    private static final String HTTP = "http";
    private static final String NO_DRIVE = "The target has no drive of this device: "
            + "there is no USB gadget with mass storage, or the target is reached in another way.";

    private final ImageStore store;
    private final Uploads uploads;
    private final Services services;
    private final UrlOpener opener;
    private final Executor executor;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private @Nullable StorageMedium known;

    /** What virtual media uses; each may be absent. */
    interface Services {

        /** Returns the drive of the target that gets the input. */
        @Nullable
        StorageDrive drive();

        /** Returns why a session may not act on the target now; empty when it may. */
        Optional<Outcome.Refused> refusal(MediaActor actor);

        void audit(AuditEvent event);

        /** What is mounted or stored changed. */
        void changed();

        MediaLimits limits();
    }

    /** Opens the image of a web server. */
    interface UrlOpener {

        /** Completes with a source, or fails with a {@link UrlException}. */
        CompletionStage<BlockSource> open(String url);
    }

    /** @param executor for what reads an image of a web server, which may take long */
    Media(
            ImageStore store,
            Uploads uploads,
            Services services,
            UrlOpener opener,
            Executor executor,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.store = store;
        this.uploads = uploads;
        this.services = services;
        this.opener = opener;
        this.executor = executor;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    @Override
    public boolean available() {
        return services.drive() != null;
    }

    @Override
    public Optional<MountedMedium> mounted() {
        StorageDrive drive = services.drive();
        return drive == null ? Optional.empty() : drive.medium().map(Media::mounted);
    }

    private static MountedMedium mounted(StorageMedium medium) {
        return new MountedMedium(
                medium.origin().equals(STORAGE) ? MountedMedium.Source.STORAGE : MountedMedium.Source.HTTP,
                medium.type() == StorageMedium.Type.COMPACT_DISC ? MediaMode.CDROM : MediaMode.DISK,
                medium.name(),
                medium.size(),
                medium.readOnly(),
                medium.insertedAt(),
                medium.insertedBy());
    }

    @Override
    public List<StoredImage> images() throws IOException {
        return store.images();
    }

    @Override
    public List<UnfinishedUpload> unfinished() throws IOException {
        return store.parts().stream()
                .map(part -> {
                    Upload open = uploads.ofName(part.name());
                    return new UnfinishedUpload(
                            part.name(),
                            part.size(),
                            part.received(),
                            open != null && open.isSending(),
                            part.changed());
                })
                .toList();
    }

    @Override
    public StorageSpace space() throws IOException {
        return new StorageSpace(store.usedBytes(), freeBytes());
    }

    private long freeBytes() throws IOException {
        return Math.max(0, store.freeBytes() - services.limits().freeBytes());
    }

    @Override
    public Outcome mount(String name, MediaMode mode, boolean writable, MediaActor actor) {
        Map<String, Object> details = Map.of("file", name, "mode", mode.wireName(), "readOnly", !writable);
        return audited("media_mount", actor, details, () -> {
            Optional<Path> file = store.find(name);
            if (file.isEmpty()) {
                return Outcome.refused(Reason.BAD_VALUE, "There is no image of this name.");
            }
            if (writable && mode == MediaMode.CDROM) {
                return Outcome.refused(Reason.BAD_VALUE, "A compact disc cannot be written. Mount it as a disk.");
            }
            long size = Files.size(file.get());
            return insert(
                    new StorageMedium(
                            name,
                            size,
                            type(mode),
                            !writable,
                            file.get().toAbsolutePath(),
                            null,
                            STORAGE,
                            actor.nickname(),
                            clock.instant()),
                    actor);
        });
    }

    @Override
    public CompletionStage<Outcome> mountUrl(String url, MediaMode mode, MediaActor actor) {
        Optional<Outcome.Refused> refusal = services.refusal(actor);
        if (refusal.isPresent()) {
            return CompletableFuture.completedStage(refusal.get());
        }
        Map<String, Object> details = Map.of("url", UrlText.shown(url), "mode", mode.wireName(), "readOnly", true);
        StorageDrive drive = services.drive();
        if (!services.limits().urls() || drive == null || !drive.readsSources()) {
            String message = !services.limits().urls()
                    ? "Images of web servers are switched off on this device."
                    : drive == null
                            ? NO_DRIVE
                            : "This device cannot mount from an address: it has no network block device (nbd) that"
                                    + " it may use. Upload the image instead.";
            return CompletableFuture.completedStage(
                    audited("media_mount", actor, details, () -> Outcome.refused(Reason.UNSUPPORTED, message)));
        }
        return opener.open(url)
                .handleAsync(
                        (source, failure) -> audited("media_mount", actor, details, () -> {
                            if (failure != null || source == null) {
                                return Outcome.refused(Reason.BAD_VALUE, UrlException.message(failure));
                            }
                            return insert(
                                    new StorageMedium(
                                            UrlText.shown(url),
                                            source.size(),
                                            type(mode),
                                            true,
                                            null,
                                            source,
                                            HTTP,
                                            actor.nickname(),
                                            clock.instant()),
                                    actor);
                        }),
                        executor);
    }

    /** Asks a web server whether an image can be mounted from there, without mounting it. */
    CompletionStage<Map<String, Object>> checkUrl(String url, MediaActor actor) {
        Optional<Outcome.Refused> refusal = services.refusal(actor);
        CompletionStage<BlockSource> opened = refusal.isPresent()
                ? CompletableFuture.failedStage(new UrlException(refusal.get().message()))
                : services.limits().urls()
                        ? opener.open(url)
                        : CompletableFuture.failedStage(
                                new UrlException("Images of web servers are switched off on this device."));
        return opened.handle((source, failure) -> failure != null || source == null
                ? Map.of("usable", false, "reason", UrlException.message(failure), "size", 0L)
                : Map.of("usable", true, "reason", "", "size", source.size()));
    }

    private static StorageMedium.Type type(MediaMode mode) {
        return mode == MediaMode.CDROM ? StorageMedium.Type.COMPACT_DISC : StorageMedium.Type.DISK;
    }

    private synchronized Outcome insert(StorageMedium medium, MediaActor actor) {
        Optional<Outcome.Refused> refusal = services.refusal(actor);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        StorageDrive drive = services.drive();
        if (drive == null) {
            return Outcome.refused(Reason.UNSUPPORTED, NO_DRIVE);
        }
        Optional<StorageMedium> present = drive.medium();
        if (present.isPresent()) {
            return Outcome.refused(Reason.IN_USE, present.get().name() + " is mounted. Eject it first.");
        }
        if (medium.size() <= 0) {
            return Outcome.refused(Reason.BAD_VALUE, "The image is empty.");
        }
        try {
            drive.insert(medium);
        } catch (StorageException e) {
            return refused(e);
        }
        known = medium;
        LOG.info("medium mounted name={} type={} readOnly={}", medium.name(), medium.type(), medium.readOnly());
        services.changed();
        return Outcome.done();
    }

    private static Outcome refused(StorageException e) {
        Reason reason = switch (e.reason()) {
            case IN_USE -> Reason.IN_USE;
            case NO_DRIVE -> Reason.TARGET_OFF;
            case UNSUPPORTED -> Reason.UNSUPPORTED;
            case FAILED -> Reason.NOT_ALLOWED;
        };
        return Outcome.refused(reason, String.valueOf(e.getMessage()));
    }

    @Override
    public Outcome unmount(boolean force, MediaActor actor) {
        StorageDrive drive = services.drive();
        Optional<StorageMedium> present = drive == null ? Optional.empty() : drive.medium();
        if (present.isEmpty()) {
            return Outcome.done();
        }
        Map<String, Object> details = Map.of("file", present.get().name(), "force", force);
        return audited("media_unmount", actor, details, () -> eject(drive, force, actor));
    }

    private synchronized Outcome eject(@Nullable StorageDrive drive, boolean force, MediaActor actor) {
        Optional<Outcome.Refused> refusal = services.refusal(actor);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        try {
            if (drive != null) {
                drive.eject(force);
            }
        } catch (StorageException e) {
            return refused(e);
        }
        known = null;
        LOG.info("medium unmounted force={}", force);
        services.changed();
        return Outcome.done();
    }

    @Override
    public Outcome delete(String name, MediaActor actor) {
        return audited("media_delete", actor, Map.of("file", name), () -> remove(name, actor));
    }

    /** Deletes what is there of an upload; an image of its name stays. */
    Outcome deleteUpload(String name, MediaActor actor) {
        return audited("media_delete", actor, Map.of("file", name), () -> removeUpload(name, actor));
    }

    private synchronized Outcome removeUpload(String name, MediaActor actor) throws IOException {
        Optional<Outcome.Refused> refusal = services.refusal(actor);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        uploads.close(name);
        if (!store.deletePart(name)) {
            return Outcome.refused(Reason.BAD_VALUE, "There is no upload of this name.");
        }
        services.changed();
        return Outcome.done();
    }

    private synchronized Outcome remove(String name, MediaActor actor) throws IOException {
        Optional<Outcome.Refused> refusal = services.refusal(actor);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (isMounted(name)) {
            return Outcome.refused(Reason.IN_USE, "This image is mounted. Eject it first.");
        }
        if (ImageName.isValid(name)) {
            uploads.close(name);
        }
        boolean deleted = store.delete(name);
        if (!(store.deletePart(name) || deleted)) {
            return Outcome.refused(Reason.BAD_VALUE, "There is no image of this name.");
        }
        services.changed();
        return Outcome.done();
    }

    /** Returns whether an image is in the drive of any target; of a drive that is not there nothing is known. */
    private boolean isMounted(String name) {
        StorageDrive drive = services.drive();
        return drive != null
                && drive.medium()
                        .filter(medium ->
                                medium.origin().equals(STORAGE) && medium.name().equals(name))
                        .isPresent();
    }

    @Override
    public synchronized UploadStart startUpload(String name, long size, MediaActor actor) {
        Outcome.Refused refusal;
        try {
            refusal = uploadRefusal(name, size, actor);
            if (refusal == null) {
                Upload upload = uploads.open(name, size, actor, this::freeBytes).orElse(null);
                if (upload != null) {
                    LOG.info("upload begun name={} bytes={} received={}", name, size, upload.received());
                    note("media_upload_start", actor, "done", uploaded(upload));
                    services.changed();
                    return new UploadStart.Accepted(upload.id(), upload.received());
                }
                refusal = new Outcome.Refused(
                        Reason.BUSY, "Too many uploads run at one time. Try again.", Duration.ofSeconds(10));
            }
        } catch (IOException e) {
            LOG.warn("upload not begun name={} cause={}", name, e.toString());
            refusal = new Outcome.Refused(Reason.NOT_ALLOWED, "The device cannot write the image.", Duration.ZERO);
        }
        note("media_upload_start", actor, refusal.reason().wireName(), Map.of("file", bounded(name), "bytes", size));
        return new UploadStart.Refused(refusal);
    }

    private Outcome.@Nullable Refused uploadRefusal(String name, long size, MediaActor actor) throws IOException {
        Optional<Outcome.Refused> refusal = services.refusal(actor);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        String problem = ImageName.problem(name);
        if (problem != null) {
            return new Outcome.Refused(Reason.BAD_VALUE, problem, Duration.ZERO);
        }
        if (size < 1 || size > services.limits().imageBytes()) {
            return new Outcome.Refused(
                    Reason.BAD_VALUE,
                    "An image has 1 to %d bytes on this device."
                            .formatted(services.limits().imageBytes()),
                    Duration.ZERO);
        }
        if (store.find(name).isPresent()) {
            return new Outcome.Refused(
                    Reason.NOT_ALLOWED, "There is an image of this name. Delete it first.", Duration.ZERO);
        }
        uploads.close(name);
        long received = store.parts().stream()
                .filter(part -> part.name().equals(name) && part.size() == size)
                .mapToLong(ImageStore.Part::received)
                .sum();
        if (size - received > freeBytes() - uploads.outstanding()) {
            return new Outcome.Refused(
                    Reason.NO_SPACE,
                    "The disk of the device has too little room for this image. Delete others first.",
                    Duration.ZERO);
        }
        return null;
    }

    /** Returns the upload with this id, which is a secret of its session. */
    Optional<Upload> upload(String id) {
        return uploads.find(id);
    }

    int uploadCount() {
        return uploads.count();
    }

    /** Returns why the session that began an upload may not go on with it now. */
    Optional<Outcome.Refused> refusal(Upload upload) {
        return services.refusal(upload.actor());
    }

    /** Takes bytes of an upload, if its session may still send them. */
    Outcome receive(Upload upload, ByteBuffer bytes) {
        Optional<Outcome.Refused> refusal = refusal(upload);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        try {
            return upload.write(bytes, nanoTime.getAsLong());
        } catch (IOException e) {
            LOG.warn("image not written name={} cause={}", upload.name(), e.toString());
            return Outcome.refused(Reason.NO_SPACE, "The device cannot write the image; its disk may be full.");
        }
    }

    /** Ends an upload whose sender has nothing more: a whole one becomes an image. */
    Outcome finish(Upload upload) {
        return upload.isWhole()
                ? complete(upload)
                : Outcome.refused(
                        Reason.BAD_VALUE,
                        "The upload is not whole: %d of %d bytes arrived. Begin it again to send the rest."
                                .formatted(upload.received(), upload.size()));
    }

    /** Makes a whole upload an image. */
    private Outcome complete(Upload upload) {
        return audited("media_upload", upload.actor(), uploaded(upload), () -> {
            synchronized (this) {
                Optional<Outcome.Refused> refusal = refusal(upload);
                if (refusal.isPresent()) {
                    return refusal.get();
                }
                Outcome outcome = uploads.complete(upload);
                if (outcome.isDone()) {
                    LOG.info("image uploaded name={} bytes={}", upload.name(), upload.size());
                    services.changed();
                }
                return outcome;
            }
        });
    }

    /** An upload stopped before it was whole; what arrived stays, and can be resumed. */
    void interrupted(Upload upload, String outcome) {
        note("media_upload", upload.actor(), outcome, uploaded(upload));
        services.changed();
    }

    private static Map<String, Object> uploaded(Upload upload) {
        return Map.of("file", upload.name(), "bytes", upload.size(), "received", upload.received());
    }

    /** Notices what the target ejected, and forgets what was left. */
    synchronized void tick() {
        StorageDrive drive = services.drive();
        StorageMedium before = known;
        StorageMedium now = drive == null ? null : drive.medium().orElse(null);
        if (before != null && now == null) {
            note("media_unmount", MediaActor.DEVICE, "done", Map.of("file", before.name(), "reason", "target_ejected"));
            LOG.info("medium ejected by the target name={}", before.name());
            services.changed();
        }
        known = now;
        for (Upload idle : uploads.expire()) {
            interrupted(idle, "idle");
        }
    }

    /** Deletes uploads that were not resumed for long. */
    void expire() {
        try {
            Set<String> open = unfinished().stream()
                    .map(UnfinishedUpload::name)
                    .filter(name -> uploads.ofName(name) != null)
                    .collect(Collectors.toSet());
            store.expire(clock.instant().minus(services.limits().keepUnfinished()), open);
        } catch (IOException e) {
            LOG.warn("unfinished uploads not read cause={}", e.toString());
        }
    }

    /** Ends what cannot outlive this bundle: uploads, and a medium whose content comes through it. */
    void close() {
        uploads.closeAll();
        StorageDrive drive = services.drive();
        if (drive != null
                && drive.medium().filter(medium -> medium.source() != null).isPresent()) {
            try {
                drive.eject(true);
                note("media_unmount", MediaActor.DEVICE, "done", Map.of("reason", "bundle_stopped"));
            } catch (StorageException e) {
                LOG.warn("medium not ejected cause={}", e.getMessage());
            }
        }
    }

    /** Something that changes files or drives. */
    private interface Change {
        Outcome run() throws IOException;
    }

    private Outcome audited(String action, MediaActor actor, Map<String, Object> details, Change change) {
        Outcome outcome;
        try {
            outcome = change.run();
        } catch (IOException e) {
            LOG.warn("{} failed cause={}", action, e.toString());
            outcome = Outcome.refused(Reason.NOT_ALLOWED, "The device cannot read or write the image.");
        }
        note(
                action,
                actor,
                outcome instanceof Outcome.Refused refused ? refused.reason().wireName() : "done",
                details);
        return outcome;
    }

    private void note(String action, MediaActor actor, String outcome, Map<String, Object> details) {
        Map<String, Object> all = new HashMap<>(details);
        all.computeIfPresent("file", (key, name) -> bounded(String.valueOf(name)));
        if (!actor.nickname().isEmpty()) {
            all.put("nickname", actor.nickname());
        }
        services.audit(new AuditEvent(action, actor.user(), actor.source(), outcome, all));
    }

    /** A name that was not checked yet may be of any length. */
    private static String bounded(String name) {
        return name.length() <= ImageName.MAX_CHARACTERS ? name : name.substring(0, ImageName.MAX_CHARACTERS);
    }
}
