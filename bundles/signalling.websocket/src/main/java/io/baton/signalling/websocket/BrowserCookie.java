// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import io.baton.session.TokenDigest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The cookie that tells one browser from another: 256 random bits that pages cannot read. It grants nothing; two
 * sessions whose browsers sent the same value belong to the same user. It counts only once a browser sends it, so a
 * client without cookies has none.
 *
 * <p>Its name does not begin like JetKVM's login cookie, which some clients look for in the first cookie they receive.
 *
 * <p>Threading. No state beside the generator, which must be safe for use by several threads.
 */
final class BrowserCookie {

    static final String NAME = "batonLogin";

    private static final int BYTES = 32;

    /** More than any browser sends for one site; what comes after is not looked at. */
    private static final int MAX_HEADER = 8192;

    private static final int MAX_HEADERS = 8;
    private static final Pattern VALUE = Pattern.compile("(?:^|;) *" + NAME + "=([A-Za-z0-9_-]{43}) *(?:;|$)");

    private final RandomGenerator random;

    /** @param random a cryptographically strong one */
    BrowserCookie(RandomGenerator random) {
        this.random = random;
    }

    /** Gives a browser that sent none its own; until the browser sends it, it counts for nothing. */
    void issue(HttpServletRequest request, HttpServletResponse response) {
        if (digest(request).isEmpty()
                && response.getHeaders("Set-Cookie").stream().noneMatch(cookie -> cookie.startsWith(NAME + "="))) {
            response.addHeader("Set-Cookie", newCookie(request.isSecure()));
        }
    }

    /** The digest of the value that came with a request; empty for none or a malformed one. */
    static String digest(HttpServletRequest request) {
        return digest(Collections.list(request.getHeaders("Cookie")));
    }

    /** The digest of the value in these headers; empty for none or a malformed one. */
    static String digest(List<String> headers) {
        for (String header : headers.subList(0, Math.min(MAX_HEADERS, headers.size()))) {
            Matcher matcher = VALUE.matcher(header.length() > MAX_HEADER ? header.substring(0, MAX_HEADER) : header);
            if (matcher.find()) {
                return TokenDigest.of(matcher.group(1)).hex();
            }
        }
        return "";
    }

    private String newCookie(boolean secure) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return NAME + "=" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)
                + "; Path=/; HttpOnly; SameSite=Strict" + (secure ? "; Secure" : "");
    }
}
