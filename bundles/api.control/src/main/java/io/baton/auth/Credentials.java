// SPDX-License-Identifier: Apache-2.0
package io.baton.auth;

/**
 * What a request presents as proof of a login; empty for none. Both values are secrets.
 *
 * @param cookie value of the cookie {@value #COOKIE}
 * @param bearer token of the header {@code Authorization: Bearer} (RFC 6750)
 */
public record Credentials(String cookie, String bearer) {

    /** The name of the cookie, as JetKVM's clients know it. */
    public static final String COOKIE = "authToken";

    /** A request without credentials. */
    public static final Credentials NONE = new Credentials("", "");

    private static final int MAX_VALUE = 256;
    private static final String SCHEME = "bearer ";

    /**
     * Returns the credentials in a request's headers.
     *
     * @param cookies the Cookie headers
     * @param authorization the Authorization header; empty for none
     */
    public static Credentials of(Iterable<String> cookies, String authorization) {
        for (String header : cookies) {
            for (String pair : header.split(";", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0 && pair.substring(0, equals).strip().equals(COOKIE)) {
                    return new Credentials(bounded(pair.substring(equals + 1)), bearer(authorization));
                }
            }
        }
        return new Credentials("", bearer(authorization));
    }

    private static String bearer(String authorization) {
        return authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? bounded(authorization.substring(SCHEME.length()))
                : "";
    }

    /** A value that is longer than any the device issues belongs to no login. */
    private static String bounded(String value) {
        String stripped = value.strip();
        return stripped.length() > MAX_VALUE ? stripped.substring(0, MAX_VALUE) : stripped;
    }

    @Override
    public String toString() {
        return "Credentials[cookie=" + !cookie.isEmpty() + ", bearer=" + !bearer.isEmpty() + "]";
    }
}
