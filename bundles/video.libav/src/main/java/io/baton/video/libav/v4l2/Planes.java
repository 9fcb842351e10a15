// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Planes of samples in memory.
 *
 * @param memory the first byte of each plane is the first sample
 * @param strides bytes from one row to the next
 * @param columns pixels that share one chroma sample of a row, 1 or 2; 0 for no chroma
 * @param rows rows that share one row of chroma, 1 or 2
 */
record Planes(List<MemorySegment> memory, List<Integer> strides, int columns, int rows) {

    /** Whether the planes hold a frame of this size, the last row of chroma aside, which some drivers leave out. */
    boolean hold(int width, int height) {
        if (!holds(0, width, height)) {
            return false;
        }
        int chromaWidth = columns == 0 ? 0 : (width + columns - 1) / columns;
        for (int i = 1; i < memory.size(); i++) {
            int bytes = memory.size() == 2 ? 2 * chromaWidth : chromaWidth;
            if (!holds(i, bytes, Math.max(1, height / rows))) {
                return false;
            }
        }
        return true;
    }

    /** The rows of chroma that are there, at most those of the height. */
    int chromaRows(int height, int bytes) {
        int wanted = (height + rows - 1) / rows;
        long there = memory.get(1).byteSize() - bytes;
        int stride = strides.get(1);
        return (int) Math.min(wanted, stride == 0 ? 1 : there / stride + 1);
    }

    private boolean holds(int plane, int bytes, int lines) {
        int stride = strides.get(plane);
        return stride >= bytes && memory.get(plane).byteSize() >= (long) stride * (lines - 1) + bytes;
    }
}
