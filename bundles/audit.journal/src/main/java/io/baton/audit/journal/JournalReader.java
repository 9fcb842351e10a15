// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import io.baton.audit.journal.LineReader.Line;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
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
 * Reads the journal backwards for {@code getAudit}: without digests, commands' details and entries for ticks that
 * changed nothing. One request reads at most {@link #MAX_FILES} files and {@link #MAX_BYTES} of entries; it skips newer
 * files by the number of their first entry.
 *
 * <p>Threading. {@link #run} is the reader's thread, so that reading never delays the writer; {@link #add} and
 * {@link #stop} are safe for any. A file that is rotated away meanwhile ends the page.
 */
final class JournalReader implements Runnable {

    /** Bytes of a page's entries; a page fits into one message of the channel. */
    static final int MAX_BYTES = 48 * 1024;

    /** Files that one request reads whole. */
    static final int MAX_FILES = 2;

    private static final int MAX_REQUESTS = 8;

    /** The first line of a file is an entry of kind {@code file}. */
    private static final int FIRST_LINE = 4096;

    private final Path directory;
    private final BlockingQueue<Request> requests = new ArrayBlockingQueue<>(MAX_REQUESTS);
    private volatile boolean stopped;

    /**
     * A request for entries, newest first.
     *
     * @param before the number that all entries are below
     * @param limit the greatest number of entries
     * @param answer completed with {@code entries} and, unless the end was reached, {@code before} for the next call
     */
    record Request(long before, int limit, CompletableFuture<Map<String, Object>> answer) {}

    JournalReader(Path directory) {
        this.directory = directory;
    }

    /** Queues a request; false when too many wait already. */
    boolean add(Request request) {
        return !stopped && requests.offer(request);
    }

    /** Ends the reader; the owner interrupts its thread. */
    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                serve(requests.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            refuse();
        }
    }

    /** Answers one request. */
    void serve(Request request) {
        try {
            request.answer().complete(read(request));
        } catch (IOException | RuntimeException e) {
            request.answer().completeExceptionally(e);
        }
    }

    private void refuse() {
        for (Request request = requests.poll(); request != null; request = requests.poll()) {
            request.answer().completeExceptionally(new IOException("the journal is closed"));
        }
    }

    private Map<String, Object> read(Request request) throws IOException {
        List<Path> files = Files.exists(directory) ? JournalFileNames.files(directory) : List.of();
        Page page = new Page(request);
        int budget = MAX_FILES;
        for (int i = files.size() - 1; i >= 0 && !page.full; i--) {
            if (firstNumber(files.get(i)) >= request.before()) {
                continue;
            }
            if (budget-- == 0) {
                page.stop();
                break;
            }
            if (!readFile(files.get(i), page)) {
                break;
            }
        }
        return page.answer();
    }

    private static boolean readFile(Path file, Page page) throws IOException {
        List<Line> lines;
        try {
            lines = LineReader.read(file).lines();
        } catch (NoSuchFileException e) {
            return false;
        }
        for (int k = lines.size() - 1; k >= 0 && !page.full; k--) {
            if (lines.get(k).good()) {
                page.add(lines.get(k).entry());
            }
        }
        return true;
    }

    /**
     * Returns the number of a file's first entry; 0 when its first line is damaged, the maximum when it is not a file.
     */
    private static long firstNumber(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Long.MAX_VALUE;
        }
        byte[] head;
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            head = in.readNBytes(FIRST_LINE);
        } catch (NoSuchFileException e) {
            return 0;
        }
        List<Line> lines = LineReader.of(head).lines();
        return !lines.isEmpty()
                        && lines.getFirst().good()
                        && lines.getFirst().entry().get("seq") instanceof Long seq
                ? seq
                : 0;
    }

    /** The entries of one answer. */
    private static final class Page {

        private final Request request;
        private final List<Map<String, Object>> entries = new ArrayList<>();
        private int bytes;
        private long last = Long.MAX_VALUE;
        private long lowest = Long.MAX_VALUE;
        private boolean full;

        Page(Request request) {
            this.request = request;
        }

        void add(Map<String, Object> entry) {
            if (!(entry.get("seq") instanceof Long seq) || seq >= request.before()) {
                return;
            }
            lowest = seq;
            Map<String, Object> visible = visible(entry);
            if (visible == null) {
                return;
            }
            int length = JournalJson.CODEC.bytes(visible).length;
            if (entries.size() == request.limit() || (bytes + length > MAX_BYTES && !entries.isEmpty())) {
                full = true;
                return;
            }
            entries.add(visible);
            bytes += length;
            last = seq;
        }

        /** Ends the page where reading ended. */
        void stop() {
            if (lowest < Long.MAX_VALUE) {
                full = true;
                last = lowest;
            }
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

    private static @Nullable Map<String, Object> visible(Map<String, Object> entry) {
        boolean unchangedTick =
                "tick".equals(entry.get("action")) && !entry.containsKey("modes") && !entry.containsKey("audited");
        if (unchangedTick) {
            return null;
        }
        Map<String, Object> visible = new LinkedHashMap<>(entry);
        visible.remove("prev");
        visible.remove("hash");
        visible.remove("life");
        visible.remove("clock");
        Object command = visible.remove("command");
        if (command instanceof Map<?, ?> form && form.get("settings") instanceof Map<?, ?> settings) {
            visible.put("settings", settings);
        }
        if (visible.remove("roster") instanceof Map<?, ?> roster
                && roster.get("sessions") instanceof List<?> sessions) {
            visible.put("sessions", (long) sessions.size());
        }
        return visible;
    }
}
