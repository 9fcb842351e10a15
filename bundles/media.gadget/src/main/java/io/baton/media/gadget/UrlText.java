// SPDX-License-Identifier: Apache-2.0
package io.baton.media.gadget;

/** How an address is shown: without what may be a secret. */
final class UrlText {

    private static final int MAX_SHOWN = 256;

    private UrlText() {}

    /** Returns an address without its user, query and fragment. */
    static String shown(String url) {
        String path = url.split("[?#]", 2)[0];
        int authority = path.indexOf("//") + 2;
        int slash = path.indexOf('/', authority);
        int user = path.lastIndexOf('@', slash < 0 ? path.length() : slash);
        String without =
                authority >= 2 && user > authority ? path.substring(0, authority) + path.substring(user + 1) : path;
        return without.length() <= MAX_SHOWN ? without : without.substring(0, MAX_SHOWN);
    }
}
