// SPDX-License-Identifier: Apache-2.0
package io.baton.media.gadget;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Which names an image may have: that of one file in one directory, which looks on every screen as what it is.
 *
 * <p>Threading. Pure; any thread.
 */
final class ImageName {

    static final int MAX_CHARACTERS = 128;
    /** A file system takes 255, and an unfinished upload has its size before the name. */
    static final int MAX_BYTES = 220;

    private ImageName() {}

    static boolean isValid(String name) {
        return problem(name) == null;
    }

    /** Returns what is wrong with a name, in words for users; null when nothing is. */
    static @Nullable String problem(String name) {
        if (name.isEmpty()) {
            return "The name of the image is empty.";
        }
        if (name.length() > MAX_CHARACTERS || name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            return "The name of the image is too long: at most %d characters and %d bytes in UTF-8."
                    .formatted(MAX_CHARACTERS, MAX_BYTES);
        }
        if (name.startsWith(".")) {
            return "The name of the image begins with a dot.";
        }
        if (!name.equals(name.strip())) {
            return "The name of the image begins or ends with a space.";
        }
        return name.codePoints().allMatch(ImageName::isAllowed)
                ? null
                : "The name of the image has a slash, a control character or one that cannot be seen.";
    }

    private static boolean isAllowed(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> character != '/' && character != '\\' && character != 0;
        };
    }
}
