// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/**
 * A response to a page of another origin: sets no cookie. Browsers share cookies between the ports of a host, so one
 * set here could replace that of the device's own page.
 */
final class CrossOriginResponse extends HttpServletResponseWrapper {

    private static final String SET_COOKIE = "Set-Cookie";

    CrossOriginResponse(HttpServletResponse response) {
        super(response);
    }

    @Override
    public void addCookie(Cookie cookie) {
        // see the class
    }

    @Override
    public void setHeader(String name, String value) {
        if (!SET_COOKIE.equalsIgnoreCase(name)) {
            super.setHeader(name, value);
        }
    }

    @Override
    public void addHeader(String name, String value) {
        if (!SET_COOKIE.equalsIgnoreCase(name)) {
            super.addHeader(name, value);
        }
    }
}
