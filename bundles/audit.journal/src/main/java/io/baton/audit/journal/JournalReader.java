// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import io.baton.audit.journal.LineReader.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads the journal backwards for people: without digests, without the commands' forms, without entries that only say
 * that somebody was busy.
 *
 * <p>Threading. Any thread asks, the scribe's reads, so that no file is rotated away meanwhile.
 */
final class JournalReader {

    /** Whatever the limit: an answer fits into one message on the channel. */
    static final int MAX_BYTES = 48 * 1024;

    private static final int WAITING = 8;

    private final Path directory;
    private final BlockingQueue<Request> requests = new ArrayBlockingQueue<>(WAITING);

    /**
     * Somebody wants entries, newest first.
     *
     * @param before only entries with a lower number
     * @param limit at most so many
     * @param answer completed with {@code entries} and, unless the end was reached, {@code before} for the next call
     */
    record Request(long before, int limit, CompletableFuture<Map<String, Object>> answer) {}

    JournalReader(Path directory) {
        this.directory = directory;
    }

    boolean add(Request request) {
        return requests.offer(request);
    }

    void serve() {
        for (Request request = requests.poll(); request != null; request = requests.poll()) {
            try {
                request.answer().complete(read(request));
            } catch (IOException | RuntimeException e) {
                request.answer().completeExceptionally(e);
            }
        }
    }

    /** Nobody reads any more. */
    void refuse() {
        for (Request request = requests.poll(); request != null; request = requests.poll()) {
            request.answer().completeExceptionally(new IOException("the journal is closed"));
        }
    }

    private Map<String, Object> read(Request request) throws IOException {
        List<Path> files = Files.exists(directory) ? JournalFileNames.files(directory) : List.of();
        Page page = new Page(request);
        for (int i = files.size() - 1; i >= 0 && !page.full; i--) {
            List<Line> lines = LineReader.of(Files.readAllBytes(files.get(i))).lines();
            for (int k = lines.size() - 1; k >= 0 && !page.full; k--) {
                if (lines.get(k).good()) {
                    page.add(lines.get(k).entry());
                }
            }
        }
        return page.answer();
    }

    /** What one answer holds. */
    private static final class Page {

        private final Request request;
        private final List<Map<String, Object>> entries = new ArrayList<>();
        private int bytes;
        private long last;
        private boolean full;

        Page(Request request) {
            this.request = request;
        }

        void add(Map<String, Object> entry) {
            if (!(entry.get("seq") instanceof Long seq) || seq >= request.before()) {
                return;
            }
            Map<String, Object> shown = shown(entry);
            if (shown == null) {
                return;
            }
            int length = JournalJson.CODEC.bytes(shown).length;
            if (entries.size() == request.limit() || (bytes + length > MAX_BYTES && !entries.isEmpty())) {
                full = true;
                return;
            }
            entries.add(shown);
            bytes += length;
            last = seq;
        }

        Map<String, Object> answer() {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("entries", entries);
            if (full) {
                answer.put("before", last);
            }
            return answer;
        }
    }

    private static @Nullable Map<String, Object> shown(Map<String, Object> entry) {
        boolean busy =
                "tick".equals(entry.get("action")) && !entry.containsKey("modes") && !entry.containsKey("audited");
        if (busy) {
            return null;
        }
        Map<String, Object> shown = new LinkedHashMap<>(entry);
        shown.remove("prev");
        shown.remove("hash");
        shown.remove("life");
        Object command = shown.remove("command");
        if (command instanceof Map<?, ?> form && form.get("settings") instanceof Map<?, ?> settings) {
            shown.put("settings", settings);
        }
        if (shown.remove("roster") instanceof Map<?, ?> roster && roster.get("sessions") instanceof List<?> sessions) {
            shown.put("sessions", (long) sessions.size());
        }
        return shown;
    }
}
