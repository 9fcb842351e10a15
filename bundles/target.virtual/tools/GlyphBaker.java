// SPDX-License-Identifier: Apache-2.0
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.font.GlyphVector;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;

/**
 * Bakes the fonts of the virtual target's screen into {@code glyphs.bin}. Not part of the build: the result is
 * committed, so that the device needs neither fonts nor java.desktop.
 *
 * <pre>
 * npm pack @fontsource/inter@5.3.0 @fontsource/jetbrains-mono@5.3.0     # unpack both into DIR/inter and DIR/mono
 * java GlyphBaker.java DIR ../src/main/resources/io/baton/target/virtual/glyphs.bin
 * </pre>
 *
 * File: gzip of: int magic 0x42474131, byte faces; a face: UTF name, byte ascent, byte line height, short glyphs; a
 * glyph: short code point, byte left, byte top (of the bitmap's first row, above the baseline), byte width, byte
 * height, short advance in 1/64 pixel, then width × height coverage bytes.
 */
final class GlyphBaker {

    private static final String TEXT = ascii() + "·…–—’“”×°±©•→↑↓−";
    private static final String DIGITS = "0123456789: ";

    public static void main(String[] args) throws Exception {
        Path fonts = Path.of(args[0]);
        Font inter = woff(fonts.resolve("inter/inter-latin-400-normal.woff"));
        Font medium = woff(fonts.resolve("inter/inter-latin-500-normal.woff"));
        Font semibold = woff(fonts.resolve("inter/inter-latin-600-normal.woff"));
        Font light = woff(fonts.resolve("inter/inter-latin-300-normal.woff"));
        Font mono = woff(fonts.resolve("mono/jetbrains-mono-latin-400-normal.woff"));
        Font monoBold = woff(fonts.resolve("mono/jetbrains-mono-latin-700-normal.woff"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(bytes))) {
            out.writeInt(0x42474131);
            out.writeByte(8);
            bake(out, "mono", mono, 14, TEXT);
            bake(out, "monoBold", monoBold, 14, TEXT);
            bake(out, "boot", mono, 16, TEXT);
            bake(out, "small", medium, 11, TEXT);
            bake(out, "body", inter, 13, TEXT);
            bake(out, "title", semibold, 13, TEXT);
            bake(out, "text", inter, 17, TEXT);
            bake(out, "clock", light, 54, DIGITS);
        }
        Files.write(Path.of(args[1]), bytes.toByteArray());
        System.out.println(args[1] + ": " + bytes.size() + " bytes");
    }

    private static void bake(DataOutputStream out, String name, Font base, int pixels, String characters)
            throws Exception {
        Font font = base.deriveFont((float) pixels);
        FontRenderContext context = new FontRenderContext(
                null, RenderingHints.VALUE_TEXT_ANTIALIAS_ON, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        int ascent = Math.round(font.getLineMetrics("Hg", context).getAscent());
        int line = Math.round(font.getLineMetrics("Hg", context).getHeight());
        out.writeUTF(name);
        out.writeByte(ascent);
        out.writeByte(line);
        int[] points = characters.codePoints().filter(font::canDisplay).sorted().distinct().toArray();
        out.writeShort(points.length);
        for (int point : points) {
            GlyphVector glyph = font.createGlyphVector(context, Character.toString(point));
            int side = pixels * 3;
            BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_ARGB);
            Graphics2D g = image.createGraphics();
            g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            g.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
            g.setColor(Color.WHITE);
            g.drawGlyphVector(glyph, pixels, pixels * 2);
            g.dispose();
            int left = side;
            int right = -1;
            int top = side;
            int bottom = -1;
            for (int y = 0; y < side; y++) {
                for (int x = 0; x < side; x++) {
                    if ((image.getRGB(x, y) >>> 24) != 0) {
                        left = Math.min(left, x);
                        right = Math.max(right, x);
                        top = Math.min(top, y);
                        bottom = Math.max(bottom, y);
                    }
                }
            }
            int width = Math.max(0, right - left + 1);
            int height = Math.max(0, bottom - top + 1);
            out.writeShort(point);
            out.writeByte(width == 0 ? 0 : left - pixels);
            out.writeByte(height == 0 ? 0 : pixels * 2 - top);
            out.writeByte(width);
            out.writeByte(height);
            out.writeShort(Math.round(glyph.getGlyphMetrics(0).getAdvanceX() * 64));
            for (int y = top; y <= bottom; y++) {
                for (int x = left; x <= right; x++) {
                    out.writeByte(image.getRGB(x, y) >>> 24);
                }
            }
        }
    }

    /** WOFF 1.0 is an SFNT whose tables are deflated one by one; Java reads the SFNT. */
    private static Font woff(Path file) throws Exception {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file));
        int flavor = in.getInt(4);
        int tables = in.getShort(12);
        int size = 12 + 16 * tables;
        for (int i = 0; i < tables; i++) {
            size += in.getInt(44 + 20 * i + 12) + 3 & ~3;
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        int power = Integer.highestOneBit(tables);
        out.putInt(flavor).putShort((short) tables);
        out.putShort((short) (power * 16));
        out.putShort((short) Integer.numberOfTrailingZeros(power));
        out.putShort((short) (tables * 16 - power * 16));
        int offset = 12 + 16 * tables;
        for (int i = 0; i < tables; i++) {
            int entry = 44 + 20 * i;
            int from = in.getInt(entry + 4);
            int packed = in.getInt(entry + 8);
            int length = in.getInt(entry + 12);
            byte[] table = new byte[length];
            if (packed == length) {
                in.get(from, table);
            } else {
                Inflater inflater = new Inflater();
                inflater.setInput(in.array(), from, packed);
                for (int done = 0; done < length; ) {
                    done += inflater.inflate(table, done, length - done);
                }
                inflater.end();
            }
            out.put(offset, table);
            out.putInt(in.getInt(entry)).putInt(in.getInt(entry + 16)).putInt(offset).putInt(length);
            offset += length + 3 & ~3;
        }
        return Font.createFont(Font.TRUETYPE_FONT, new ByteArrayInputStream(out.array()));
    }

    private static String ascii() {
        StringBuilder text = new StringBuilder();
        for (char c = 32; c < 127; c++) {
            text.append(c);
        }
        return text.toString();
    }
}
