// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.nio.charset.StandardCharsets;
import org.bytedeco.javacpp.BytePointer;

/** Turns libav's negative results into exceptions. */
final class LibavError {

    private LibavError() {}

    /** What is behind the end of the text was never written. */
    private static String untilZero(byte[] bytes) {
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** @param doing what failed when the result is negative */
    static void check(int result, String doing) throws EncoderException {
        if (result >= 0) {
            return;
        }
        try (BytePointer text = new BytePointer(256L)) {
            av_strerror(result, text, text.capacity());
            byte[] bytes = new byte[(int) text.capacity()];
            text.get(bytes);
            throw new EncoderException(doing + ": " + untilZero(bytes));
        }
    }
}
