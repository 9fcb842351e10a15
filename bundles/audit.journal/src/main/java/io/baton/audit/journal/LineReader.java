// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import io.baton.shared.files.AtomicFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a file holds, line by line.
 *
 * @param lines those that end with a line feed
 * @param tail where what comes after the last line feed begins
 * @param content the whole file
 */
record LineReader(List<Line> lines, int tail, byte[] content) {

    /** More than the longest file the settings allow and a last batch. */
    private static final int MAX_FILE_BYTES = 64 * 1024 * 1024;

    /**
     * One line.
     *
     * @param from its first byte
     * @param to the byte after its last, which is its line feed
     * @param hash its digest; null when the line is not what was written
     */
    record Line(byte[] content, int from, int to, @Nullable String hash) {

        boolean good() {
            return hash != null;
        }

        /**
         * Its members.
         *
         * @throws IllegalArgumentException when it is not JSON, which a good line is
         */
        Map<String, Object> entry() {
            return JournalJson.CODEC.readObject(content, from, to);
        }
    }

    /**
     * Reads a file of the journal.
     *
     * @throws IOException when it cannot be read, is not a file, or is longer than any file of the journal
     */
    static LineReader read(Path file) throws IOException {
        return of(AtomicFiles.read(file, MAX_FILE_BYTES));
    }

    static LineReader of(byte[] content) {
        List<Line> lines = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < content.length; i++) {
            if (content[i] == '\n') {
                lines.add(new Line(content, from, i, HashChain.hash(content, from, i)));
                from = i + 1;
            }
        }
        return new LineReader(lines, from, content);
    }

    /** The last line that is as it was written; null when there is none. */
    @Nullable
    Line lastGood() {
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (lines.get(i).good()) {
                return lines.get(i);
            }
        }
        return null;
    }

    /** Whether a line was changed that another follows which was not: no crash does this. */
    boolean isDamagedInside() {
        boolean bad = false;
        for (Line line : lines) {
            if (line.good() && bad) {
                return true;
            }
            bad |= !line.good();
        }
        return false;
    }
}
