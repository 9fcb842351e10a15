// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * A link that lets its bearer watch for a limited time. Its value is shown once, when it is created.
 *
 * @param id public handle
 * @param digest SHA-256 of the value, hexadecimal
 * @param idles whether its sessions may watch without activity, as a display on a wall does
 */
record ViewLink(String id, String name, String digest, Instant created, Instant expires, boolean idles) {

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]*");

    /** Returns whether a text may name a link or a token: it is shown to other users. */
    static boolean isName(String text, int maxLength) {
        return text.length() <= maxLength && NAME.matcher(text).matches();
    }
}
