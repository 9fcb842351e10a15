// SPDX-License-Identifier: Apache-2.0
package io.baton.recording.mp4;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.audit.AuditEvent;
import io.baton.rpc.RpcEvents;
import io.baton.rpc.StreamDisclosure;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.testkit.RecordingRpcEvents;
import io.baton.video.EncodedVideo;
import io.baton.video.VideoMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is recorded, when it ends, and that the sign is shown for as long. */
final class RecorderTest implements Recorder.Services {

    private static final Recorder.Actor ANN = new Recorder.Actor("ann", "ann@site", "192.0.2.1");
    private static final long MILLIS = 1_000_000L;
    private static final String NAME = "20261130-070000Z";
    private static final VideoMode FULL_HD = new VideoMode(1920, 1080, 30);

    private Path directory;
    private final ManualVideo encoder = new ManualVideo();
    private final RecordingRpcEvents shown = new RecordingRpcEvents();
    private final List<StreamDisclosure> disclosures = new ArrayList<>();
    private final List<AuditEvent> notes = new ArrayList<>();
    private @Nullable EncodedVideo video = encoder;
    private @Nullable RpcEvents events = shown;
    private Limits limits = new Limits(1 << 20, 4 << 20, 0, Duration.ofMinutes(10));
    private long nanos = -5_000 * MILLIS;
    private int wakes;
    private int frame;
    private RecordingFiles files;
    private Recorder recorder;

    @BeforeEach
    void create(@TempDir Path temporary) {
        directory = temporary;
        files = new RecordingFiles(directory.resolve("recordings"));
        recorder = new Recorder(files, this, () -> Instant.parse("2026-11-30T07:00:00Z"), () -> nanos, () -> wakes++);
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
        assertTrue(encoder.sinks.isEmpty(), "no frame is taken before the sign is shown");
        assertEquals(disclosure, recorder.published().present(), "who sees the sign may ask at once");
        disclosures.add(disclosure);
        return () -> {
            assertTrue(encoder.sinks.isEmpty(), "no frame is taken without a sign");
            assertNull(recorder.published().present(), "who sees it go may ask at once");
            disclosures.remove(disclosure);
        };
    }

    @Override
    public void audit(AuditEvent event) {
        notes.add(event);
    }

    @Override
    public Limits limits() {
        return limits;
    }

    private void start() {
        assertTrue(recorder.start(ANN).isDone());
    }

    private void pass(long millis) {
        nanos += millis * MILLIS;
    }

    /** Sends a frame, 100 ms after the one before. */
    private void frame(boolean key, VideoMode mode) {
        byte[] bytes = key ? Frames.key(frame) : Frames.delta(frame);
        frame++;
        encoder.send(Frames.unit(bytes, key, mode, nanos));
        recorder.tick();
        pass(100);
    }

