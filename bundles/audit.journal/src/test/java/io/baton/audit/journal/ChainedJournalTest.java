// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.testkit.LiveThreads;
import io.baton.testkit.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal with its threads. */
final class ChainedJournalTest {

    private final Path directory;

    ChainedJournalTest(@TempDir Path temp) {
        directory = temp.resolve("audit");
    }

    private ChainedJournal start() {
        return new ChainedJournal(
                new JournalWriter.Settings(directory, 1024 * 1024, 4, Duration.ZERO, "life"),
                InstantSource.system(),
                System::nanoTime);
    }

    @Test
    void deactivationLeavesNoThread() {
        ChainedJournal journal = start();
        assertEquals(List.of("baton-audit", "baton-audit-reader"), LiveThreads.named("baton-audit"));
        journal.close();
        assertEquals(List.of(), LiveThreads.left("baton-audit"));
    }

    @Test
    void readyOnceTheFirstEntryIsWritten() {
        ChainedJournal journal = start();
        Patience.await().until(() -> journal.get().isEmpty());
        assertTrue(journal.counters().entries() > 0);
        journal.close();
    }

    @Test
    void notReadyWhileTheJournalCannotBeWritten() throws IOException {
        Files.writeString(directory, "a file in place of the directory");
        ChainedJournal journal = start();
        Patience.await().until(() -> journal.get().equals("the audit journal cannot be written"));
        journal.close();
    }
}
