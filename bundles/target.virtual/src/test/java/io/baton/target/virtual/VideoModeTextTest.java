// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.video.VideoMode;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VideoModeTextTest {

    @Test
    void modeTextIsParsed() {
        assertEquals(Optional.of(new VideoMode(1920, 1080, 30)), VideoModeText.parse("1920x1080@30", 60));
        assertEquals(Optional.of(new VideoMode(1024, 768, 60)), VideoModeText.parse("1024x768", 60));
        assertEquals(Optional.of(new VideoMode(1366, 768, 59.94)), VideoModeText.parse("1366x768@59.94", 60));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1920",
                "1920x1080@",
                "1921x1080",
                "640x480",
                "9999x9999",
                "1920x1080@0",
                "1920x1080@500",
                "ax b"
            })
    void otherWordsAreNot(String words) {
        assertEquals(Optional.empty(), VideoModeText.parse(words, 30));
    }

    @Test
    void numbersOutOfRangeAreClamped() {
        assertEquals(new VideoMode(1024, 2160, 1), VideoModeText.nearest(1, 99_999, -5));
        assertEquals(new VideoMode(1366, 768, 120), VideoModeText.nearest(1367, 769, 240));
    }
}
