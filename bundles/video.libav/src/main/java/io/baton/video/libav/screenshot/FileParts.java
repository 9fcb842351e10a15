// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.screenshot;

import io.baton.video.ScreenshotException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A file in memory that grows by parts, never copied, up to a limit. Not thread-safe. */
final class FileParts {

    /** Bytes. A picture of a screen is far smaller; one of noise is not worth the memory. */
    static final int LIMIT = 12 << 20;

    private static final int PART = 64 << 10;

    private final List<byte[]> parts = new ArrayList<>();
    private byte[] part = new byte[PART];
    private int filled;

    void put(byte[] bytes, int length) throws ScreenshotException {
        int done = 0;
        while (done < length) {
            if (filled == PART) {
                requireRoom();
                parts.add(part);
                part = new byte[PART];
                filled = 0;
            }
            int moved = Math.min(length - done, PART - filled);
            System.arraycopy(bytes, done, part, filled, moved);
            filled += moved;
            done += moved;
        }
    }

    private void requireRoom() throws ScreenshotException {
        if ((long) parts.size() * PART >= LIMIT) {
            throw new ScreenshotException(
                    ScreenshotException.Reason.TOO_LARGE, "the picture is larger than " + LIMIT + " bytes");
        }
    }

    List<byte[]> all() {
        List<byte[]> all = new ArrayList<>(parts);
        all.add(Arrays.copyOf(part, filled));
        return all;
    }
}
