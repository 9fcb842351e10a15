// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.console.felix.AuditTail.Found;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcMethods;
import io.baton.session.SessionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The end of the journal as the Web Console shows it, and a search in it. */
final class AuditTailTest {

    /** A journal of 1000 entries, ten to a page; entry 950 alone is of ada. */
    private static final class Journal implements RpcMethods {

        private static final long ENTRIES = 1000;
        private final List<RpcCall> calls = new ArrayList<>();

        @Override
        public CompletionStage<Object> call(RpcCall call) {
            calls.add(call);
            long before = call.params().get("before") instanceof Long number ? number : ENTRIES + 1;
            List<Map<String, Object>> entries = new ArrayList<>();
            for (long seq = before - 1; seq > 0 && entries.size() < 10; seq--) {
                entries.add(Map.of("seq", seq, "user", seq == 950 ? "Ada" : "bob"));
            }
            Map<String, Object> answer = new HashMap<>();
            answer.put("entries", entries);
            if (before > 11) {
                answer.put("before", before - 10);
            }
            return CompletableFuture.completedStage(answer);
        }
    }

    private final Journal journal = new Journal();

    private static List<Long> numbers(Found found) {
        return found.entries().stream().map(entry -> (Long) entry.get("seq")).toList();
    }

    @Test
    void newestEntriesComeFirstAndOlderOnesFollow() {
        Found newest = AuditTail.read(journal, "", 0, 3);
        assertEquals(List.of(1000L, 999L, 998L), numbers(newest));
        assertEquals(998, newest.older());
        assertEquals(List.of(997L, 996L), numbers(AuditTail.read(journal, "", newest.older(), 2)));
        assertEquals(SessionId.CONSOLE, journal.calls.getFirst().session());
        assertEquals("getAudit", journal.calls.getFirst().method());
    }

    @Test
    void searchReadsOnUntilItFindsInAnyCase() {
        Found found = AuditTail.read(journal, "aDA", 0, 100);
        assertEquals(List.of(950L), numbers(found));
        assertEquals("", found.problem());
    }

    @Test
    void searchIsBoundedAndSaysWhereItEnded() {
        Found found = AuditTail.read(journal, "nothing has this", 0, 100);
        assertEquals(AuditTail.MAX_PAGES, journal.calls.size());
        assertEquals(1001 - 10L * AuditTail.MAX_PAGES, found.older());
    }

    @Test
    void endOfTheJournalIsTheEnd() {
        assertEquals(0, AuditTail.read(journal, "", 6, 100).older());
    }

    @Test
    void failureIsSaid() {
        Found found = AuditTail.read(call -> CompletableFuture.failedStage(new IllegalStateException()), "", 0, 10);
        assertEquals(List.of(), found.entries());
        assertEquals("The audit journal did not answer. Try again in a moment.", found.problem());
    }
}
