// SPDX-License-Identifier: Apache-2.0
package io.baton.recording.mp4;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Repairs a file whose writing was interrupted: cuts off what is no whole fragment, and sets the durations. */
final class Mp4Repair {

    private static final int BOX_HEAD = 8;
    /** Of a fragment of one second at 240 frames per second; larger ones are not ours. */
    private static final int MAX_MOOF = 64 * 1024;
    /** Where {@link Mp4Writer} has the time and the number of samples of a fragment. */
    private static final int TFDT = BOX_HEAD + 16 + BOX_HEAD + 16;

    private static final int TIME = TFDT + 12;
    private static final int COUNT = TFDT + 20 + 12;
    private static final int ROWS = COUNT + 8;
    private static final int SAMPLE_ROW = 12;

    private Mp4Repair() {}

    /**
     * Repairs a file.
     *
     * @return whether it is one of {@link Mp4Writer}; another is left as it is
     */
    static boolean repair(FileChannel file) throws IOException {
        ByteBuffer head = read(file, 0, Mp4Header.FIXED_BYTES);
        if (!Mp4Header.isOurs(head)) {
            return false;
        }
        long size = file.size();
        long moov = head.getInt(0);
        long moovBytes = Integer.toUnsignedLong(head.getInt((int) moov));
        if (moovBytes < Mp4Header.FIXED_BYTES || moov + moovBytes > size) {
            return false;
        }
        long at = moov + moovBytes;
        long end = 0;
        boolean whole = true;
        while (whole && at < size) {
            ByteBuffer moof = box(file, at, "moof", MAX_MOOF);
            long length = moof.remaining();
            long duration = moof.hasRemaining() ? duration(moof) : -1;
            long data = length == 0 ? 0 : length(file, at + length, "mdat");
            whole = duration >= 0 && data >= BOX_HEAD && at + length + data <= size;
            if (whole) {
                end = moof.getLong(TIME) + duration;
                at += length + data;
            }
        }
        if (at < size) {
            file.truncate(at);
        }
        Mp4Header.setDuration(head, end);
        for (long place = 0; head.hasRemaining(); ) {
            place += file.write(head, place);
        }
        file.force(true);
        return true;
    }

    /** Returns the sum of the samples' durations; negative for a box that {@link Mp4Writer} did not write. */
    private static long duration(ByteBuffer moof) {
        if (moof.remaining() < ROWS || !Mp4Header.type(moof, TFDT).equals("tfdt") || moof.getLong(TIME) < 0) {
            return -1;
        }
        int count = moof.getInt(COUNT);
        if (count < 1 || ROWS + (long) count * SAMPLE_ROW != moof.remaining()) {
            return -1;
        }
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += Integer.toUnsignedLong(moof.getInt(ROWS + i * SAMPLE_ROW));
        }
        return sum;
    }

    /** Returns a whole box; empty when there is none of this type and size. */
    private static ByteBuffer box(FileChannel file, long at, String type, int most) throws IOException {
        long length = length(file, at, type);
        if (length < BOX_HEAD || length > most) {
            return ByteBuffer.allocate(0);
        }
        ByteBuffer box = read(file, at, (int) length);
        return box.remaining() == length ? box : ByteBuffer.allocate(0);
    }

    /** Returns the size that a box of this type states; zero when there is none. */
    private static long length(FileChannel file, long at, String type) throws IOException {
        ByteBuffer head = read(file, at, BOX_HEAD);
        return head.remaining() == BOX_HEAD && Mp4Header.type(head, 0).equals(type)
                ? Integer.toUnsignedLong(head.getInt(0))
                : 0;
    }

    private static ByteBuffer read(FileChannel file, long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && file.read(bytes, at + bytes.position()) > 0) {
            // until it is full, or the file ends
        }
        return bytes.flip();
    }
}