    private void frames(int count) {
        for (int i = 0; i < count; i++) {
            frame(i == 0, Frames.MODE);
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> found = Files.list(directory.resolve("recordings"))) {
            return found.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    private List<BoxReader.Sample> samples(String name) throws IOException {
        return BoxReader.samples(
                Files.readAllBytes(directory.resolve("recordings").resolve(name)));
    }

    private String endReason() {
        return String.valueOf(notes.getLast().details().get("reason"));
    }

    @Test
    void recordingHasEveryFrameAndTheSignForAsLong() throws IOException {
        start();
        assertEquals(1, disclosures.size());
        assertEquals("ann", disclosures.getFirst().nickname());
        assertEquals(disclosures.getFirst(), recorder.published().present());
        frames(25);
        assertEquals(25, wakes);
        assertEquals(List.of(NAME + ".unfinished.mp4"), names());
        assertTrue(recorder.stop(ANN, EndReason.STOPPED));

        assertEquals(List.of(NAME + ".mp4"), names());
        assertEquals(25, samples(NAME + ".mp4").size());
        assertEquals(List.of(), disclosures);
        assertNull(recorder.published().present());
        RecordingFiles.Entry entry = files.list().getFirst();
        assertEquals(2_500, entry.millis());
        assertEquals(1280, entry.width());
        assertTrue(entry.complete());
    }

    @Test
    void beginningAndEndAreInTheAuditWithWhoAndWhy() {
        start();
        frames(3);
        recorder.stop(ANN, EndReason.STOPPED);
        assertEquals(
                List.of("recording_start", "recording_stop"),
                notes.stream().map(AuditEvent::action).toList());
        assertEquals("ann@site", notes.getFirst().user());
        assertEquals("192.0.2.1", notes.getLast().source());
        assertEquals("stopped", endReason());
        assertEquals(NAME, notes.getLast().details().get("recording"));
    }

    @Test
    void withoutASignNothingIsRecorded() {
        shown.setDiscloses(false);
        Outcome.Refused refused = assertInstanceOf(Outcome.Refused.class, recorder.start(ANN));
        assertEquals(Reason.TEMPORARILY_UNAVAILABLE, refused.reason());
        assertEquals(List.of(), disclosures);
        assertTrue(encoder.sinks.isEmpty());

        events = null;
        assertFalse(recorder.start(ANN).isDone());
        assertNull(recorder.published().present());
    }

    @Test
    void recordingEndsWhenTheSignIsGoneForLongerThanASwap() {
        start();
        frames(3);
        events = null;
        pass(4_000);
        recorder.tick();
        assertNotNull(recorder.published().present());
        events = shown;
        recorder.tick();
        shown.setDiscloses(false);
        pass(5_000);
        recorder.tick();
        assertNull(recorder.published().present());
        assertEquals("sign_unavailable", endReason());
    }

    @Test
    void secondRecordingIsRefusedAndNamesTheFirst() {
        start();
        Outcome.Refused refused = assertInstanceOf(Outcome.Refused.class, recorder.start(ANN));
        assertTrue(refused.message().contains("ann"), refused.message());
        assertEquals(1, disclosures.size());
    }

    @Test
    void anotherSizeBeginsTheNextPart() throws IOException {
        start();
        frames(5);
        frame(true, FULL_HD);
        frame(false, FULL_HD);
        recorder.stop(ANN, EndReason.STOPPED);

        assertEquals(List.of(NAME + "-2.mp4", NAME + ".mp4"), names());
        assertEquals(5, samples(NAME + ".mp4").size());
        assertEquals(2, samples(NAME + "-2.mp4").size());
        assertEquals(
                List.of(1280, 1920),
                files.list().stream().map(RecordingFiles.Entry::width).sorted().toList());
    }

    @Test
    void lostSignalIsAGapInTheSameFile() throws IOException {
        start();
        frames(5);
        pass(60_000);
        recorder.tick();
        frame(true, Frames.MODE);
        recorder.stop(ANN, EndReason.STOPPED);
        List<BoxReader.Sample> samples = samples(NAME + ".mp4");
        assertEquals(6, samples.size());
        assertEquals(60_500L * 90, samples.get(5).time());
    }

    @Test
    void replacedEncoderGoesOnInTheSameFileWithItsKeyFrame() throws IOException {
        start();
        frames(5);
        ManualVideo next = new ManualVideo();
        video = null;
        recorder.tick();
        assertTrue(encoder.sinks.isEmpty());
        video = next;
        pass(500);
        recorder.tick();
        next.send(Frames.unit(Frames.delta(1), false, Frames.MODE, nanos));
        next.send(Frames.unit(Frames.key(2), true, Frames.MODE, nanos + MILLIS));
        recorder.stop(ANN, EndReason.STOPPED);
        List<BoxReader.Sample> samples = samples(NAME + ".mp4");
        assertEquals(6, samples.size());
        assertTrue(samples.getLast().key());
        assertTrue(next.sinks.isEmpty());
    }

    @Test
    void keyFrameIsRequestedWhenThereIsNoneForTenSeconds() {
        start();
        frames(100);
        assertEquals(0, encoder.keyFrameRequests);
        frame(false, Frames.MODE);
        frame(false, Frames.MODE);
        assertEquals(1, encoder.keyFrameRequests);
    }

    @Test
    void limitsEndARecording() {
        limits = new Limits(4_000, 4 << 20, 0, Duration.ofMinutes(10));
        start();
        frames(100);
        assertEquals("size_limit", endReason());

        limits = new Limits(1 << 20, 1 << 20, 0, Duration.ofSeconds(5));
        start();
        frames(60);
        assertEquals("duration_limit", endReason());
        assertEquals("duration_limit", recorder.published().lastEnd());
    }

    @Test
    void limitOfAllRecordingsEndsAndRefuses() throws IOException {
        limits = new Limits(1 << 20, 4_000, 0, Duration.ofMinutes(10));
        start();
        frames(100);
        assertEquals("total_limit", endReason());
        assertTrue(files.totalBytes() >= 4_000);
        assertFalse(recorder.start(ANN).isDone());
    }

    @Test
    void diskIsNeverFilled() {
        start();
        frames(5);
        limits = new Limits(1 << 20, 4 << 20, Long.MAX_VALUE, Duration.ofMinutes(10));
        pass(1_000);
        recorder.tick();
        assertEquals("low_disk_space", endReason());
        Outcome.Refused refused = assertInstanceOf(Outcome.Refused.class, recorder.start(ANN));
        assertTrue(refused.message().contains("MiB"), refused.message());
    }

    @Test
    void fileThatCannotBeWrittenEndsTheRecording() throws IOException {
        start();
        Files.createDirectory(directory.resolve("recordings").resolve(NAME + ".unfinished.mp4"));
        frame(true, Frames.MODE);
        assertEquals("write_failed", endReason());
        assertEquals(List.of(), disclosures);
    }

    @Test
    void tooManyPartsEndARecording() {
        start();
        for (int i = 0; i <= Recorder.MAX_PARTS; i++) {
            frame(true, i % 2 == 0 ? Frames.MODE : FULL_HD);
        }
        assertEquals("too_many_parts", endReason());
    }

    @Test
    void recordingWithoutAFrameLeavesNoFile() throws IOException {
        start();
        recorder.stop(ANN, EndReason.STOPPED);
        assertEquals(List.of(), names());
        assertFalse(recorder.stop(ANN, EndReason.STOPPED));
    }

    @Test
    void secondRecordingOfOneSecondHasAnotherName() throws IOException {
        start();
        frames(2);
        recorder.stop(ANN, EndReason.STOPPED);
        start();
        frames(2);
        recorder.stop(ANN, EndReason.STOPPED);
        assertEquals(List.of(NAME + ".mp4", "20261130-070001Z.mp4"), names());
    }

    @Test
    void unfinishedFileOfAnEarlierProcessIsListedAndPlayable() throws IOException {
        start();
        frames(25);
        Path open = directory.resolve("recordings").resolve(NAME + ".unfinished.mp4");
        byte[] written = Files.readAllBytes(open);
        assertTrue(BoxReader.samples(written).size() >= 20, "all but the last second is on the disk");

        RecordingFiles later = new RecordingFiles(directory.resolve("recordings"));
        later.repair();
        RecordingFiles.Entry entry = later.list().getFirst();
        assertFalse(entry.complete());
        assertEquals(2_000, entry.millis());
        assertTrue(later.find(entry.name()).isPresent());
    }

    @Test
    void onlyRecordingsAreFoundOrDeleted() throws IOException {
        start();
        frames(2);
        recorder.stop(ANN, EndReason.STOPPED);
        Files.writeString(directory.resolve("secret.mp4"), "x");
        for (String name : List.of("../secret.mp4", "secret.mp4", "", "..", NAME + "-1.mp4", NAME)) {
            assertTrue(files.find(name).isEmpty(), name);
            assertFalse(files.delete(name), name);
        }
        Files.createSymbolicLink(
                directory.resolve("recordings").resolve("20261130-080000Z.mp4"), directory.resolve("secret.mp4"));
        assertTrue(files.find("20261130-080000Z.mp4").isEmpty(), "a link leads elsewhere");
        assertEquals(1, files.list().size());
        assertTrue(files.delete(NAME + ".mp4"));
        assertEquals(List.of(), files.list());
    }
}
