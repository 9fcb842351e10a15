// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc.rfb;

import io.baton.shared.frames.Rect;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Reads the messages of a server after the handshake (RFC 6143 §7.6 to §7.8) and draws what they say.
 *
 * <p>Bounds. A desktop has at most {@value #MAX_SIDE} pixels on each side and as many pixels as the heap has room for;
 * rectangles lie within it; an update draws each pixel {@value #MAX_OVERDRAW} times at most on average.
 *
 * <p>Threading. One thread.
 */
public final class UpdateDecoder implements AutoCloseable {

    static final int MAX_SIDE = 8192;
    static final int MAX_OVERDRAW = 16;

    private static final int UPDATE = 0;
    private static final int COLOUR_MAP = 1;
    private static final int BELL = 2;
    private static final int CUT_TEXT = 3;
    private static final int LONGEST_CUT_TEXT = 16 * 1024 * 1024;
    private static final int UNCOUNTED = 0xFFFF;
    private static final int MAX_CHANGED = 64;
    private static final int MAX_CURSOR = 512;
    private static final int REFUSED_RESIZE_REASON = 1;
    private static final int SCREEN_LENGTH = 16;

    private final RfbReader reader;
    private final UpdateListener listener;
    private final long maxPixels;
    private final PixelReader pixels;
    private final HextileDecoder hextile;
    private final ZrleDecoder zrle;
    private final TightDecoder tight;
    private final List<Rect> changed = new ArrayList<>();
    private Framebuffer desktop = new Framebuffer(0, 0);
    private long drawn;

    /** @param maxPixels that a desktop may have */
    public UpdateDecoder(RfbReader reader, UpdateListener listener, long maxPixels) {
        this.reader = reader;
        this.listener = listener;
        this.maxPixels = maxPixels;
        pixels = new PixelReader(reader);
        hextile = new HextileDecoder(reader, pixels);
        zrle = new ZrleDecoder(reader);
        tight = new TightDecoder(reader);
    }

    /** The desktop has this size from now on. */
    public void resize(int width, int height) throws RfbException {
        if (width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE || (long) width * height > maxPixels) {
            throw new RfbException("a desktop of " + width + " x " + height + " pixels; at most " + MAX_SIDE
                    + " on a side and " + maxPixels + " in all");
        }
        if (width != desktop.width() || height != desktop.height()) {
            changed.clear();
            desktop = new Framebuffer(width, height);
        }
        listener.resized(desktop);
    }

    /** Reads one message. */
    public void message() throws IOException {
        message(reader.u8());
    }

    /** Reads one message whose type was read already. */
    public void message(int type) throws IOException {
        switch (type) {
            case UPDATE -> update();
            case COLOUR_MAP -> {
                reader.skip(3);
                reader.skip(reader.u16() * 6L);
            }
            case BELL -> {
                // nobody hears it
            }
            case CUT_TEXT -> {
                reader.skip(3);
                long length = reader.u32();
                if (length > LONGEST_CUT_TEXT) {
                    throw new RfbException("a clipboard of " + length + " bytes");
                }
                reader.skip(length);
            }
            default -> throw new RfbException("the server sent a message of unknown type " + type);
        }
    }

    @Override
    public void close() {
        zrle.close();
        tight.close();
    }

    private void update() throws IOException {
        reader.skip(1);
        int count = reader.u16();
        drawn = 0;
        boolean more = true;
        for (int i = 0; more && (i < count || count == UNCOUNTED); i++) {
            more = rectangle();
        }
        List<Rect> all = List.copyOf(changed);
        changed.clear();
        listener.updated(all);
    }

    /** Returns whether another one may follow. */
    private boolean rectangle() throws IOException {
        int x = reader.u16();
        int y = reader.u16();
        int width = reader.u16();
        int height = reader.u16();
        int encoding = reader.s32();
        switch (encoding) {
            case Encodings.LAST_RECT -> {
                return false;
            }
            case Encodings.DESKTOP_SIZE -> resize(width, height);
            case Encodings.EXTENDED_DESKTOP_SIZE -> {
                int screens = reader.u8();
                reader.skip(3 + (long) screens * SCREEN_LENGTH);
                if (x != REFUSED_RESIZE_REASON || y == 0) {
                    resize(width, height);
                }
            }
            case Encodings.CURSOR -> cursor(x, y, width, height);
            case Encodings.POINTER_MOTION -> listener.absolutePointer(x != 0);
            case Encodings.KEY_CODES -> listener.keyCodes();
            case Encodings.LEDS -> listener.leds(reader.u8());
            default -> draw(encoding, x, y, width, height);
        }
        // a pseudo rectangle costs nothing, but an update without end is none
        drawn++;
        if (drawn > MAX_OVERDRAW * Math.max(desktop.width() * (long) desktop.height(), UNCOUNTED)) {
            throw new RfbException("an update without end");
        }
        return true;
    }

    private void draw(int encoding, int x, int y, int width, int height) throws IOException {
        if (x + width > desktop.width() || y + height > desktop.height()) {
            throw new RfbException("a rectangle is outside the desktop");
        }
        Area area = new Area(x, y, width, height);
        drawn += area.pixels();
        switch (encoding) {
            case Encodings.RAW -> {
                for (int line = 0; line < height; line++) {
                    desktop.row(x, y + line, pixels.row(width), width);
                }
            }
            case Encodings.COPY_RECT -> {
                int fromX = reader.u16();
                int fromY = reader.u16();
                if (fromX + width > desktop.width() || fromY + height > desktop.height()) {
                    throw new RfbException("the source of a copy is outside the desktop");
                }
                desktop.copy(fromX, fromY, x, y, width, height);
            }
            case Encodings.HEXTILE -> hextile.decode(desktop, area);
            case Encodings.ZRLE -> zrle.decode(desktop, area);
            case Encodings.TIGHT -> tight.decode(desktop, area);
            default -> throw new RfbException("the server sent encoding " + encoding + ", which it was not asked for");
        }
        changed(new Rect(x, y, width, height));
    }

    /** Many rectangles become the one around them. */
    private void changed(Rect area) {
        if (area.empty()) {
            return;
        }
        if (changed.size() < MAX_CHANGED) {
            changed.add(area);
            return;
        }
        Rect all = area;
        for (Rect other : changed) {
            all = all.union(other);
        }
        changed.clear();
        changed.add(all);
    }

    private void cursor(int hotX, int hotY, int width, int height) throws IOException {
        if (width > MAX_CURSOR || height > MAX_CURSOR) {
            throw new RfbException("a cursor of " + width + " x " + height + " pixels");
        }
        int[] image = new int[width * height];
        for (int y = 0; y < height; y++) {
            System.arraycopy(pixels.row(width), 0, image, y * width, width);
        }
        BitSet shown = new BitSet(width * height);
        int length = (width + 7) / 8;
        for (int y = 0; y < height; y++) {
            byte[] mask = reader.bytes(length);
            for (int x = 0; x < width; x++) {
                shown.set(y * width + x, (mask[x >> 3] >> (7 - (x & 7)) & 1) != 0);
            }
        }
        listener.cursor(new CursorImage(hotX, hotY, width, height, image, shown));
    }
}
