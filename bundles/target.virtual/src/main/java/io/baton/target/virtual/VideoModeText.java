// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import io.baton.video.VideoMode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A screen mode in words, such as {@code 1920x1080@30}, and what the virtual screen makes of numbers out of range. */
final class VideoModeText {

    static final int MAX_WIDTH = 3840;
    static final int MAX_HEIGHT = 2160;
    static final double MAX_RATE = 120;
    private static final Pattern WORDS = Pattern.compile("(\\d{1,5})x(\\d{1,5})(?:@(\\d{1,3}(?:\\.\\d{1,3})?))?");

    private VideoModeText() {}

    /** Empty when it is no mode of the virtual screen; the rate may be left out. */
    static Optional<VideoMode> parse(String words, double defaultRate) {
        Matcher matcher = WORDS.matcher(words);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int width = Integer.parseInt(matcher.group(1));
        int height = Integer.parseInt(matcher.group(2));
        double rate = matcher.group(3) == null ? defaultRate : Double.parseDouble(matcher.group(3));
        VideoMode nearest = nearest(width, height, rate);
        boolean exact = nearest.width() == width && nearest.height() == height && nearest.framesPerSecond() == rate;
        return exact ? Optional.of(nearest) : Optional.empty();
    }

    /** The nearest mode the virtual screen has. */
    static VideoMode nearest(int width, int height, double rate) {
        return new VideoMode(
                Math.clamp(width, Layout.MIN_WIDTH, MAX_WIDTH) & ~1,
                Math.clamp(height, Layout.MIN_HEIGHT, MAX_HEIGHT) & ~1,
                Math.clamp(rate, 1, MAX_RATE));
    }
}
