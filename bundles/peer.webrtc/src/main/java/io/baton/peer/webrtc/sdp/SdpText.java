// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sdp;

import java.util.Optional;

/** Checks and parsers of SDP tokens, used by parser and negotiator. */
final class SdpText {

    private SdpText() {}

    /** Whether {@code text} is a token (RFC 8866 §9); {@code extra} is allowed as well. */
    static boolean isToken(String text, char extra) {
        if (text.isEmpty()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!word && c != extra && "!#$%&'*+-.^_`{|}~".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether {@code text} is made of ICE characters (RFC 8839 §5.4) and its length is within the bounds. */
    static boolean isIceText(String text, int min, int max) {
        if (text.length() < min || text.length() > max) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            // '-' and '_' are outside the grammar, yet some clients use them
            if (!word && c != '+' && c != '/' && c != '-' && c != '_') {
                return false;
            }
        }
        return true;
    }

    /** A decimal number within the bounds; empty for anything else. */
    static Optional<Integer> number(String text, int min, int max) {
        if (text.isEmpty() || text.length() > 10) {
            return Optional.empty();
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return Optional.empty();
            }
            value = value * 10 + (c - '0');
        }
        return value < min || value > max ? Optional.empty() : Optional.of((int) value);
    }
}
