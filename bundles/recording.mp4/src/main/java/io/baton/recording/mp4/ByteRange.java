// SPDX-License-Identifier: Apache-2.0
package io.baton.recording.mp4;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One range of a file (RFC 9110 §14).
 *
 * @param first the first byte
 * @param length number of bytes
 */
record ByteRange(long first, long length) {

    private static final Pattern SINGLE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /** What no range of the file satisfies. */
    static final ByteRange UNSATISFIABLE = new ByteRange(-1, 0);

    /**
     * Returns what a {@code Range} header asks for; null for the whole file, also where the header is malformed or has
     * several ranges, which a server may ignore.
     */
    static @Nullable ByteRange of(@Nullable String header, long size) {
        Matcher matcher = header == null ? null : SINGLE.matcher(header);
        if (matcher == null || !matcher.matches() || (matcher.group(1) + matcher.group(2)).isEmpty()) {
            return null;
        }
        if (matcher.group(1).isEmpty()) {
            long last = Math.min(size, Long.parseLong(matcher.group(2)));
            return last == 0 ? UNSATISFIABLE : new ByteRange(size - last, last);
        }
        long first = Long.parseLong(matcher.group(1));
        long last = matcher.group(2).isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(matcher.group(2)));
        if (!matcher.group(2).isEmpty() && Long.parseLong(matcher.group(2)) < first) {
            return null;
        }
        return first >= size ? UNSATISFIABLE : new ByteRange(first, last - first + 1);
    }
}
