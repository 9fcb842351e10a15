// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the section for data channels in an SDP offer (RFC 8841), before the offer is negotiated: a client without one
 * can only watch.
 *
 * <p>Threading. Any thread.
 */
final class DataSection {

    private static final Pattern MEDIA = Pattern.compile("m=application (\\d+) \\S*DTLS/SCTP .*");

    private DataSection() {}

    /** Returns whether the offer has such a section; one with port 0 counts only if it is bundle-only (RFC 9143). */
    static boolean isOffered(String sdp) {
        boolean declined = false;
        for (String line : (Iterable<String>) sdp.lines()::iterator) {
            if (line.startsWith("m=")) {
                Matcher media = MEDIA.matcher(line);
                declined = media.matches();
                if (declined && !media.group(1).matches("0+")) {
                    return true;
                }
            } else if (declined && line.equals("a=bundle-only")) {
                return true;
            }
        }
        return false;
    }
}
