// SPDX-License-Identifier: Apache-2.0
package io.baton.media.gadget;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.audit.AuditEvent;
import io.baton.media.MediaActor;
import io.baton.media.MediaMode;
import io.baton.media.MountedMedium;
import io.baton.media.StoredImage;
import io.baton.media.UploadStart;
import io.baton.peer.PeerId;
import io.baton.port.BlockSource;
import io.baton.port.StorageDrive;
import io.baton.port.StorageMedium;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcResult;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.SessionId;
import io.baton.shared.sets.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is stored, mounted, refused and audited. */
final class MediaTest implements Media.Services, Media.UrlOpener {

    private static final MediaActor ANN = new MediaActor(new SessionId("ann"), "Ann", "ann@site", "192.0.2.1");
    private static final MediaActor BOB = new MediaActor(new SessionId("bob"), "Bob", "bob@site", "192.0.2.2");
    private static final byte[] IMAGE = image(100_000);

    private final List<AuditEvent> notes = new ArrayList<>();
    private final FakeDrive fake = new FakeDrive();
    private @Nullable StorageDrive drive = fake;
    private MediaActor primary = ANN;
    private MediaLimits limits = new MediaLimits(1 << 20, 0, Duration.ofDays(7), true);
    private int changes;
    private long nanos = -77;
    private Path images;
    private ImageStore store;
    private Media media;

