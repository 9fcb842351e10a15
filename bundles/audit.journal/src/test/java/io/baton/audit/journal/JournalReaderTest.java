// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.audit.AuditEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
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
