// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.audit.AuditEvent;
import io.baton.peer.PeerId;
import io.baton.rpc.RpcCall;
import io.baton.session.SessionId;
import io.baton.testkit.Patience;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal of eight small files, read page by page. */
final class JournalReaderTest {

    private static final int NOTES = 160;

    private final JournalFixture fixture;
    private final JournalReader reader;

    JournalReaderTest(@TempDir Path temp) {
        fixture = new JournalFixture(temp.resolve("audit"), 4096, 100);
        reader = new JournalReader(fixture.directory);
    }

    @BeforeEach
    void write() throws InterruptedException {
        JournalWriter writer = fixture.journalWriter();
        for (int i = 0; i < NOTES; i++) {
            writer.note(new AuditEvent("login", "user" + i, "192.0.2.1", "done", Map.of()));
            fixture.write(writer);
        }
        JournalFixture.close(writer);
    }

    @Test
    void pagesTogetherHoldEveryEntryOnce() throws Exception {
        List<Long> numbers = new ArrayList<>();
        int pages = 0;
        for (Object before = Long.MAX_VALUE; before != null; pages++) {
            Map<String, Object> page = page((Long) before, 500);
            entries(page).forEach(entry -> numbers.add((Long) entry.get("seq")));
            before = page.get("before");
        }
        List<Long> expected = new ArrayList<>();
        for (long i = fixture.entries().size(); i > 0; i--) {
            expected.add(i);
        }
        assertEquals(expected, numbers);
        assertTrue(pages >= 4, pages + " pages of at most two files");
    }

    @Test
    void onePageReadsAtMostTwoFiles() throws Exception {
        Map<String, Object> page = page(Long.MAX_VALUE, 500);

        assertTrue(entries(page).size() < NOTES / 2, entries(page).size() + " entries");
        assertEquals(entries(page).getLast().get("seq"), page.get("before"));
    }

    @Test
    void pageBeforeTheFirstEntryIsEmptyAndTheLast() throws Exception {
        Map<String, Object> page = page(1, 500);

        assertEquals(List.of(), page.get("entries"));
        assertFalse(page.containsKey("before"));
    }

    @Test
    void pageHasAtMost48KibibytesOfEntries() throws Exception {
        JournalFixture large = new JournalFixture(fixture.directory.resolveSibling("large"));
        JournalWriter writer = large.journalWriter();
        for (int i = 0; i < 100; i++) {
            writer.note(new AuditEvent("login", "ann", "192.0.2.1", "done", Map.of("text", "x".repeat(4_000))));
        }
        large.write(writer);
        JournalFixture.close(writer);
        CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
        new JournalReader(large.directory).serve(new JournalReader.Request(Long.MAX_VALUE, 500, answer));

        int bytes = entries(answer.join()).stream()
                .mapToInt(entry -> JournalJson.CODEC.bytes(entry).length)
                .sum();
        assertTrue(bytes <= JournalReader.MAX_BYTES, bytes + " bytes");
        assertTrue(bytes > JournalReader.MAX_BYTES / 2, bytes + " bytes");
        assertTrue(answer.join().containsKey("before"));
    }

    @Test
    void journalIsWrittenWhileTheReaderIsBlocked(@TempDir Path temp) throws Exception {
        ChainedJournal journal = new ChainedJournal(
                new JournalWriter.Settings(temp.resolve("audit"), 1024 * 1024, 4, Duration.ZERO, "life"),
                InstantSource.system(),
                System::nanoTime);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        try {
            RpcCall call = new RpcCall("getAudit", Map.of(), new SessionId("ann"), new PeerId(1), 0, 0);
            while (blocked.getCount() > 0) {
                CompletableFuture<Void> answered = new CompletableFuture<>();
                var unused = journal.call(call).thenAccept(page -> {
                    boolean onReader = Thread.currentThread().getName().equals("baton-audit-reader");
                    if (onReader) {
                        blocked.countDown(); // before the test's thread looks again
                    }
                    answered.complete(null);
                    if (onReader) {
                        awaitUntilInterrupted(release);
                    }
                });
                answered.get(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS);
            }
            for (int i = 0; i < 100; i++) {
                journal.note(new AuditEvent("login", "user" + i, "192.0.2.1", "done", Map.of()));
            }
            Patience.await().until(() -> journal.counters().entries() >= 100);
            assertEquals(0, journal.counters().lost());
        } finally {
            release.countDown();
            journal.close();
        }
    }

    private static void awaitUntilInterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatWasNotedBeforeTheQuestionIsWrittenBeforeItIsRead(@TempDir Path temp) throws Exception {
        JournalFixture other = new JournalFixture(temp.resolve("audit"));
        JournalWriter journalWriter = other.journalWriter();
        journalWriter.round(Duration.ZERO);
        journalWriter.note(new AuditEvent("login", "ada", "192.0.2.1", "done", Map.of()));
        List<Object> read = new ArrayList<>();
        assertTrue(journalWriter.whenWritten(() -> read.addAll(
                other.entries("note").stream().map(entry -> entry.get("user")).toList())));
        assertEquals(List.of(), read, "not yet");
        journalWriter.round(Duration.ZERO);
        assertEquals(List.of("ada"), read);
    }

    @Test
    void questionsThatWaitAreBoundedAndEachIsAnsweredAtTheEnd(@TempDir Path temp) {
        JournalWriter journalWriter = new JournalFixture(temp.resolve("audit")).journalWriter();
        AtomicInteger answered = new AtomicInteger();
        for (int i = 0; i < 8; i++) {
            assertTrue(journalWriter.whenWritten(answered::incrementAndGet));
        }
        assertFalse(journalWriter.whenWritten(answered::incrementAndGet));
        JournalFixture.close(journalWriter);
        assertEquals(8, answered.get());
        assertFalse(journalWriter.whenWritten(answered::incrementAndGet), "after the end");
    }

    @Test
    void requestIsRefusedWhenTooManyWait() {
        for (int i = 0; i < 8; i++) {
            assertTrue(reader.add(new JournalReader.Request(1, 1, new CompletableFuture<>())));
        }
        assertFalse(reader.add(new JournalReader.Request(1, 1, new CompletableFuture<>())));
    }

    private Map<String, Object> page(long before, int limit) throws Exception {
        CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
        reader.serve(new JournalReader.Request(before, limit, answer));
        assertTrue(answer.isDone());
        return answer.get();
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> entries(Map<String, Object> page) {
        return (List<Map<String, Object>>) Objects.requireNonNull(page.get("entries"));
    }
}
