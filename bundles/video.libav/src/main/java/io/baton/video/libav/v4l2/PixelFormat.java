// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

import java.util.Arrays;
import java.util.Optional;

/** The formats of frames in memory that can be converted, the one that costs least first. */
enum PixelFormat {
    NV12("NV12", Family.NV12, Kind.SEMI_PLANAR, 1),
    NV12M("NM12", Family.NV12, Kind.SEMI_PLANAR, 2),
    YU12("YU12", Family.NV12, Kind.PLANAR, 1),
    YUYV("YUYV", Family.YUYV, Kind.PACKED, 1),
    UYVY("UYVY", Family.YUYV, Kind.PACKED, 1),
    NV16("NV16", Family.YUYV, Kind.SEMI_PLANAR, 1),
    NV16M("NM16", Family.YUYV, Kind.SEMI_PLANAR, 2),
    RGB3("RGB3", Family.RGB, Kind.RGB, 1),
    BGR3("BGR3", Family.RGB, Kind.RGB, 1),
    /** Bytes X, R, G, B. */
    RGB4("RGB4", Family.RGB, Kind.RGB, 1),
    /** Bytes X, R, G, B. */
    BX24("BX24", Family.RGB, Kind.RGB, 1),
    /** Bytes B, G, R, X. */
    BGR4("BGR4", Family.RGB, Kind.RGB, 1),
    /** Bytes B, G, R, X. */
    XR24("XR24", Family.RGB, Kind.RGB, 1),
    MJPG("MJPG", Family.MJPEG, Kind.JPEG, 1),
    JPEG("JPEG", Family.MJPEG, Kind.JPEG, 1);

    /** What the setting of the format selects. */
    enum Family {
        NV12,
        YUYV,
        RGB,
        MJPEG
    }

    /** How samples lie in memory. */
    enum Kind {
        /** A plane of luma, and one in which the two chroma samples alternate. */
        SEMI_PLANAR,
        /** Three planes, chroma halved in both directions. */
        PLANAR,
        /** Luma and chroma alternate: four bytes for two pixels. */
        PACKED,
        /** Bytes of red, green and blue for each pixel. */
        RGB,
        /** A compressed frame. */
        JPEG
    }

    private final int code;
    private final Family family;
    private final Kind kind;
    private final int buffers;

    PixelFormat(String fourcc, Family family, Kind kind, int buffers) {
        int number = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            number |= fourcc.charAt(i) << (Byte.SIZE * i);
        }
        code = number;
        this.family = family;
        this.kind = kind;
        this.buffers = buffers;
    }

    static Optional<PixelFormat> of(int code) {
        return Arrays.stream(values()).filter(format -> format.code == code).findFirst();
    }

    /** The four characters of V4L2. */
    int code() {
        return code;
    }

    Family family() {
        return family;
    }

    Kind kind() {
        return kind;
    }

    /** In how many pieces of memory a frame lies. */
    int buffers() {
        return buffers;
    }
}
