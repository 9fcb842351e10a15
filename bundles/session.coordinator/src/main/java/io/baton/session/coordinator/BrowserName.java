// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import java.util.List;
import java.util.Locale;

/** What a client runs in, from what it says of itself. Good for names and lists, and for nothing that matters. */
final class BrowserName {

    /** In this order: Edge and Opera call themselves Chrome too, and Chrome calls itself Safari. */
    private static final List<String> TOKENS =
            List.of("edg/edge", "opr/opera", "firefox/firefox", "chrom/chrome", "safari/safari");

    private BrowserName() {}

    static String of(String userAgent) {
        String lower = userAgent.toLowerCase(Locale.ROOT);
        for (String token : TOKENS) {
            int slash = token.indexOf('/');
            if (lower.contains(token.substring(0, slash))) {
                return token.substring(slash + 1);
            }
        }
        return "client";
    }
}
