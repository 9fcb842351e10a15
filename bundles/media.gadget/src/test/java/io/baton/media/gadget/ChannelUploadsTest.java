// SPDX-License-Identifier: Apache-2.0
package io.baton.media.gadget;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.audit.AuditEvent;
import io.baton.media.MediaActor;
import io.baton.media.UploadStart;
import io.baton.peer.ChannelMessage;
import io.baton.peer.PeerId;
import io.baton.port.StorageDrive;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.SessionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes of a data channel: whose, how many, and what the client is told. */
final class ChannelUploadsTest implements Media.Services, ChannelUploads.Services {

    private static final MediaActor ANN = new MediaActor(new SessionId("ann"), "Ann", "ann@site", "192.0.2.1");
    private static final PeerId ANNS = new PeerId(1);
    private static final PeerId BOBS = new PeerId(2);

    private final List<String> told = new ArrayList<>();
    private final List<AuditEvent> notes = new ArrayList<>();
    private boolean controls = true;
    private long nanos = -5;
    private int wakes;
    private Path images;
    private Media media;
    private ChannelUploads uploads;

    @BeforeEach
    void create(@TempDir Path directory) {
        images = directory.resolve("images");
        ImageStore store = new ImageStore(images);
        media = new Media(
                store,
                new Uploads(store, new Random(9), () -> nanos),
                this,
                url -> CompletableFuture.failedStage(new UrlException("none")),
                Runnable::run,
                () -> Instant.EPOCH,
                () -> nanos);
        uploads = new ChannelUploads(media, this, () -> nanos);
    }

    private String start(long size) {
        return assertInstanceOf(UploadStart.Accepted.class, media.startUpload("disk.img", size, ANN))
                .id();
    }

    private void send(PeerId peer, String label, boolean text, byte[] data) {
        uploads.message(new ChannelMessage(peer, label, text, data, nanos, 0));
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    void progressIsToldEvery200MillisecondsAndAtTheEnd() throws IOException {
        byte[] image = bytes(400);
        String id = start(400);
        for (int i = 0; i < 4; i++) {
            send(ANNS, id, false, Arrays.copyOfRange(image, i * 100, i * 100 + 100));
            uploads.run();
            nanos += Duration.ofMillis(150).toNanos();
        }
        assertEquals(
                List.of(
                        "{\"Size\":400,\"AlreadyUploadedBytes\":100}",
                        "{\"Size\":400,\"AlreadyUploadedBytes\":300}",
                        "{\"Size\":400,\"AlreadyUploadedBytes\":400}"),
                told);
        assertArrayEquals(image, Files.readAllBytes(images.resolve("disk.img")));
        assertEquals(4, wakes);
        assertEquals(0, uploads.count());
    }

    @Test
    void bytesOfOthersAndTextsAreIgnored() {
        String id = start(400);
        send(BOBS, id, false, bytes(100));
        send(ANNS, id, true, bytes(100));
        send(ANNS, "upload_unknown", false, bytes(100));
        uploads.run();
        assertEquals(0, media.upload(id).orElseThrow().received());
        assertEquals(List.of(), told);
        send(ANNS, id, false, bytes(100));
        send(BOBS, id, false, bytes(50));
        uploads.run();
        assertEquals(100, media.upload(id).orElseThrow().received());
    }

    @Test
    void lossOfControlEndsItAndTheChannelStaysOpenAndSilent() throws IOException {
        String id = start(400);
        send(ANNS, id, false, bytes(100));
        uploads.run();
        controls = false;
        send(ANNS, id, false, bytes(100));
        uploads.run();
        assertEquals("{\"error\":\"Not in control.\",\"code\":\"not_in_control\"}", told.getLast());
        assertEquals(100, media.unfinished().getFirst().received());
        controls = true;
        String again = start(400);
        assertEquals(100, media.upload(again).orElseThrow().received());
        int before = told.size();
        send(ANNS, id, false, bytes(100));
        uploads.run();
        assertEquals(before, told.size(), "the old channel is not listened to");
    }

    @Test
    void moreThanAnnouncedIsRefused() {
        String id = start(150);
        send(ANNS, id, false, bytes(100));
        send(ANNS, id, false, bytes(100));
        uploads.run();
        assertTrue(told.getLast().contains("\"code\":\"bad_value\""), told.getLast());
        assertEquals(100, media.upload(id).orElseThrow().received());
    }

    @Test
    void whatTheDiskDoesNotTakeInTimeIsBounded() {
        String id = start(1L << 30);
        byte[] mebibyte = bytes(1 << 20);
        long most = ChannelUploads.MAX_WAITING_BYTES / mebibyte.length;
        for (int i = 0; i < most + 2; i++) {
            send(ANNS, id, false, mebibyte);
        }
        uploads.run();
        assertEquals(
                ChannelUploads.MAX_WAITING_BYTES, media.upload(id).orElseThrow().received());
        assertTrue(told.getLast().contains("\"code\":\"busy\""), told.getLast());
        assertEquals(0, uploads.count());
    }

    @Test
    void channelThatIsClosedInterruptsTheUpload() {
        String id = start(400);
        send(ANNS, id, false, bytes(100));
        uploads.ended(ANNS, id);
        uploads.run();
        assertEquals("interrupted", notes.getLast().outcome());
        assertEquals(100L, notes.getLast().details().get("received"));
        assertEquals(0, uploads.count());
    }

    @Override
    public @Nullable SessionId session(PeerId peer) {
        return new SessionId(peer.equals(ANNS) ? "ann" : "bob");
    }

    @Override
    public void send(PeerId peer, String label, String text) {
        told.add(text);
    }

    @Override
    public void wake() {
        wakes++;
    }

    @Override
    public @Nullable StorageDrive drive() {
        return null;
    }

    @Override
    public Optional<Outcome.Refused> refusal(MediaActor actor) {
        return controls
                ? Optional.empty()
                : Optional.of(new Outcome.Refused(Reason.NOT_IN_CONTROL, "Not in control.", Duration.ZERO));
    }

    @Override
    public void audit(AuditEvent event) {
        notes.add(event);
    }

    @Override
    public void changed() {
        // nothing is shown here
    }

    @Override
    public MediaLimits limits() {
        return new MediaLimits(1L << 40, 0, Duration.ofDays(7), true);
    }
}
