// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import jakarta.servlet.http.HttpServletResponse;

/**
 * Sets the response headers that forbid a browser to frame a response, to guess its type and to run foreign content
 * (OWASP Secure Headers). They are set before a servlet runs, so that a servlet may replace one by a stricter value but
 * none is missing from a response that a servlet of another bundle writes.
 */
final class SecurityHeaders {

    private static final String CONSOLE = "/system/console";

    /**
     * For data, errors and redirects: no script runs and nothing is loaded. Calls to the device stay possible for a
     * program that drives a browser.
     */
    private static final String NOTHING =
            "default-src 'none'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /**
     * The Felix Web Console has scripts and styles inline, and sorts its tables by a script that it makes (tablesorter
     * 2.0.3): without that its configuration pages do not open. It loads nothing from elsewhere.
     */
    private static final String CONSOLE_POLICY =
            "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
                    + "img-src 'self' data:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; "
                    + "form-action 'self'; frame-ancestors 'none'";

    private SecurityHeaders() {}

    /**
     * Sets the headers of a response.
     *
     * @param path the request's path, as sent
     */
    static void set(String path, HttpServletResponse response) {
        boolean console = path.equals(CONSOLE) || path.startsWith(CONSOLE + "/");
        response.setHeader("Content-Security-Policy", console ? CONSOLE_POLICY : NOTHING);
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", console ? "same-origin" : "no-referrer");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    }
}
