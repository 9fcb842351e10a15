// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * The fonts of the screen, baked into {@code glyphs.bin} by {@code tools/GlyphBaker.java}, which defines the format.
 */
record Typefaces(
        Typeface mono,
        Typeface monoBold,
        Typeface boot,
        Typeface small,
        Typeface body,
        Typeface title,
        Typeface text,
        Typeface clock) {

    private static final int MAGIC = 0x42474131;

    static Typefaces load() {
        Map<String, Typeface> faces = new HashMap<>();
        try (InputStream file = Typefaces.class.getResourceAsStream("glyphs.bin")) {
            if (file == null) {
                throw new IllegalStateException("glyphs.bin is missing");
            }
            DataInputStream in = new DataInputStream(new GZIPInputStream(file));
            if (in.readInt() != MAGIC) {
                throw new IllegalStateException("glyphs.bin is something else");
            }
            int count = in.readUnsignedByte();
            for (int i = 0; i < count; i++) {
                faces.put(in.readUTF(), face(in));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Typefaces(
                named(faces, "mono"),
                named(faces, "monoBold"),
                named(faces, "boot"),
                named(faces, "small"),
                named(faces, "body"),
                named(faces, "title"),
                named(faces, "text"),
                named(faces, "clock"));
    }

    private static Typeface named(Map<String, Typeface> faces, String name) {
        Typeface face = faces.get(name);
        if (face == null) {
            throw new IllegalStateException("glyphs.bin has no " + name);
        }
        return face;
    }

    private static Typeface face(DataInputStream in) throws IOException {
        int ascent = in.readUnsignedByte();
        int lineHeight = in.readUnsignedByte();
        int count = in.readUnsignedShort();
        Map<Character, Typeface.Glyph> glyphs = new HashMap<>();
        for (int i = 0; i < count; i++) {
            char character = (char) in.readUnsignedShort();
            int left = in.readByte();
            int top = in.readByte();
            int width = in.readUnsignedByte();
            int height = in.readUnsignedByte();
            int advance = in.readUnsignedShort();
            byte[] coverage = new byte[width * height];
            in.readFully(coverage);
            glyphs.put(character, new Typeface.Glyph(left, top, width, height, advance, coverage));
        }
        return new Typeface(ascent, lineHeight, Map.copyOf(glyphs));
    }
}
