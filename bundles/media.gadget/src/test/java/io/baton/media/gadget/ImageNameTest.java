// SPDX-License-Identifier: Apache-2.0
package io.baton.media.gadget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names an image may have; S31. */
final class ImageNameTest {

    private static final Path DIRECTORY = Path.of("/data/images");

    @ParameterizedTest
    @ValueSource(strings = {"debian-13.iso", "a", "Windows 11 (24H2).iso", "Prüfung.img", "系统.iso", "a..b", "x.new"})
    void ordinaryNamesAreAllowed(String name) {
        assertTrue(ImageName.isValid(name), String.valueOf(ImageName.problem(name)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                ".uploads",
                "../x.iso",
                "/etc/passwd",
                "a/b",
                "a\\b",
                "a\u0000b",
                "a\nb",
                "a\u007fb",
                "a\u202egpj.iso",
                "a\u200bb",
                "\ud800",
                " a",
                "a "
            })
    void othersAreNot(String name) {
        assertFalse(ImageName.isValid(name));
    }

    @Test
    void lengthIsLimitedInCharactersAndBytes() {
        assertTrue(ImageName.isValid("a".repeat(ImageName.MAX_CHARACTERS)));
        assertFalse(ImageName.isValid("a".repeat(ImageName.MAX_CHARACTERS + 1)));
        assertTrue(ImageName.isValid("系".repeat(ImageName.MAX_BYTES / 3)));
        assertFalse(ImageName.isValid("系".repeat(ImageName.MAX_BYTES / 3 + 1)));
    }

    @Test
    void noNameLeadsOutOfTheDirectory() {
        Random random = new Random(13);
        String characters = "./\\ \u0000%2e~ab\n\u202e\ud800ü";
        int valid = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder name = new StringBuilder();
            for (int length = random.nextInt(8); length >= 0; length--) {
                name.append(characters.charAt(random.nextInt(characters.length())));
            }
            if (ImageName.isValid(name.toString())) {
                Path file = DIRECTORY.resolve(name.toString()).normalize();
                assertEquals(DIRECTORY, file.getParent(), name.toString());
                valid++;
            }
        }
        assertTrue(valid > 1_000, valid + " are valid");
    }
}
