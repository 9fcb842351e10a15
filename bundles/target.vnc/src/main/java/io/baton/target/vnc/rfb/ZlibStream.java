// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc.rfb;

import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A zlib stream that goes on from rectangle to rectangle. It inflates what is asked for and no more, so that few bytes
 * of the server cannot become many here.
 *
 * <p>Threading. One thread.
 */
final class ZlibStream implements AutoCloseable {

    private static final int CHUNK = 8 * 1024;

    private final RfbReader reader;
    private final Inflater inflater = new Inflater();
    private final byte[] input = new byte[CHUNK];
    private final byte[] one = new byte[1];
    private long left;

    ZlibStream(RfbReader reader) {
        this.reader = reader;
    }

    /** The dictionary is forgotten. */
    void reset() {
        inflater.reset();
    }

    /** A part of {@code length} compressed bytes begins. */
    void begin(long length) {
        left = length;
    }

    int u8() throws IOException {
        bytes(one, 0, 1);
        return one[0] & 0xFF;
    }

    /** Inflates exactly {@code length} bytes. */
    void bytes(byte[] into, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int part = inflate(into, offset + done, length - done);
            if (part == 0 && !feed()) {
                throw new RfbException("compressed data is too short");
            }
            done += part;
        }
    }

    /** The part ends; what is left of it may hold no data. */
    void end() throws IOException {
        do {
            if (inflate(one, 0, 1) > 0) {
                throw new RfbException("compressed data is too long");
            }
        } while (feed());
    }

    @Override
    public void close() {
        inflater.end();
    }

    private int inflate(byte[] into, int offset, int length) throws IOException {
        try {
            int part = inflater.inflate(into, offset, length);
            if (part == 0 && (inflater.needsDictionary() || (inflater.finished() && inflater.getRemaining() > 0))) {
                throw new RfbException("compressed data ended early");
            }
            return part;
        } catch (DataFormatException e) {
            throw new RfbException("compressed data is damaged");
        }
    }

    private boolean feed() throws IOException {
        if (left == 0) {
            return false;
        }
        int part = (int) Math.min(left, CHUNK);
        reader.bytes(input, 0, part);
        left -= part;
        inflater.setInput(input, 0, part);
        return true;
    }
}
