// SPDX-License-Identifier: Apache-2.0
package io.baton.video;

import java.util.List;

/**
 * A still picture in a file's format.
 *
 * @param mediaType {@code image/png} or {@code image/jpeg}
 * @param width pixels
 * @param height pixels
 * @param parts the file, in order; not to be changed
 */
public record Screenshot(String mediaType, int width, int height, List<byte[]> parts) {

    public Screenshot {
        parts = List.copyOf(parts);
    }

    /** Size of the file in bytes. */
    public long size() {
        return parts.stream().mapToLong(part -> part.length).sum();
    }
}
