// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import io.baton.audit.AuditCounters;
import io.baton.audit.AuditEvent;
import io.baton.session.DecisionRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes queued decisions and notes to the journal: at once into the file, where they survive the end of the process,
 * and half a second later at most onto the medium. While nothing can be written the queue fills; what does not fit is
 * counted and reported by a gap entry.
 *
 * <p>Threading. {@link #run} is the writer's thread; {@link #decided}, {@link #note}, {@link #stop} and
 * {@link #counters} are safe for any.
 */
final class JournalWriter implements Runnable {

    static final int QUEUE_CAPACITY = 4096;
    static final Duration SYNC = Duration.ofMillis(500);
    static final Duration RETRY = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger("audit.journal");
    /** Marks in the queue at most: it is there for entries. */
    private static final int MAX_MARKS = 8;

    private static final Duration IDLE = Duration.ofHours(1);

    private final Settings settings;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final EntryFactory entryFactory;
    private final AuditQueue queue;
    private final AuditMetrics metrics = new AuditMetrics();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final List<Map<String, Object>> unwritten = new ArrayList<>();
    private final Semaphore marks = new Semaphore(MAX_MARKS);
    private final List<Runnable> due = new ArrayList<>();
    private @Nullable JournalFiles files;
    private HashChain chain = new HashChain(0, HashChain.NOTHING);
    private long retryAt;
    private long unsyncedSince;
    private boolean unsynced;

    /**
     * Directory and bounds of the journal.
     *
     * @param fileBytes length after which the next file begins
     * @param files how many are kept
     * @param minAge how long a file is kept beyond that number, up to four times the number
     * @param life names this run of the process
     */
    record Settings(Path directory, long fileBytes, int files, Duration minAge, String life) {}

    JournalWriter(Settings settings, InstantSource clock, LongSupplier nanoTime, int queueCapacity) {
        this.settings = settings;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.entryFactory = new EntryFactory(settings.life());
        this.queue = new AuditQueue(queueCapacity);
        this.retryAt = nanoTime.getAsLong();
    }

    void decided(DecisionRecord decided) {
        queue.add(decided, clock.instant());
    }

    void note(AuditEvent note) {
        queue.add(note, clock.instant());
    }

    AuditCounters counters() {
        return metrics.counters();
    }

    /**
     * Runs something on the journal's thread once what was noted before is written, or cannot be written.
     *
     * @return false when it is not run, because it would wait for too long
     */
    boolean whenWritten(Runnable written) {
        if (stopping.getCount() == 0 || !metrics.counters().healthy() || !marks.tryAcquire()) {
            return false;
        }
        boolean queued = queue.add(written);
        if (!queued) {
            marks.release();
        }
        return queued;
    }

    /** Writes what is queued, if that is possible at once, and ends. */
    void stop() {
        stopping.countDown();
        queue.wakeUp();
    }

    @Override
    public void run() {
        try {
            while (stopping.getCount() > 0) {
                round(IDLE);
            }
            end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closeFiles();
        }
    }

    /** Waits for queued items, at most for the given time, and writes them. */
    void round(Duration maxWait) throws InterruptedException {
        long rest = retryAt - nanoTime.getAsLong();
        if (rest > 0 && stopping.await(Math.min(maxWait.toNanos(), rest), TimeUnit.NANOSECONDS)) {
            LOG.debug("journal stops before its next attempt");
        }
        if (retryAt - nanoTime.getAsLong() > 0) {
            return;
        }
        try {
            JournalFiles to = files;
            if (to == null) {
                to = begin();
            } else if (unwritten.isEmpty()) {
                if (to.isOpen() && to.length() < settings.fileBytes()) {
                    take(Math.min(maxWait.toNanos(), untilSync()));
                } else {
                    beginFile(to, to.isOpen() ? "rotation" : "fileGone");
                }
            }
            write(to);
            if (metrics.recovered()) {
                LOG.info("journal written again directory={}", settings.directory());
            }
        } catch (IOException | RuntimeException e) {
            failed(e);
            due.addAll(queue.takeMarks());
        }
        runDue();
    }

    private void runDue() {
        List<Runnable> all = List.copyOf(due);
        due.clear();
        for (Runnable written : all) {
            marks.release();
            try {
                written.run();
            } catch (RuntimeException e) {
                LOG.error("reader of the journal failed", e);
            }
        }
    }

    private long untilSync() {
        return unsynced ? Math.max(0, unsyncedSince + SYNC.toNanos() - nanoTime.getAsLong()) : Long.MAX_VALUE;
    }

    private void take(long waitNanos) throws InterruptedException {
        List<AuditQueue.Item> items = new ArrayList<>();
        queue.drainTo(items, waitNanos);
        long notes = queue.takeNotesLost();
        if (notes > 0) {
            metrics.lost(notes);
            unwritten.add(EntryFactory.gap(clock.instant(), "notes", notes));
        }
        items.forEach(this::addEntries);
    }

    private void addEntries(AuditQueue.Item item) {
        try {
            switch (item) {
                case AuditQueue.Item.Decision(DecisionRecord decided, Instant at) -> {
                    long missed = entryFactory.missed();
                    unwritten.addAll(entryFactory.of(decided, at, queue.overflowed() ? "overflow" : "away"));
                    if (entryFactory.missed() > missed) {
                        metrics.lost(entryFactory.missed() - missed);
                        queue.resetLost();
                    }
                }
                case AuditQueue.Item.Note(AuditEvent note, Instant at) -> {
                    Map<String, Object> entry = EntryFactory.note(at, note);
                    JournalJson.CODEC.bytes(entry);
                    unwritten.add(entry);
                }
                case AuditQueue.Item.Mark(Runnable written) -> due.add(written);
                case AuditQueue.Item.WakeUp wakeUp -> {
                    // it did what it is for
                }
            }
        } catch (RuntimeException e) {
            // a decision that is missing is noticed at the next one: a gap entry will say so
            metrics.lost(1);
            LOG.error("audit entry lost, it cannot be encoded", e);
        }
    }

    private void write(JournalFiles to) throws IOException {
        long now = nanoTime.getAsLong();
        if (!unwritten.isEmpty()) {
            HashChain next = chain.copy();
            List<byte[]> lines = unwritten.stream().map(next::next).toList();
            to.append(lines);
            chain = next;
            metrics.wrote(lines);
            metrics.gaps(unwritten.stream()
                    .filter(entry -> "gap".equals(entry.get("kind")))
                    .count());
            unwritten.clear();
            if (!unsynced) {
                unsynced = true;
                unsyncedSince = now;
            }
        }
        if (unsynced && now - unsyncedSince >= SYNC.toNanos()) {
            to.force();
            unsynced = false;
            metrics.synced();
        }
    }

    /** Opens the directory and goes on where the last writer stopped. */
    private JournalFiles begin() throws IOException {
        JournalFiles opened = JournalFiles.open(settings.directory(), settings.files(), settings.minAge());
        try {
            JournalFiles.Found found = opened.recover();
            chain = new HashChain(found.seq(), found.head());
            entryFactory.follow(found.last());
            unwritten.clear();
            if (!opened.isOpen()) {
                beginFile(opened, "start");
            }
            Instant now = clock.instant();
            unwritten.add(entryFactory.opened(now));
            found.torn().forEach(torn -> reportTornTail(torn, now));
            if (found.damaged()) {
                LOG.error("journal file damaged or changed by another program, the next file begins");
            }
            files = opened;
            return opened;
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private void reportTornTail(TornTail torn, Instant now) {
        LOG.warn(
                "journal file had an incomplete end file={} bytes={} keptAs={}",
                torn.file(),
                torn.bytes(),
                torn.keptAs());
        metrics.torn();
        unwritten.add(EntryFactory.tornTail(now, torn));
    }

    /** The next file begins with its number and, when it is known, the roster. */
    private void beginFile(JournalFiles to, String reason) throws IOException {
        Instant now = clock.instant();
        to.beginNext(now);
        unwritten.add(EntryFactory.file(now, to.number(), reason));
        unwritten.addAll(entryFactory.snapshot(now, reason));
    }

    private void failed(Exception e) {
        retryAt = nanoTime.getAsLong() + RETRY.toNanos();
        if (metrics.failed()) {
            LOG.error(
                    "journal cannot be written, retrying each second directory={} cause={}",
                    settings.directory(),
                    e.toString());
        }
    }

    /** What cannot be written now is lost, and the next writer finds that it is. */
    private void end() throws InterruptedException {
        retryAt = nanoTime.getAsLong();
        int rounds = queue.size() + 3;
        for (int i = 0; i < rounds && (queue.size() > 0 || !unwritten.isEmpty() || files == null); i++) {
            round(Duration.ZERO);
        }
        JournalFiles to = files;
        if (to == null || queue.size() > 0 || !unwritten.isEmpty()) {
            LOG.error("journal closed with entries not written count={}", queue.size() + unwritten.size());
            return;
        }
        try {
            unwritten.addAll(entryFactory.rest(clock.instant()));
            unwritten.add(entryFactory.closed(clock.instant()));
            write(to);
        } catch (IOException e) {
            failed(e);
        }
    }

    private void closeFiles() {
        due.addAll(queue.takeMarks());
        runDue();
        JournalFiles to = files;
        files = null;
        if (to != null) {
            try {
                to.close();
            } catch (IOException e) {
                LOG.error("journal could not be closed cause={}", e.toString());
            }
        }
    }
}
