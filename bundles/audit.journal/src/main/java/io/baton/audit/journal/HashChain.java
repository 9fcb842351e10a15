// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes lines. Each begins with its number and ends with the digest of the line before it and its own, which covers all
 * of the line in front of it: {@code {"seq":7,…,"prev":"…","hash":"…"}}.
 *
 * <p>Threading. One thread.
 */
final class HashChain {

    /** What the very first line has before it. */
    static final String NOTHING = "0".repeat(64);

    private static final byte[] HASH = ",\"hash\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\"}".getBytes(StandardCharsets.US_ASCII);
    private static final int HEX = 64;
    private static final int TAIL = HASH.length + HEX + END.length;

    private long seq;
    private String head;

    /**
     * Goes on after a line.
     *
     * @param seq its number; 0 when there is none
     * @param head its digest
     */
    HashChain(long seq, String head) {
        this.seq = seq;
        this.head = head;
    }

    /** Another that goes on after the same line. */
    HashChain copy() {
        return new HashChain(seq, head);
    }

    /** The next line, line feed included. */
    byte[] next(Map<String, Object> fields) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("seq", seq + 1);
        entry.putAll(fields);
        entry.put("prev", head);
        byte[] open = JournalJson.CODEC.bytes(entry);
        int covered = open.length - 1;
        String hash = hex(open, 0, covered);
        byte[] line = Arrays.copyOf(open, covered + TAIL + 1);
        System.arraycopy(HASH, 0, line, covered, HASH.length);
        System.arraycopy(hash.getBytes(StandardCharsets.US_ASCII), 0, line, covered + HASH.length, HEX);
        System.arraycopy(END, 0, line, covered + HASH.length + HEX, END.length);
        line[line.length - 1] = '\n';
        seq++;
        head = hash;
        return line;
    }

    /** The digest a line ends with, if it is the line's own; null when the line is not what was written. */
    static @Nullable String hash(byte[] content, int from, int to) {
        int covered = to - TAIL;
        if (covered <= from
                || !Arrays.equals(content, covered, covered + HASH.length, HASH, 0, HASH.length)
                || !Arrays.equals(content, to - END.length, to, END, 0, END.length)) {
            return null;
        }
        String stated = new String(content, covered + HASH.length, HEX, StandardCharsets.US_ASCII);
        return stated.equals(hex(content, from, covered)) ? stated : null;
    }

    /** The SHA-256 digest, in lower-case hexadecimal digits. */
    static String hex(byte[] content, int from, int to) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(content, from, to - from);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
