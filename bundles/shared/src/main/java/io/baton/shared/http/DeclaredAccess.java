// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.http;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The service property {@value #PROPERTY}: what a client needs in order to reach a route or a data channel that a
 * component serves. Each value is a pattern of the HTTP Whiteboard or a channel label, a space, and a word. For a route
 * the word is {@link #PUBLIC}, {@link #LOGIN} or {@link #ADMIN}; for a channel it is the name of a right. What is not
 * declared is refused.
 */
public final class DeclaredAccess {

    public static final String PROPERTY = "baton.access";

    /** Any client, without a login. */
    public static final String PUBLIC = "PUBLIC";
    /** Any login. */
    public static final String LOGIN = "LOGIN";
    /** The login of an administrator. */
    public static final String ADMIN = "ADMIN";

    private DeclaredAccess() {}

    /** Returns the words by pattern or label. A value of another form declares nothing. */
    public static Map<String, String> of(@Nullable Object property) {
        Map<String, String> declared = new TreeMap<>();
        for (String value : strings(property)) {
            int space = value.lastIndexOf(' ');
            if (space > 0 && space < value.length() - 1) {
                declared.put(value.substring(0, space).strip(), value.substring(space + 1));
            }
        }
        return declared;
    }

    /** Returns a service property of one or more texts as a list. */
    public static List<String> strings(@Nullable Object property) {
        return switch (property) {
            case String one -> List.of(one);
            case String[] several -> List.of(several);
            case null, default -> List.of();
        };
    }
}
