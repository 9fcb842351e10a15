// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc.rfb;

import java.io.IOException;

/**
 * Tight encoding (the community's RFB specification, encoding 7) without JPEG, which a server uses only for a client
 * that names a quality. A pixel has three bytes: red, green, blue.
 */
final class TightDecoder implements AutoCloseable {

    private static final int STREAMS = 4;
    private static final int FILL = 8;
    private static final int JPEG = 9;
    private static final int LAST_BASIC = 7;
    private static final int EXPLICIT_FILTER = 4;
    private static final int COPY = 0;
    private static final int PALETTE = 1;
    private static final int GRADIENT = 2;
    private static final int SHORTEST_COMPRESSED = 12;

    private final RfbReader reader;
    private final ZlibStream[] streams = new ZlibStream[STREAMS];
    private final int[] palette = new int[256];
    private final byte[] one = new byte[3];
    private byte[] bytes = new byte[0];
    private byte[] above = new byte[0];
    private int[] row = new int[0];

    TightDecoder(RfbReader reader) {
        this.reader = reader;
        for (int i = 0; i < STREAMS; i++) {
            streams[i] = new ZlibStream(reader);
        }
    }

    void decode(Framebuffer into, Area area) throws IOException {
        int control = reader.u8();
        for (int i = 0; i < STREAMS; i++) {
            if ((control >> i & 1) != 0) {
                streams[i].reset();
            }
        }
        int kind = control >> 4;
        if (kind == FILL) {
            reader.bytes(one, 0, 3);
            into.fill(area.x(), area.y(), area.width(), area.height(), pixel(one, 0));
        } else if (kind == JPEG) {
            throw new RfbException("the server sent JPEG, which it was not asked for");
        } else if (kind <= LAST_BASIC) {
            basic(into, area, streams[kind & STREAMS - 1], (kind & EXPLICIT_FILTER) == 0 ? COPY : reader.u8());
        } else {
            throw new RfbException("Tight has no compression of kind " + kind);
        }
    }

    @Override
    public void close() {
        for (ZlibStream stream : streams) {
            stream.close();
        }
    }

    private void basic(Framebuffer into, Area area, ZlibStream stream, int filter) throws IOException {
        int colours = 0;
        int length = area.width() * 3;
        if (filter == PALETTE) {
            colours = reader.u8() + 1;
            for (int i = 0; i < colours; i++) {
                reader.bytes(one, 0, 3);
                palette[i] = pixel(one, 0);
            }
            length = colours <= 2 ? (area.width() + 7) / 8 : area.width();
        } else if (filter != COPY && filter != GRADIENT) {
            throw new RfbException("Tight has no filter " + filter);
        }
        room(area.width(), length);
        boolean compressed = (long) length * area.height() >= SHORTEST_COMPRESSED;
        if (compressed) {
            stream.begin(compactLength());
        }
        for (int y = 0; y < area.height(); y++) {
            if (compressed) {
                stream.bytes(bytes, 0, length);
            } else {
                reader.bytes(bytes, 0, length);
            }
            switch (filter) {
                case PALETTE -> indexed(area.width(), colours);
                case GRADIENT -> gradient(area.width(), y == 0);
                default -> copied(area.width());
            }
            into.row(area.x(), area.y() + y, row, area.width());
        }
        if (compressed) {
            stream.end();
        }
    }

    private void room(int width, int length) {
        if (row.length < width) {
            row = new int[width];
        }
        if (bytes.length < length) {
            bytes = new byte[length];
            above = new byte[length];
        }
    }

    private void copied(int width) {
        for (int x = 0; x < width; x++) {
            row[x] = pixel(bytes, x * 3);
        }
    }

    private void indexed(int width, int colours) throws RfbException {
        for (int x = 0; x < width; x++) {
            int index = colours <= 2 ? bytes[x >> 3] >> (7 - (x & 7)) & 1 : bytes[x] & 0xFF;
            if (index >= colours) {
                throw new RfbException("a palette of " + colours + " colours has no number " + index);
            }
            row[x] = palette[index];
        }
    }

    /** Each byte is the difference from left + above - above left, held within 0–255. */
    private void gradient(int width, boolean first) {
        for (int i = 0; i < width * 3; i++) {
            int left = i < 3 ? 0 : bytes[i - 3] & 0xFF;
            int over = first ? 0 : above[i] & 0xFF;
            int corner = first || i < 3 ? 0 : above[i - 3] & 0xFF;
            bytes[i] += (byte) Math.clamp(left + over - corner, 0, 255);
        }
        copied(width);
        System.arraycopy(bytes, 0, above, 0, width * 3);
    }

    /** Seven bits, seven more, eight more: 4 MiB at most. */
    private int compactLength() throws IOException {
        int first = reader.u8();
        int length = first & 0x7F;
        if ((first & 0x80) != 0) {
            int second = reader.u8();
            length |= (second & 0x7F) << 7;
            if ((second & 0x80) != 0) {
                length |= reader.u8() << 14;
            }
        }
        return length;
    }

    private static int pixel(byte[] from, int at) {
        return (from[at] & 0xFF) << 16 | (from[at + 1] & 0xFF) << 8 | (from[at + 2] & 0xFF);
    }
}
