// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.nio.charset.StandardCharsets;
import org.bytedeco.javacpp.BytePointer;

/** Turns libav's negative results into exceptions. */
final class LibavError {

    private LibavError() {}

    /** @param doing what failed when the result is negative */
    static void check(int result, String doing) throws EncoderException {
        if (result >= 0) {
            return;
        }
        try (BytePointer text = new BytePointer(256L)) {
            av_strerror(result, text, text.capacity());
            throw new EncoderException(doing + ": " + text.getString(StandardCharsets.UTF_8));
        }
    }
}
