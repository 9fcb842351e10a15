// SPDX-License-Identifier: Apache-2.0
package io.baton.recording.mp4;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes one fragmented MP4 file with one H.264 track. A fragment ends before each key frame and after a second; it is
 * forced to the medium, so that a power cut loses at most the fragment that is being collected. The last sample of the
 * file lasts until the next one, or until the end: its duration is corrected in place.
 *
 * <p>Threading. One thread.
 */
final class Mp4Writer {

    /** The longest time that a fragment collects, in units of {@link Mp4Header#TIMESCALE}. */
    static final long FRAGMENT = Mp4Header.TIMESCALE;

    private static final long KEY = 0x02000000;
    private static final long NOT_KEY = 0x01010000;
    private static final int SAMPLE_ROW = 12;
    /** Of moof, mfhd, traf, tfhd, tfdt and the head of trun. */
    private static final int MOOF_BYTES = 8 + 16 + 8 + 16 + 20 + 20;
    /** Bounds the memory of the index; 8 h of a key frame each second. */
    private static final int MAX_INDEX = 30_000;

    private final FileChannel file;
    private final H264Sample first;
    private final List<Sample> fragment = new ArrayList<>();
    private final List<IndexEntry> index = new ArrayList<>();
    private long fragmentBytes;
    private long sequence;
    private long size;
    private long lastTime;
    private long end;
    /** The place of the last written sample's duration; negative before the first fragment. */
    private long lastDurationAt = -1;

    private record Sample(long time, boolean key, byte[] data) {}

    private record IndexEntry(long time, long offset) {}

    /**
     * Writes the header.
     *
     * @param file an empty file
     * @param first the first access unit, with parameter sets
     */
    Mp4Writer(FileChannel file, int width, int height, H264Sample first, Instant created) throws IOException {
        this.file = file;
        this.first = first;
        append(Mp4Header.build(width, height, first, created));
        file.force(true);
    }

    /** Returns whether this access unit can be decoded with the parameter sets of this file. */
    boolean accepts(H264Sample sample) {
        return !sample.hasParameterSets() || sample.sameParameterSets(first);
    }

    /** @param time in units of {@link Mp4Header#TIMESCALE}; a time that does not grow is corrected */
    void add(long time, boolean key, H264Sample sample) throws IOException {
        long at = sequence == 0 && fragment.isEmpty() ? 0 : Math.max(time, lastTime + 1);
        if (fragment.isEmpty()) {
            lasts(at);
        } else if (key || at - fragment.getFirst().time() >= FRAGMENT) {
            flush(at);
        }
        lastTime = at;
        fragment.add(new Sample(at, key, sample.data()));
        fragmentBytes += sample.data().length;
    }

    /** Writes a fragment that was collected long enough. */
    void tick(long now) throws IOException {
        if (!fragment.isEmpty() && now - fragment.getFirst().time() >= FRAGMENT) {
            flush(Math.max(now, lastTime + 1));
        }
    }

    /** Completes the file: the last fragment, the durations and an index of the key frames. */
    void finish(long now) throws IOException {
        long last = Math.max(now, lastTime + 1);
        if (fragment.isEmpty()) {
            lasts(last);
        } else {
            flush(last);
        }
        append(index());
        ByteBuffer head = ByteBuffer.allocate(Mp4Header.FIXED_BYTES);
        while (head.hasRemaining() && file.read(head, head.position()) > 0) {
            // until the head is whole
        }
        Mp4Header.setDuration(head, end);
        write(head.flip(), 0);
        file.force(true);
    }

    /** Returns the bytes written and collected. */
    long bytes() {
        return size + fragmentBytes;
    }

    /** Returns the time of the last sample. */
    long lastTime() {
        return lastTime;
    }

    private void flush(long until) throws IOException {
        long start = fragment.getFirst().time();
        if (fragment.getFirst().key() && index.size() < MAX_INDEX) {
            index.add(new IndexEntry(start, size));
        }
        BoxBuffer box = new BoxBuffer();
        int moof = MOOF_BYTES + SAMPLE_ROW * fragment.size();
        box.begin("moof");
        box.begin("mfhd", 0, 0).u32(++sequence).end();
        box.begin("traf");
        box.begin("tfhd", 0, 0x020000).u32(1).end();
        box.begin("tfdt", 1, 0).u64(start).end();
        box.begin("trun", 0, 0x000701).u32(fragment.size()).u32(moof + 8);
        for (int i = 0; i < fragment.size(); i++) {
            Sample sample = fragment.get(i);
            long next = i + 1 < fragment.size() ? fragment.get(i + 1).time() : until;
            box.u32(next - sample.time()).u32(sample.data().length).u32(sample.key() ? KEY : NOT_KEY);
        }
        box.end().end().end();
        box.begin("mdat");
        fragment.forEach(sample -> box.put(sample.data()));
        box.end();
        long at = size + moof - SAMPLE_ROW;
        append(box.buffer());
        file.force(false);
        lastDurationAt = at;
        end = until;
        fragment.clear();
        fragmentBytes = 0;
    }

    /** Makes the last written sample last until this time. */
    private void lasts(long until) throws IOException {
        if (lastDurationAt >= 0 && until > end) {
            write(ByteBuffer.allocate(Integer.BYTES).putInt(0, (int) (until - lastTime)), lastDurationAt);
            end = until;
        }
    }

    private ByteBuffer index() {
        BoxBuffer box = new BoxBuffer();
        box.begin("mfra");
        box.begin("tfra", 1, 0).u32(1).u32(0).u32(index.size());
        index.forEach(
                entry -> box.u64(entry.time()).u64(entry.offset()).u8(1).u8(1).u8(1));
        box.end();
        box.begin("mfro", 0, 0).u32(box.length() + 4L).end();
        return box.end().buffer();
    }

    private void append(ByteBuffer bytes) throws IOException {
        int length = bytes.remaining();
        write(bytes, size);
        size += length;
    }

    private void write(ByteBuffer bytes, long at) throws IOException {
        long place = at;
        while (bytes.hasRemaining()) {
            place += file.write(bytes, place);
        }
    }
}