    private static byte[] image(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @BeforeEach
    void create(@TempDir Path temporary) {
        images = temporary.resolve("images");
        store = new ImageStore(images);
        media = new Media(
                store,
                new Uploads(store, new Random(7), () -> nanos),
                this,
                this,
                Runnable::run,
                () -> Instant.parse("2026-11-30T07:00:00Z"),
                () -> nanos);
    }

    @Override
    public @Nullable StorageDrive drive() {
        return drive;
    }

    @Override
    public Optional<Outcome.Refused> refusal(MediaActor actor) {
        return actor.equals(primary)
                ? Optional.empty()
                : Optional.of(new Outcome.Refused(Reason.NOT_IN_CONTROL, "Not in control.", Duration.ZERO));
    }

    @Override
    public void audit(AuditEvent event) {
        notes.add(event);
    }

    @Override
    public void changed() {
        changes++;
    }

    @Override
    public MediaLimits limits() {
        return limits;
    }

    @Override
    public CompletionStage<BlockSource> open(String url) {
        return url.endsWith(".iso")
                ? CompletableFuture.completedStage(new BlockSource() {
                    @Override
                    public long size() {
                        return IMAGE.length;
                    }

                    @Override
                    public void read(long offset, ByteBuffer into) {
                        into.put(IMAGE, (int) offset, into.remaining());
                    }
                })
                : CompletableFuture.failedStage(new UrlException("The server has no ranges."));
    }

    private static Reason reason(Outcome outcome) {
        return assertInstanceOf(Outcome.Refused.class, outcome).reason();
    }

    private Upload start(String name, long size) {
        UploadStart.Accepted accepted =
                assertInstanceOf(UploadStart.Accepted.class, media.startUpload(name, size, ANN));
        assertTrue(accepted.id().matches("upload_[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
        Upload upload = media.upload(accepted.id()).orElseThrow();
        assertEquals(accepted.received(), upload.received());
        return upload;
    }

    private Reason refusedStart(String name, long size, MediaActor actor) {
        return assertInstanceOf(UploadStart.Refused.class, media.startUpload(name, size, actor))
                .refusal()
                .reason();
    }

    private void store(String name) {
        Upload upload = start(name, IMAGE.length);
        assertTrue(media.receive(upload, ByteBuffer.wrap(IMAGE)).isDone());
        assertTrue(media.finish(upload).isDone());
    }

    private List<String> actions() {
        return notes.stream().map(note -> note.action() + " " + note.outcome()).toList();
    }

    private List<String> names() throws IOException {
        return media.images().stream().map(StoredImage::name).toList();
    }

    private List<String> unfinished() throws IOException {
        return media.unfinished().stream()
                .map(part -> part.name() + " " + part.received() + "/" + part.size() + (part.running() ? " runs" : ""))
                .toList();
    }

    private Object ask(String method, Map<String, Object> params) throws Exception {
        return new MediaAnswers(media)
                .answer(new RpcCall(method, params, new SessionId("ann"), new PeerId(1), 0, 0), ANN)
                .toCompletableFuture()
                .get();
    }

    /** JetKVM's page offers to go on with a file of this name, and to delete it; it cannot be mounted. */
    @Test
    void clientsOfJetKvmFindAnUnfinishedUploadAmongTheFiles() throws Exception {
        store("whole.iso");
        media.receive(start("rescue.iso", IMAGE.length), ByteBuffer.wrap(IMAGE, 0, 30_000));
        List<?> files = (List<?>) Objects.requireNonNull(((Map<?, ?>) ask("listStorageFiles", Map.of())).get("files"));
        assertEquals(
                List.of("whole.iso", "rescue.iso.incomplete"),
                files.stream().map(file -> ((Map<?, ?>) file).get("filename")).toList());
        Map<?, ?> part = (Map<?, ?>) files.getLast();
        assertEquals(30_000L, part.get("size"));
        assertTrue(Instant.parse(String.valueOf(part.get("createdAt"))).isAfter(Instant.EPOCH));
        RpcException refusal = assertThrows(
                RpcException.class,
                () -> ask("mountWithStorage", Map.of("filename", "rescue.iso.incomplete", "mode", "CDROM")));
        assertEquals("bad_value", refusal.data());
        assertEquals(RpcResult.VOID, ask("deleteStorageFile", Map.of("filename", "rescue.iso.incomplete")));
        assertEquals(List.of(), media.unfinished());
        assertEquals(List.of("whole.iso"), names());
        assertThrows(RpcException.class, () -> ask("deleteStorageFile", Map.of("filename", "rescue.iso.incomplete")));
    }

    @Test
    void imageThatIsNamedLikeAnUploadIsDeletedAsAnImage() throws Exception {
        store("a.iso.incomplete");
        assertEquals(RpcResult.VOID, ask("deleteStorageFile", Map.of("filename", "a.iso.incomplete")));
        assertEquals(List.of(), names());
    }

    @Test
    void wrongTypeOfTheDriveIsRefusedInItsOwnWords() {
        RpcException refusal =
                assertThrows(RpcException.class, () -> ask("setMassStorageMode", Map.of("mode", "floppy")));
        assertEquals("mode must be cdrom or file.", refusal.getMessage());
    }

    @Test
    void uploadBecomesAnImageOnceItIsWhole() throws IOException {
        Upload upload = start("rescue.iso", IMAGE.length);
        assertTrue(media.receive(upload, ByteBuffer.wrap(IMAGE, 0, 60_000)).isDone());
        assertEquals(List.of(), names());
        assertEquals(Reason.BAD_VALUE, reason(media.finish(upload)));
        assertEquals(List.of(), names());
        assertTrue(media.receive(upload, ByteBuffer.wrap(IMAGE, 60_000, 40_000)).isDone());
        assertEquals(List.of(), names(), "no half of it can be mounted");
        assertTrue(media.finish(upload).isDone());
        assertEquals(List.of("rescue.iso"), names());
        assertArrayEquals(IMAGE, Files.readAllBytes(images.resolve("rescue.iso")));
        assertEquals(List.of(), media.unfinished());
        assertEquals(Optional.empty(), media.upload(upload.id()));
        assertEquals(List.of("media_upload_start done", "media_upload done"), actions());
        assertEquals("ann@site", notes.getLast().user());
        assertEquals("rescue.iso", notes.getLast().details().get("file"));
    }

    @Test
    void uploadIsResumedByNameAndSize() throws IOException {
        Upload first = start("rescue.iso", IMAGE.length);
        media.receive(first, ByteBuffer.wrap(IMAGE, 0, 30_000));
        Upload second = start("rescue.iso", IMAGE.length);
        assertEquals(30_000, second.received());
        assertNotEquals(first.id(), second.id());
        assertEquals(Reason.NOT_ALLOWED, reason(media.receive(first, ByteBuffer.wrap(IMAGE, 30_000, 10))));
        assertEquals(List.of("rescue.iso 30000/" + IMAGE.length), unfinished());
        media.receive(second, ByteBuffer.wrap(IMAGE, 30_000, 70_000));
        assertTrue(media.finish(second).isDone());
        assertArrayEquals(IMAGE, Files.readAllBytes(images.resolve("rescue.iso")));
    }

    @Test
    void uploadOfAnotherSizeBeginsAnew() throws IOException {
        media.receive(start("rescue.iso", IMAGE.length), ByteBuffer.wrap(IMAGE, 0, 30_000));
        assertEquals(0, start("rescue.iso", 40_000).received());
        assertEquals(List.of("rescue.iso 0/40000"), unfinished());
    }

    @Test
    void moreBytesThanAnnouncedAreRefused() throws IOException {
        Upload upload = start("rescue.iso", 10);
        assertEquals(Reason.BAD_VALUE, reason(media.receive(upload, ByteBuffer.wrap(IMAGE, 0, 11))));
        assertEquals(0, upload.received());
    }

    @Test
    void nothingIsWrittenOnceControlIsLost() throws IOException {
        Upload upload = start("rescue.iso", IMAGE.length);
        media.receive(upload, ByteBuffer.wrap(IMAGE, 0, 30_000));
        primary = BOB;
        assertEquals(Reason.NOT_IN_CONTROL, reason(media.receive(upload, ByteBuffer.wrap(IMAGE, 30_000, 70_000))));
        assertEquals(30_000, upload.received());
        primary = ANN;
        media.receive(upload, ByteBuffer.wrap(IMAGE, 30_000, 70_000));
        primary = BOB;
        assertEquals(Reason.NOT_IN_CONTROL, reason(media.finish(upload)));
        assertEquals(List.of(), names());
    }

    @Test
    void onlyTheSessionInControlChangesAnything() throws IOException {
        store("rescue.iso");
        assertEquals(Reason.NOT_IN_CONTROL, refusedStart("other.iso", 10, BOB));
        assertEquals(Reason.NOT_IN_CONTROL, reason(media.mount("rescue.iso", MediaMode.CDROM, false, BOB)));
        assertEquals(Reason.NOT_IN_CONTROL, reason(media.delete("rescue.iso", BOB)));
        media.mount("rescue.iso", MediaMode.CDROM, false, ANN);
        assertEquals(Reason.NOT_IN_CONTROL, reason(media.unmount(true, BOB)));
        primary = BOB;
        assertTrue(media.mounted().isPresent(), "it stays mounted when control passes on");
        assertEquals(List.of("rescue.iso"), names());
    }

    @Test
    void uploadThatCannotBeIsRefused() {
        assertEquals(Reason.BAD_VALUE, refusedStart("../rescue.iso", 10, ANN));
        assertEquals(Reason.BAD_VALUE, refusedStart("rescue.iso", 0, ANN));
        assertEquals(Reason.BAD_VALUE, refusedStart("rescue.iso", (1 << 20) + 1, ANN));
        store("rescue.iso");
        assertEquals(Reason.NOT_ALLOWED, refusedStart("rescue.iso", 10, ANN));
        limits = new MediaLimits(1 << 20, Long.MAX_VALUE, Duration.ofDays(7), true);
        assertEquals(Reason.NO_SPACE, refusedStart("other.iso", 10, ANN));
    }

    @Test
    void spaceThatOthersWillNeedIsNotGivenTwice() throws IOException {
        long free = store.freeBytes();
        limits = new MediaLimits(Long.MAX_VALUE, 0, Duration.ofDays(7), true);
        start("big.iso", free - free / 4);
        assertEquals(Reason.NO_SPACE, refusedStart("other.iso", free - free / 4, ANN));
    }

    @Test
    void numberOfUploadsIsLimitedAndIdleOnesAreForgotten() throws IOException {
        for (int i = 0; i < Uploads.MAX; i++) {
            start(i + ".iso", 10);
        }
        assertEquals(Reason.BUSY, refusedStart("other.iso", 10, ANN));
        nanos += Uploads.LONGEST_IDLE.toNanos() + 1;
        media.tick();
        start("other.iso", 10);
        assertEquals(Uploads.MAX + 1, media.unfinished().size());
    }

    @Test
    void mediumIsMountedUnmountedAndAudited() throws IOException {
        store("rescue.iso");
        changes = 0;
        assertTrue(media.mount("rescue.iso", MediaMode.CDROM, false, ANN).isDone());
        MountedMedium mounted = media.mounted().orElseThrow();
        assertEquals(MountedMedium.Source.STORAGE, mounted.source());
        assertEquals(MediaMode.CDROM, mounted.mode());
        assertEquals("Ann", mounted.nickname());
        assertTrue(mounted.readOnly());
        assertEquals(Reason.IN_USE, reason(media.mount("rescue.iso", MediaMode.DISK, false, ANN)));
        assertEquals(Reason.IN_USE, reason(media.delete("rescue.iso", ANN)));
        assertTrue(media.unmount(false, ANN).isDone());
        assertEquals(Optional.empty(), media.mounted());
        assertTrue(media.delete("rescue.iso", ANN).isDone());
        assertEquals(List.of(), names());
        assertEquals(
                List.of(
                        "media_mount done",
                        "media_mount in_use",
                        "media_delete in_use",
                        "media_unmount done",
                        "media_delete done"),
                actions().subList(2, 7));
        assertEquals(3, changes);
    }

    @Test
    void mediumThatTheTargetHoldsIsEjectedByForceAlone() throws IOException {
        store("disk.img");
        media.mount("disk.img", MediaMode.DISK, true, ANN);
        assertFalse(media.mounted().orElseThrow().readOnly());
        fake.held = true;
        assertEquals(Reason.IN_USE, reason(media.unmount(false, ANN)));
        assertTrue(media.mounted().isPresent());
        assertTrue(media.unmount(true, ANN).isDone());
        assertEquals(Optional.empty(), media.mounted());
        assertEquals(true, notes.getLast().details().get("force"));
    }

    @Test
    void ejectionByTheTargetIsNoticed() throws IOException {
        store("rescue.iso");
        media.mount("rescue.iso", MediaMode.CDROM, false, ANN);
        media.tick();
        int told = changes;
        fake.medium = null;
        media.tick();
        media.tick();
        assertEquals("target_ejected", notes.getLast().details().get("reason"));
        assertEquals(told + 1, changes);
    }

    @Test
    void whatCannotBeMountedIsRefused() throws IOException {
        assertEquals(Reason.BAD_VALUE, reason(media.mount("none.iso", MediaMode.CDROM, false, ANN)));
        assertEquals(Reason.BAD_VALUE, reason(media.mount("../images/x", MediaMode.CDROM, false, ANN)));
        store("rescue.iso");
        assertEquals(Reason.BAD_VALUE, reason(media.mount("rescue.iso", MediaMode.CDROM, true, ANN)));
        Files.createSymbolicLink(images.resolve("link.iso"), images.resolve("rescue.iso"));
        assertEquals(Reason.BAD_VALUE, reason(media.mount("link.iso", MediaMode.CDROM, false, ANN)));
        Files.createFile(images.resolve("empty.iso"));
        assertEquals(Reason.BAD_VALUE, reason(media.mount("empty.iso", MediaMode.CDROM, false, ANN)));
        drive = null;
        assertEquals(Reason.UNSUPPORTED, reason(media.mount("rescue.iso", MediaMode.CDROM, false, ANN)));
        assertFalse(media.available());
    }

    @Test
    void imageOfAServerIsMountedWithoutItsSecretsInAnyList() throws Exception {
        String url = "https://ann:secret@images.example/debian.iso?token=secret";
        // what opens the address refuses a user in it
        assertEquals("https://images.example/debian.iso", UrlText.shown(url));
        Outcome outcome = media.mountUrl("https://images.example/debian.iso", MediaMode.CDROM, ANN)
                .toCompletableFuture()
                .get();
        assertTrue(outcome.isDone());
        assertEquals(MountedMedium.Source.HTTP, media.mounted().orElseThrow().source());
        media.close();
        assertEquals(Optional.empty(), media.mounted(), "its content came through this bundle");
        outcome = media.mountUrl("https://images.example/none", MediaMode.CDROM, ANN)
                .toCompletableFuture()
                .get();
        assertEquals(
                "The server has no ranges.",
                assertInstanceOf(Outcome.Refused.class, outcome).message());
        fake.sources = false;
        outcome = media.mountUrl("https://images.example/debian.iso", MediaMode.CDROM, ANN)
                .toCompletableFuture()
                .get();
        assertEquals(Reason.UNSUPPORTED, reason(outcome));
    }

    @Test
    void imageOutlivesThisBundleInTheDrive() throws IOException {
        store("rescue.iso");
        media.mount("rescue.iso", MediaMode.CDROM, false, ANN);
        media.close();
        Media successor = new Media(
                store,
                new Uploads(store, new Random(8), () -> nanos),
                this,
                this,
                Runnable::run,
                () -> Instant.EPOCH,
                () -> nanos);
        assertEquals("Ann", successor.mounted().orElseThrow().nickname());
        assertEquals(
                StorageMedium.Type.COMPACT_DISC,
                Arrays.asList(fake.medium).getFirst().type());
    }

    @Test
    void checksumIsThatOfWhatIsOnTheDisk() throws IOException {
        store("rescue.iso");
        assertEquals("", media.images().getFirst().sha256());
        ChecksumWorker worker = new ChecksumWorker(store, name -> false, () -> changes++);
        worker.computeAll();
        assertEquals(Sha256.of(IMAGE), media.images().getFirst().sha256());
        Files.write(images.resolve("rescue.iso"), image(50_000));
        assertEquals("", media.images().getFirst().sha256(), "it was changed");
        new ChecksumWorker(store, name -> true, () -> changes++).computeAll();
        assertEquals("", media.images().getFirst().sha256(), "the target may write it");
        worker.computeAll();
        assertEquals(Sha256.of(image(50_000)), media.images().getFirst().sha256());
    }

    @Test
    void uploadThatIsNotResumedIsDeletedInTheEnd() throws IOException {
        start("old.iso", 10);
        store.expire(Instant.now().plusSeconds(60), java.util.Set.of("old.iso"));
        assertEquals(1, media.unfinished().size());
        store.expire(Instant.now().plusSeconds(60), java.util.Set.of());
        assertEquals(List.of(), media.unfinished());
    }

    @Test
    void unfinishedUploadIsDeletedByItsName() throws IOException {
        Upload upload = start("rescue.iso", IMAGE.length);
        assertTrue(media.delete("rescue.iso", ANN).isDone());
        assertEquals(List.of(), media.unfinished());
        assertEquals(Reason.NOT_ALLOWED, reason(media.receive(upload, ByteBuffer.wrap(IMAGE, 0, 10))));
        assertEquals(Reason.BAD_VALUE, reason(media.delete("rescue.iso", ANN)));
    }
}
