// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc.rfb;

import java.util.List;

/** The encodings that the client understands (RFC 6143 §8.4.2 and the registry at IANA). */
final class Encodings {

    static final int RAW = 0;
    static final int COPY_RECT = 1;
    static final int HEXTILE = 5;
    static final int TIGHT = 7;
    static final int ZRLE = 16;
    static final int DESKTOP_SIZE = -223;
    static final int LAST_RECT = -224;
    static final int CURSOR = -239;
    static final int POINTER_MOTION = -257;
    static final int KEY_CODES = -258;
    static final int LEDS = -261;
    static final int EXTENDED_DESKTOP_SIZE = -308;

    /** A low compression level, of 0 to 9: the server mostly runs on the same machine or network. */
    private static final int COMPRESSION_1 = -255;

    /** In the order of preference. */
    static final List<Integer> ALL = List.of(
            TIGHT,
            ZRLE,
            HEXTILE,
            COPY_RECT,
            RAW,
            COMPRESSION_1,
            DESKTOP_SIZE,
            EXTENDED_DESKTOP_SIZE,
            LAST_RECT,
            CURSOR,
            POINTER_MOTION,
            KEY_CODES,
            LEDS);

    private Encodings() {}
}
