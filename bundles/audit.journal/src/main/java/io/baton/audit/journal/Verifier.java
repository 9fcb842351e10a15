// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import io.baton.audit.journal.LineReader.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks that every line is what was written and that none is missing between the first and the last.
 *
 * <p>Threading. One thread, one use.
 */
final class Verifier {

    private final List<String> problems = new ArrayList<>();
    private final Map<String, Long> kinds = new TreeMap<>();
    private final List<String> gaps = new ArrayList<>();
    private final List<String> tornTails = new ArrayList<>();
    private @Nullable String first;
    private @Nullable String last;
    private String head = HashChain.NOTHING;
    private long entries;
    private long seq;
    private long openTail;
    private boolean knowsPrevious;

    /**
     * What was found.
     *
     * @param entries lines that are as they were written
     * @param kinds how many there are of each kind
     * @param first time of the first entry; null when there is none
     * @param last time of the last
     * @param head digest of the last line: kept elsewhere, it shows that nothing was cut off since
     * @param gaps entries that say that something was not written
     * @param tornTails entries that say that an incomplete end was found
     * @param openTail bytes after the last line feed: a line being written, or the end of a crash
     * @param problems what is not as it was written
     */
    record Report(
            long entries,
            Map<String, Long> kinds,
            @Nullable String first,
            @Nullable String last,
            String head,
            List<String> gaps,
            List<String> tornTails,
            long openTail,
            List<String> problems) {

        boolean isWhole() {
            return problems.isEmpty();
        }
    }

    /** Checks files that follow on each other. */
    Report verify(List<Path> files) throws IOException {
        for (Path file : files) {
            verify(String.valueOf(file.getFileName()), Files.readAllBytes(file));
        }
        if (entries == 0) {
            problems.add("there is no entry");
        }
        return new Report(entries, kinds, first, last, head, gaps, tornTails, openTail, problems);
    }

    private void verify(String name, byte[] content) {
        LineReader lines = LineReader.of(content);
        if (openTail > 0) {
            problems.add(name + " follows on a file whose last line has no end");
        }
        int number = 0;
        for (Line line : lines.lines()) {
            number++;
            String where = name + ", line " + number;
            if (line.good()) {
                check(where, line, number == 1);
            } else {
                problems.add(where + ": this is not what was written");
                knowsPrevious = false;
            }
        }
        int tail = content.length - lines.tail();
        if (tail > 1 && HashChain.hash(content, lines.tail(), content.length - 1) != null) {
            problems.add(name + ": the last line's end is not what was written");
        }
        openTail = tail;
    }

    private void check(String where, Line line, boolean opensFile) {
        Map<String, Object> entry;
        try {
            entry = line.entry();
        } catch (IllegalArgumentException e) {
            problems.add(where + ": this is not an entry (" + e.getMessage() + ")");
            knowsPrevious = false;
            return;
        }
        String kind = String.valueOf(entry.get("kind"));
        if (opensFile && !kind.equals("file")) {
            problems.add(where + ": a file begins with its number; its beginning is missing");
        }
        if (!(entry.get("seq") instanceof Long own)) {
            problems.add(where + ": this entry has no number");
            return;
        }
        if (knowsPrevious && own != seq + 1) {
            problems.add(where + ": entry " + own + " follows on entry " + seq);
        } else if (knowsPrevious && !head.equals(entry.get("prev"))) {
            problems.add(where + ": entry " + own + " does not belong after entry " + seq);
        }
        seq = own;
        head = String.valueOf(line.hash());
        knowsPrevious = true;
        entries++;
        kinds.merge(kind, 1L, Long::sum);
        note(entry, kind);
    }

    private void note(Map<String, Object> entry, String kind) {
        String at = String.valueOf(entry.get("at"));
        if (first == null) {
            first = at;
        }
        last = at;
        if (kind.equals("gap")) {
            gaps.add("entry " + entry.get("seq") + ", " + at + ": " + entry.get("lost") + " not written ("
                    + entry.get("reason") + ")");
        } else if (kind.equals("tornTail")) {
            tornTails.add("entry " + entry.get("seq") + ", " + at + ": " + entry.get("bytes") + " bytes of "
                    + entry.get("file") + ", kept as " + entry.get("keptAs"));
        }
    }
}
