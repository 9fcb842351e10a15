// SPDX-License-Identifier: Apache-2.0
package io.baton.recording.mp4;

import io.baton.audit.AuditEvent;
import io.baton.rpc.RpcEvents;
import io.baton.rpc.StreamDisclosure;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.video.AccessUnit;
import io.baton.video.AccessUnitSink;
import io.baton.video.EncodedVideo;
import io.baton.video.Subscription;
import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records the stream. At most one recording runs. It begins once the sessions are shown that it does, and ends by
 * itself at a limit. A frame that needs other parameter sets or has another size begins the next part, a file of its
 * own. While there is no signal the last frame lasts on.
 *
 * <p>Threading. One thread, except for {@link #published} and the subscription's frames.
 */
final class Recorder {

    private static final Logger LOG = LoggerFactory.getLogger("recording.mp4");

    /** How long the provider of the sign may be replaced. */
    static final Duration LONGEST_WITHOUT_SIGN = Duration.ofSeconds(5);

    /** The time between two key frames at which a player can begin, if the encoder makes none by itself. */
    static final Duration KEY_FRAME_INTERVAL = Duration.ofSeconds(10);

    static final int MAX_PARTS = 100;

    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final RecordingFiles files;
    private final Services services;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final FrameQueue queue = new FrameQueue();
    private final Runnable wake;
    private @Nullable Running running;
    private volatile Published published = new Published(null, "");

    /**
     * What other threads see.
     *
     * @param present the disclosure of the running recording; null when none runs
     * @param lastEnd why the last recording ended, as a word; empty before the first end
     */
    record Published(@Nullable StreamDisclosure present, String lastEnd) {}

    /** What the recorder uses; each may be absent. */
    interface Services {

        @Nullable
        EncodedVideo video();

        @Nullable
        RpcEvents events();

        /** Registers a disclosure; the result ends it. */
        Runnable disclose(StreamDisclosure disclosure);

        void audit(AuditEvent event);

        Limits limits();
    }

    /**
     * The session that asks.
     *
     * @param nickname empty for none
     * @param user the account; empty for none
     * @param source the address
     */
    record Actor(String nickname, String user, String source) {

        static final Actor DEVICE = new Actor("", "", "");
    }

    private static final class Running {
        final String stem;
        final StreamDisclosure disclosure;
        final Runnable endDisclosure;
        final long begin;
        final long otherBytes;
        long signSeen;
        long nextCheck;
        long droppedBefore;
        int part;
        long finishedBytes;
        long lastKey;
        boolean keyWanted;

        @Nullable
        EncodedVideo video;

        @Nullable
        Feed feed;

        @Nullable
        Part open;

        Running(String stem, StreamDisclosure disclosure, Runnable endDisclosure, long begin, long otherBytes) {
            this.stem = stem;
            this.disclosure = disclosure;
            this.endDisclosure = endDisclosure;
            this.begin = begin;
            this.otherBytes = otherBytes;
            this.signSeen = begin;
            this.nextCheck = begin;
        }

        long bytes() {
            return finishedBytes + (open == null ? 0 : open.writer().bytes());
        }
    }

    /** @param origin the capture time of its first frame */
    private record Part(String name, FileChannel file, Mp4Writer writer, VideoMode mode, long origin) {}

    /** @param wake has {@link #tick} called soon; called by the encoder's thread */
    Recorder(RecordingFiles files, Services services, InstantSource clock, LongSupplier nanoTime, Runnable wake) {
        this.files = files;
        this.services = services;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.wake = wake;
    }

    /** Returns whether a recording runs, and how the last one ended; for any thread. */
    Published published() {
        return published;
    }

    /** Returns whether this file is being written. */
    boolean isOpen(String name) {
        Running now = running;
        return now != null && now.open != null && now.open.name().equals(name);
    }

    /** Returns the length of the running recording's present file. */
    long openMillis() {
        Running now = running;
        Part open = now == null ? null : now.open;
        return open == null
                ? 0
                : Duration.ofNanos(nanoTime.getAsLong() - open.origin()).toMillis();
    }

    /** Returns the frames that were dropped because the disk was too slow. */
    long dropped() {
        return queue.dropped();
    }

    Outcome start(Actor actor) {
        Running before = running;
        if (before != null) {
            StreamDisclosure other = before.disclosure;
            return Outcome.refused(
                    Reason.NOT_ALLOWED,
                    "A recording runs already" + (other.nickname().isEmpty() ? "." : ", by " + other.nickname() + "."));
        }
        RpcEvents events = services.events();
        if (services.video() == null || events == null) {
            return unavailable();
        }
        try {
            String stem = files.newStem(clock.instant());
            long total = files.totalBytes();
            Outcome room = room(total);
            return room.isDone() ? begin(actor, stem, total, events) : room;
        } catch (IOException e) {
            LOG.warn("recording not started cause={}", e.toString());
            return Outcome.refused(Reason.NOT_ALLOWED, "The disk cannot be written: " + e.getMessage());
        }
    }

    private Outcome room(long total) throws IOException {
        Limits limits = services.limits();
        if (total >= limits.totalBytes()) {
            return Outcome.refused(
                    Reason.NOT_ALLOWED,
                    "The recordings take all the room that they may have. Delete some, or raise the limit.");
        }
        long free = files.freeBytes();
        return free > limits.freeBytes()
                ? Outcome.done()
                : Outcome.refused(
                        Reason.NOT_ALLOWED,
                        "The disk has %d MiB left, and %d MiB have to stay free. Delete some files."
                                .formatted(free >> 20, limits.freeBytes() >> 20));
    }

    private Outcome begin(Actor actor, String stem, long total, RpcEvents events) {
        StreamDisclosure disclosure =
                new StreamDisclosure(StreamDisclosure.Kind.RECORDING, clock.instant(), actor.nickname(), "");
        String lastEnd = published.lastEnd();
        // before the sign: who sees it may ask at once
        published = new Published(disclosure, lastEnd);
        Runnable end;
        try {
            end = services.disclose(disclosure);
        } catch (RuntimeException e) {
            published = new Published(null, lastEnd);
            throw e;
        }
        if (!events.discloses(disclosure)) {
            published = new Published(null, lastEnd);
            end.run();
            return unavailable();
        }
        long now = nanoTime.getAsLong();
        Running begun = new Running(stem, disclosure, end, now, total);
        begun.droppedBefore = queue.dropped();
        running = begun;
        services.audit(event("recording_start", actor, "done", Map.of("recording", stem)));
        LOG.info("recording started name={}", stem);
        queue.clear();
        subscribe(begun);
        return Outcome.done();
    }

    private static Outcome unavailable() {
        return Outcome.refused(
                Reason.TEMPORARILY_UNAVAILABLE,
                "A part of the device that recording needs is being replaced. Try again.",
                Duration.ofSeconds(1));
    }

    /** Ends the recording, if one runs. */
    boolean stop(Actor actor, EndReason reason) {
        Running now = running;
        if (now == null) {
            return false;
        }
        try {
            drain(now);
        } catch (IOException e) {
            LOG.warn("recording not written name={} cause={}", now.stem, e.toString());
        }
        end(now, actor, reason);
        return true;
    }

    /** Writes what has arrived, and checks limits, sign and encoder. To be called at least every 250 ms. */
    void tick() {
        Running now = running;
        if (now == null) {
            return;
        }
        try {
            subscribe(now);
            EndReason reason = drain(now);
            if (reason == null) {
                reason = check(now, nanoTime.getAsLong());
            }
            if (reason != null) {
                end(now, Actor.DEVICE, reason);
            }
        } catch (IOException e) {
            LOG.warn("recording not written name={} cause={}", now.stem, e.toString());
            end(now, Actor.DEVICE, EndReason.WRITE_FAILED);
        }
    }

    /** Subscribes to the encoder that is there now. */
    private void subscribe(Running now) {
        EncodedVideo wanted = services.video();
        if (wanted == now.video) {
            return;
        }
        unsubscribe(now);
        now.video = wanted;
        if (wanted != null) {
            queue.awaitKey();
            Feed feed = new Feed(wanted);
            now.feed = feed;
            feed.open(wanted.subscribe(feed));
        }
    }

    private static void unsubscribe(Running now) {
        Feed feed = now.feed;
        now.feed = null;
        now.video = null;
        if (feed != null) {
            feed.close();
        }
    }

    private @Nullable EndReason drain(Running now) throws IOException {
        for (FrameQueue.Frame frame = queue.poll(); frame != null; frame = queue.poll()) {
            EndReason reason = write(now, frame);
            if (reason != null) {
                return reason;
            }
        }
        Part open = now.open;
        if (open != null) {
            open.writer().tick(units(nanoTime.getAsLong() - open.origin()));
        }
        return null;
    }

    private @Nullable EndReason write(Running now, FrameQueue.Frame frame) throws IOException {
        H264Sample sample = H264Sample.parse(frame.annexB());
        Part open = now.open;
        if (open != null && (!open.writer().accepts(sample) || !sameSize(open.mode(), frame.mode()))) {
            finish(now, frame.captureNanos());
            open = null;
        }
        if (open == null) {
            if (!frame.key() || !sample.hasParameterSets()) {
                return null;
            }
            if (now.part == MAX_PARTS) {
                return EndReason.TOO_MANY_PARTS;
            }
            now.part++;
            open = create(now, frame, sample);
            now.open = open;
        }
        open.writer().add(units(frame.captureNanos() - open.origin()), frame.key(), sample);
        if (frame.key()) {
            now.lastKey = frame.captureNanos();
            now.keyWanted = false;
        } else if (!now.keyWanted && frame.captureNanos() - now.lastKey >= KEY_FRAME_INTERVAL.toNanos()) {
            now.keyWanted = true;
            EncodedVideo video = now.video;
            if (video != null) {
                video.requestKeyFrame();
            }
        }
        return limit(now);
    }

    private Part create(Running now, FrameQueue.Frame frame, H264Sample sample) throws IOException {
        String name = RecordingFiles.unfinished(now.stem, now.part);
        FileChannel file = files.create(name);
        VideoMode mode = frame.mode();
        try {
            Mp4Writer writer = new Mp4Writer(file, mode.width(), mode.height(), sample, clock.instant());
            return new Part(name, file, writer, mode, frame.captureNanos());
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private static boolean sameSize(VideoMode one, VideoMode other) {
        return one.width() == other.width() && one.height() == other.height();
    }

    private @Nullable EndReason limit(Running now) {
        Limits limits = services.limits();
        if (now.bytes() >= limits.recordingBytes()) {
            return EndReason.SIZE_LIMIT;
        }
        return now.otherBytes + now.bytes() >= limits.totalBytes() ? EndReason.TOTAL_LIMIT : null;
    }

    private @Nullable EndReason check(Running now, long time) throws IOException {
        Limits limits = services.limits();
        if (time - now.begin >= limits.duration().toNanos()) {
            return EndReason.DURATION_LIMIT;
        }
        RpcEvents events = services.events();
        if (events != null && events.discloses(now.disclosure)) {
            now.signSeen = time;
        } else if (time - now.signSeen >= LONGEST_WITHOUT_SIGN.toNanos()) {
            return EndReason.SIGN_UNAVAILABLE;
        }
        if (time - now.nextCheck >= 0) {
            now.nextCheck = time + CHECK_INTERVAL.toNanos();
            if (files.freeBytes() <= limits.freeBytes()) {
                return EndReason.LOW_DISK_SPACE;
            }
        }
        return null;
    }

    /** The sign goes last: it is shown for as long as anything is recorded. */
    private void end(Running now, Actor actor, EndReason reason) {
        EndReason last = reason;
        unsubscribe(now);
        queue.clear();
        try {
            finish(now, nanoTime.getAsLong());
        } catch (IOException e) {
            LOG.warn("recording not finished name={} cause={}", now.stem, e.toString());
            last = EndReason.WRITE_FAILED;
        }
        running = null;
        published = new Published(null, last.wireName());
        now.endDisclosure.run();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("recording", now.stem);
        details.put("reason", last.wireName());
        details.put("files", now.part);
        details.put("bytes", now.finishedBytes);
        details.put("droppedFrames", queue.dropped() - now.droppedBefore);
        services.audit(event("recording_stop", actor, "done", details));
        LOG.info(
                "recording ended name={} reason={} files={} bytes={} droppedFrames={}",
                now.stem,
                last.wireName(),
                now.part,
                now.finishedBytes,
                queue.dropped() - now.droppedBefore);
    }

    /** Completes the open file; one that cannot be completed stays as an unfinished one. */
    private void finish(Running now, long time) throws IOException {
        Part open = now.open;
        if (open == null) {
            return;
        }
        now.open = null;
        try (FileChannel file = open.file()) {
            open.writer().finish(units(time - open.origin()));
            now.finishedBytes += file.size();
        }
        files.complete(open.name());
    }

    static AuditEvent event(String action, Actor actor, String outcome, Map<String, Object> details) {
        Map<String, Object> all = new LinkedHashMap<>(details);
        if (!actor.nickname().isEmpty()) {
            all.put("nickname", actor.nickname());
        }
        return new AuditEvent(action, actor.user(), actor.source(), outcome, all);
    }

    private static long units(long nanos) {
        long seconds = Math.floorDiv(nanos, NANOS_PER_SECOND);
        return seconds * Mp4Header.TIMESCALE
                + Math.floorMod(nanos, NANOS_PER_SECOND) * Mp4Header.TIMESCALE / NANOS_PER_SECOND;
    }

    /** One subscription; frames that arrive after it was closed are ignored. */
    private final class Feed implements AccessUnitSink {

        private final EncodedVideo video;
        private volatile boolean closed;
        private @Nullable Subscription subscription;

        Feed(EncodedVideo video) {
            this.video = video;
        }

        void open(Subscription made) {
            subscription = made;
        }

        void close() {
            closed = true;
            Subscription made = subscription;
            if (made != null) {
                try {
                    made.close();
                } catch (RuntimeException e) {
                    LOG.debug("encoder gone cause={}", e.toString());
                }
            }
        }

        @Override
        public void accessUnit(AccessUnit unit) {
            if (closed) {
                return;
            }
            if (queue.offer(unit)) {
                video.requestKeyFrame();
            }
            wake.run();
        }

        @Override
        public void signal(VideoSignal signal) {
            // without a signal the last frame lasts on
        }
    }
}
