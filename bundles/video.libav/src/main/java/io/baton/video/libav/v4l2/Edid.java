// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the target is told of its display: Extended Display Identification Data, VESA E-EDID. */
final class Edid {

    static final int BLOCK = 128;
    private static final int MAX_BLOCKS = 4;
    private static final int EXTENSIONS = 126;
    private static final byte[] HEADER = {0, -1, -1, -1, -1, -1, -1, 0};
    private static final int MAX_FILE = 8192;

    private final byte[] bytes;

    private Edid(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Returns the EDID of a setting; empty for an empty text.
     *
     * @param text hexadecimal digits, blanks between them ignored, or the path of a file that has them or the bytes
     * @throws IllegalArgumentException says what is wrong
     */
    static Optional<Edid> parse(String text) {
        String stripped = text.strip();
        if (stripped.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(stripped.startsWith("/") ? file(Path.of(stripped)) : of(hex(stripped)));
    }

    /** @throws IllegalArgumentException says what is wrong */
    static Edid of(byte[] bytes) {
        if (bytes.length == 0 || bytes.length % BLOCK != 0 || bytes.length > MAX_BLOCKS * BLOCK) {
            throw new IllegalArgumentException(
                    "an EDID has 1 to %d blocks of %d bytes, not %d bytes".formatted(MAX_BLOCKS, BLOCK, bytes.length));
        }
        if (!Arrays.equals(bytes, 0, HEADER.length, HEADER, 0, HEADER.length)) {
            throw new IllegalArgumentException("an EDID begins with 00ffffffffffff00");
        }
        if ((bytes[EXTENSIONS] & 0xFF) != bytes.length / BLOCK - 1) {
            throw new IllegalArgumentException("the EDID says that it has %d extensions, but has %d"
                    .formatted(bytes[EXTENSIONS] & 0xFF, bytes.length / BLOCK - 1));
        }
        for (int block = 0; block < bytes.length; block += BLOCK) {
            int sum = 0;
            for (int i = 0; i < BLOCK; i++) {
                sum += bytes[block + i];
            }
            if ((sum & 0xFF) != 0) {
                throw new IllegalArgumentException(
                        "block %d of the EDID has a wrong checksum".formatted(block / BLOCK));
            }
        }
        return new Edid(bytes.clone());
    }

    byte[] bytes() {
        return bytes.clone();
    }

    int blocks() {
        return bytes.length / BLOCK;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Edid edid && Arrays.equals(bytes, edid.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    private static Edid file(Path path) {
        byte[] content;
        try (InputStream in = Files.newInputStream(path)) {
            content = in.readNBytes(MAX_FILE + 1);
        } catch (IOException e) {
            throw new IllegalArgumentException("the EDID's file cannot be read: " + e, e);
        }
        if (content.length > MAX_FILE) {
            throw new IllegalArgumentException("the EDID's file has more than " + MAX_FILE + " bytes");
        }
        boolean binary = content.length > 0 && content[0] == 0;
        return of(binary ? content : hex(new String(content, StandardCharsets.ISO_8859_1)));
    }

    private static byte[] hex(String text) {
        try {
            return HexFormat.of().parseHex(text.replaceAll("\\s+", ""));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "an EDID is hexadecimal digits, or an absolute path: " + e.getMessage(), e);
        }
    }
}
