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
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what others leave in its tray. What was left is in the file, safe from the end of the process, as soon as the
 * scribe gets to it, and forced to the medium half a second later at most. While nothing can be written the tray fills;
 * what does not fit any more is counted, and a gap entry says so later.
 *
 * <p>Threading. {@link #run} is the scribe's thread; {@link #decided}, {@link #note}, {@link #read}, {@link #stop} and
 * {@link #counters} are for any.
 */
final class JournalWriter implements Runnable {

    static final int TRAY = 4096;
    static final Duration SYNC = Duration.ofMillis(500);
    static final Duration RETRY = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);
    private static final Duration IDLE = Duration.ofHours(1);

    private final Settings settings;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final EntryFactory minutes;
    private final AuditQueue tray;
    private final JournalReader readings;
    private final AuditMetrics tally = new AuditMetrics();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final List<Map<String, Object>> unwritten = new ArrayList<>();
    private @Nullable JournalFiles files;
    private HashChain chain = new HashChain(0, HashChain.NOTHING);
    private long retryAt;
    private long unsyncedSince;
    private boolean unsynced;

    /**
     * Where and how much.
     *
     * @param fileBytes length after which the next file begins
     * @param files how many are kept
     * @param life names this run of the process
     */
    record Settings(Path directory, long fileBytes, int files, String life) {}

    JournalWriter(Settings settings, InstantSource clock, LongSupplier nanoTime, int trayCapacity) {
        this.settings = settings;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.minutes = new EntryFactory(settings.life());
        this.tray = new AuditQueue(trayCapacity);
        this.readings = new JournalReader(settings.directory());
        this.retryAt = nanoTime.getAsLong();
    }

    void decided(DecisionRecord decided) {
        tray.leave(decided);
    }

    void note(AuditEvent note) {
        tray.leave(note, clock.instant());
    }

    /** Has a part of the journal read; false when too many want that already. */
    boolean read(JournalReader.Request request) {
        boolean taken = readings.add(request);
        tray.nudge();
        return taken;
    }

    AuditCounters counters() {
        return tally.counters();
    }

    /** Writes what is in the tray, if that is possible at once, and ends. */
    void stop() {
        stopping.countDown();
        tray.nudge();
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
            readings.refuse();
        }
    }

    /** Takes what is there, waiting for it at most so long, and writes it. */
    void round(Duration patience) throws InterruptedException {
        long rest = retryAt - nanoTime.getAsLong();
        if (rest > 0 && !stopping.await(Math.min(patience.toNanos(), rest), TimeUnit.NANOSECONDS)) {
            readings.serve();
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
                    take(Math.min(patience.toNanos(), untilSync()));
                } else {
                    beginFile(to, to.isOpen() ? "rotation" : "fileGone");
                }
            }
            write(to);
            if (tally.recovered()) {
                LOG.info("the journal in {} is written again", settings.directory());
            }
        } catch (IOException | RuntimeException e) {
            failed(e);
        }
        readings.serve();
    }

    private long untilSync() {
        return unsynced ? Math.max(0, unsyncedSince + SYNC.toNanos() - nanoTime.getAsLong()) : Long.MAX_VALUE;
    }

    private void take(long waitNanos) throws InterruptedException {
        List<AuditQueue.Item> items = new ArrayList<>();
        tray.drainTo(items, waitNanos);
        long notes = tray.takeNotesLost();
        if (notes > 0) {
            tally.lost(notes);
            unwritten.add(EntryFactory.gap(clock.instant(), "notes", notes));
        }
        items.forEach(this::putIntoWords);
    }

    private void putIntoWords(AuditQueue.Item item) {
        try {
            switch (item) {
                case AuditQueue.Item.Decision(DecisionRecord decided) -> {
                    long missed = minutes.missed();
                    unwritten.addAll(minutes.of(decided, tray.overflowed() ? "overflow" : "away"));
                    if (minutes.missed() > missed) {
                        tally.lost(minutes.missed() - missed);
                        tray.forgive();
                    }
                }
                case AuditQueue.Item.Note(AuditEvent note, Instant at) -> {
                    Map<String, Object> entry = EntryFactory.note(at, note);
                    JournalJson.CODEC.bytes(entry);
                    unwritten.add(entry);
                }
                case AuditQueue.Item.Nudge nudge -> {
                    // it did what it is for
                }
            }
        } catch (RuntimeException e) {
            // a decision that is missing is noticed at the next one: a gap entry will say so
            tally.lost(1);
            LOG.error("something could not be put into words for the journal", e);
        }
    }

    private void write(JournalFiles to) throws IOException {
        long now = nanoTime.getAsLong();
        if (!unwritten.isEmpty()) {
            HashChain next = chain.copy();
            List<byte[]> lines = unwritten.stream().map(next::next).toList();
            to.append(lines);
            chain = next;
            tally.wrote(lines);
            tally.gaps(unwritten.stream()
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
            tally.synced();
        }
    }

    /** Opens the directory and goes on where the last writer stopped. */
    private JournalFiles begin() throws IOException {
        JournalFiles opened = JournalFiles.open(settings.directory(), settings.files());
        try {
            JournalFiles.Found found = opened.recover();
            chain = new HashChain(found.seq(), found.head());
            minutes.follow(found.last());
            unwritten.clear();
            if (!opened.isOpen()) {
                beginFile(opened, "start");
            }
            Instant now = clock.instant();
            unwritten.add(minutes.opened(now));
            found.torn().forEach(torn -> tell(torn, now));
            if (found.damaged()) {
                LOG.error("the journal's newest file was changed by somebody; it stays as it is, and the next begins");
            }
            files = opened;
            return opened;
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private void tell(TornTail torn, Instant now) {
        LOG.warn(
                "{} ended with {} bytes of an entry that was never finished; they are kept as {}",
                torn.file(),
                torn.bytes(),
                torn.keptAs());
        tally.torn();
        unwritten.add(EntryFactory.tornTail(now, torn));
    }

    /** The next file begins with its number and, when it is known, the roster. */
    private void beginFile(JournalFiles to, String reason) throws IOException {
        to.beginNext();
        Instant now = clock.instant();
        unwritten.add(EntryFactory.file(now, to.number(), reason));
        unwritten.addAll(minutes.snapshot(now, reason));
    }

    private void failed(Exception e) {
        retryAt = nanoTime.getAsLong() + RETRY.toNanos();
        if (tally.failed()) {
            LOG.error(
                    "the journal in {} cannot be written ({}); trying again each second, the device goes on",
                    settings.directory(),
                    e.toString());
        }
    }

    /** What cannot be written now is lost, and the next writer finds that it is. */
    private void end() throws InterruptedException {
        retryAt = nanoTime.getAsLong();
        int rounds = tray.size() + 3;
        for (int i = 0; i < rounds && (tray.size() > 0 || !unwritten.isEmpty() || files == null); i++) {
            round(Duration.ZERO);
        }
        JournalFiles to = files;
        if (to == null || tray.size() > 0 || !unwritten.isEmpty()) {
            LOG.error("the journal ends with {} entries not written", tray.size() + unwritten.size());
            return;
        }
        try {
            unwritten.addAll(minutes.rest(clock.instant()));
            unwritten.add(minutes.closed(clock.instant()));
            write(to);
        } catch (IOException e) {
            failed(e);
        }
    }

    private void closeFiles() {
        JournalFiles to = files;
        files = null;
        if (to != null) {
            try {
                to.close();
            } catch (IOException e) {
                LOG.error("the journal could not be closed: {}", e.toString());
            }
        }
    }
}
