// SPDX-License-Identifier: Apache-2.0
package io.baton.hid.usb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.baton.hid.HidEvent;
import java.lang.annotation.Annotation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PointerMappingTest {

    private record Config(
            boolean pointerMapping,
            int desktopWidthPixels,
            int desktopHeightPixels,
            int screenLeftPixels,
            int screenTopPixels,
            int screenWidthPixels,
            int screenHeightPixels)
            implements HidConfig {

        @Override
        public Class<? extends Annotation> annotationType() {
            return HidConfig.class;
        }
    }

    /** The right one of two screens of 1920×1080 side by side, and one below and right of others. */
    @ParameterizedTest
    @CsvSource({
        "3840, 1080, 1920, 0, 1920, 1080, 0, 0, 16384, 0",
        "3840, 1080, 1920, 0, 1920, 1080, 32767, 32767, 32767, 32767",
        "3840, 1080, 1920, 0, 1920, 1080, 16384, 16384, 24576, 16384",
        "3840, 1080, 0, 0, 1920, 1080, 32767, 100, 16384, 100",
        "4000, 2000, 1000, 500, 1000, 500, 0, 0, 8192, 8192",
        "4000, 2000, 1000, 500, 1000, 500, 32767, 32767, 16384, 16384"
    })
    void positionInThePictureBecomesOneOfTheDesktop(
            int width,
            int height,
            int left,
            int top,
            int screenWidth,
            int screenHeight,
            int x,
            int y,
            int atX,
            int atY) {
        PointerMapping mapping =
                PointerMapping.of(new Config(true, width, height, left, top, screenWidth, screenHeight));
        assertEquals(new HidEvent.Pointer(atX, atY, 5), mapping.apply(new HidEvent.Pointer(x, y, 5)));
    }

    @Test
    void otherEventsAndTheOnlyScreenStayAsTheyAre() {
        PointerMapping mapping = PointerMapping.of(new Config(true, 3840, 1080, 0, 0, 1920, 1080));
        HidEvent move = new HidEvent.Move(3, 4, 1);
        assertSame(move, mapping.apply(move));
        HidEvent place = new HidEvent.Pointer(7, 8, 0);
        assertSame(place, PointerMapping.of(new Config(false, 1, 1, 9, 9, 9, 9)).apply(place));
    }

    @ParameterizedTest
    @CsvSource({
        "1920, 1080, 1, 0, 1920, 1080",
        "1920, 1080, 0, 1, 1920, 1080",
        "1920, 1080, -1, 0, 100, 100",
        "1920, 1080, 0, -1, 100, 100",
        "1920, 1080, 0, 0, 0, 100",
        "1920, 1080, 0, 0, 100, 0",
        "1920, 1080, 2147483647, 0, 2147483647, 100"
    })
    void screenOutsideTheDesktopIsNoMapping(
            int width, int height, int left, int top, int screenWidth, int screenHeight) {
        assertThrows(
                IllegalArgumentException.class,
                () -> PointerMapping.of(new Config(true, width, height, left, top, screenWidth, screenHeight)));
    }
}
