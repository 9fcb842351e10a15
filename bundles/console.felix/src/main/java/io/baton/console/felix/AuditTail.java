// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import io.baton.peer.PeerId;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcMethods;
import io.baton.session.SessionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the end of the audit journal backwards by the method {@code getAudit}, and keeps the entries that have a text.
 *
 * <p>Threading. The thread of the request, which waits for each page of entries for two seconds at most.
 */
final class AuditTail {

    /** Pages of entries that one search reads; a page has at most 48 KiB of entries. */
    static final int MAX_PAGES = 20;

    private static final int TIMEOUT_SECONDS = 2;
    private static final int PAGE = 200;
    /** No peer has this number: the call comes from the console. */
    private static final PeerId NO_PEER = new PeerId(Long.MAX_VALUE);

    private AuditTail() {}

    /**
     * What was found.
     *
     * @param entries newest first
     * @param older the number below which the search ended; 0 when the whole journal was read
     * @param problem why there is nothing; empty when there is no problem
     */
    record Found(List<Map<?, ?>> entries, long older, String problem) {

        Found {
            entries = List.copyOf(entries);
        }
    }

    /**
     * Searches the journal.
     *
     * @param text what an entry must have somewhere, in any case; empty for all entries
     * @param before the number that entries are below; 0 for the newest
     * @param limit the greatest number of entries
     */
    static Found read(RpcMethods journal, String text, long before, int limit) {
        String wanted = text.toLowerCase(Locale.ROOT);
        List<Map<?, ?>> found = new ArrayList<>();
        long below = before;
        for (int page = 0; page < MAX_PAGES; page++) {
            Map<?, ?> answer;
            try {
                answer = page(journal, below);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new Found(found, below, "The request was interrupted.");
            } catch (ExecutionException | TimeoutException e) {
                return new Found(found, below, "The audit journal did not answer. Try again in a moment.");
            }
            if (answer.get("entries") instanceof List<?> entries) {
                for (Object entry : entries) {
                    if (entry instanceof Map<?, ?> members && matches(members, wanted)) {
                        found.add(members);
                        if (found.size() == limit) {
                            return new Found(found, number(members.get("seq")), "");
                        }
                    }
                }
            }
            below = number(answer.get("before"));
            if (below == 0) {
                return new Found(found, 0, "");
            }
        }
        return new Found(found, below, "");
    }

    private static Map<?, ?> page(RpcMethods journal, long below)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, Object> params = new HashMap<>();
        params.put("limit", (long) PAGE);
        if (below > 0) {
            params.put("before", below);
        }
        RpcCall call = new RpcCall("getAudit", params, SessionId.CONSOLE, NO_PEER, 0, 0);
        @Nullable Object answer = journal.call(call).toCompletableFuture().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        return answer instanceof Map<?, ?> members ? members : Map.of();
    }

    private static boolean matches(Map<?, ?> entry, String wanted) {
        return wanted.isEmpty() || entry.toString().toLowerCase(Locale.ROOT).contains(wanted);
    }

    private static long number(@Nullable Object value) {
        return value instanceof Long number ? number : 0;
    }
}
