// SPDX-License-Identifier: Apache-2.0
package io.baton.recording.mp4;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * The part of a file before its first fragment: {@code ftyp} and {@code moov} with one H.264 track. The durations in it
 * are zero until the file is finished; they are at fixed places, because everything before them has a fixed size.
 */
final class Mp4Header {

    /** Units per second of sample times. */
    static final int TIMESCALE = 90_000;

    /** Units per second of the movie's durations. */
    static final int MOVIE_TIMESCALE = 1_000;

    /** Bytes from the beginning that hold every field that {@link #read} reads. */
    static final int FIXED_BYTES = 360;

    private static final int FTYP_BYTES = 32;
    private static final int MVHD_DURATION = FTYP_BYTES + 8 + 24;
    private static final int MEHD_DURATION = FTYP_BYTES + 8 + 108 + 8 + 12;
    private static final int TRAK = FTYP_BYTES + 8 + 108 + 8 + 20 + 32;
    private static final int TKHD_DURATION = TRAK + 8 + 28;
    private static final int TKHD_WIDTH = TRAK + 8 + 84;
    private static final int MDHD_DURATION = TRAK + 8 + 92 + 8 + 32;

    /** Seconds from 1904 to 1970. */
    private static final long MAC_EPOCH = 2_082_844_800L;

    private static final int[] UNITY = {0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000};
    private static final int TRACK = 1;

    private Mp4Header() {}

    /**
     * What the header of a file says.
     *
     * @param durationMillis zero in a file that was not finished
     */
    record Fields(int width, int height, long durationMillis) {}

    /** @param sample the first access unit, with its parameter sets */
    static ByteBuffer build(int width, int height, H264Sample sample, Instant created) {
        long time = created.getEpochSecond() + MAC_EPOCH;
        BoxBuffer box = new BoxBuffer();
        box.begin("ftyp")
                .text("iso6")
                .u32(0)
                .text("iso6")
                .text("isom")
                .text("avc1")
                .text("mp41")
                .end();
        box.begin("moov");
        box.begin("mvhd", 0, 0).u32(time).u32(time).u32(MOVIE_TIMESCALE).u32(0);
        box.u32(0x10000).u16(0x100).zeros(10);
        matrix(box).zeros(24).u32(TRACK + 1).end();
        // before the track, whose sample entry has no fixed size
        box.begin("mvex");
        box.begin("mehd", 1, 0).u64(0).end();
        box.begin("trex", 0, 0).u32(TRACK).u32(1).u32(0).u32(0).u32(0).end();
        box.end();
        box.begin("trak");
        box.begin("tkhd", 0, 3).u32(time).u32(time).u32(TRACK).u32(0).u32(0).zeros(16);
        matrix(box).u32((long) width << 16).u32((long) height << 16).end();
        box.begin("mdia");
        box.begin("mdhd", 1, 0)
                .u64(time)
                .u64(time)
                .u32(TIMESCALE)
                .u64(0)
                .u16(0x55c4)
                .u16(0)
                .end();
        box.begin("hdlr", 0, 0)
                .u32(0)
                .text("vide")
                .zeros(12)
                .text("Baton")
                .u8(0)
                .end();
        box.begin("minf");
        box.begin("vmhd", 0, 1).zeros(8).end();
        box.begin("dinf")
                .begin("dref", 0, 0)
                .u32(1)
                .begin("url ", 0, 1)
                .end()
                .end()
                .end();
        box.begin("stbl");
        box.begin("stsd", 0, 0).u32(1);
        sampleEntry(box, width, height, sample);
        box.end();
        box.begin("stts", 0, 0).u32(0).end();
        box.begin("stsc", 0, 0).u32(0).end();
        box.begin("stsz", 0, 0).u32(0).u32(0).end();
        box.begin("stco", 0, 0).u32(0).end();
        return box.end().end().end().end().end().buffer();
    }

    private static BoxBuffer matrix(BoxBuffer box) {
        for (int value : UNITY) {
            box.u32(value);
        }
        return box;
    }

    private static void sampleEntry(BoxBuffer box, int width, int height, H264Sample sample) {
        box.begin("avc1").zeros(6).u16(1).zeros(16).u16(width).u16(height);
        box.u32(0x480000).u32(0x480000).u32(0).u16(1).zeros(32).u16(24).u16(0xffff);
        byte[] sps = sample.sps().getFirst();
        box.begin("avcC").u8(1).u8(sps[1]).u8(sps[2]).u8(sps[3]);
        box.u8(0xfc | (Integer.BYTES - 1)).u8(0xe0 | sample.sps().size());
        sample.sps().forEach(unit -> box.u16(unit.length).put(unit));
        box.u8(sample.pps().size());
        sample.pps().forEach(unit -> box.u16(unit.length).put(unit));
        box.end();
        // BT.709, limited range
        box.begin("colr").text("nclx").u16(1).u16(1).u16(1).u8(0).end();
        box.end();
    }

    /** Writes the duration into the first {@link #FIXED_BYTES} of a file. */
    static void setDuration(ByteBuffer head, long duration) {
        long millis = duration * MOVIE_TIMESCALE / TIMESCALE;
        head.putInt(MVHD_DURATION, (int) millis);
        head.putLong(MEHD_DURATION, millis);
        head.putInt(TKHD_DURATION, (int) millis);
        head.putLong(MDHD_DURATION, duration);
    }

    /** Reads the first {@link #FIXED_BYTES} of a file that this class made. */
    static Fields read(ByteBuffer head) {
        return new Fields(
                head.getShort(TKHD_WIDTH),
                head.getShort(TKHD_WIDTH + Integer.BYTES),
                head.getLong(MDHD_DURATION) / (TIMESCALE / MOVIE_TIMESCALE));
    }

    /** Returns whether these bytes begin a file that this class made. */
    static boolean isOurs(ByteBuffer head) {
        return head.remaining() >= FIXED_BYTES
                && head.getInt(0) == FTYP_BYTES
                && type(head, 0).equals("ftyp")
                && type(head, FTYP_BYTES).equals("moov")
                && type(head, MVHD_DURATION - 24).equals("mvhd")
                && type(head, MEHD_DURATION - 12).equals("mehd")
                && type(head, TKHD_DURATION - 28).equals("tkhd")
                && type(head, MDHD_DURATION - 32).equals("mdhd");
    }

    /** Returns the type of the box that begins at this place. */
    static String type(ByteBuffer bytes, int at) {
        byte[] type = new byte[4];
        bytes.get(at + 4, type);
        return new String(type, StandardCharsets.ISO_8859_1);
    }
}
