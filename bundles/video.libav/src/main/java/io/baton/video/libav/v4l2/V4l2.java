// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

import static java.lang.foreign.MemoryLayout.sequenceLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.MemoryLayout.unionLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/** Structures, requests and numbers of {@code linux/videodev2.h} as 64-bit Linux has them on every architecture. */
final class V4l2 {

    static final int CAP_CAPTURE = 0x1;
    static final int CAP_OUTPUT = 0x2;
    static final int CAP_CAPTURE_MPLANE = 0x1000;
    static final int CAP_OUTPUT_MPLANE = 0x2000;
    static final int CAP_M2M_MPLANE = 0x4000;
    static final int CAP_M2M = 0x8000;
    static final int CAP_STREAMING = 0x400_0000;
    static final int CAP_DEVICE_CAPS = 0x8000_0000;

    static final int TYPE_CAPTURE = 1;
    static final int TYPE_CAPTURE_MPLANE = 9;
    static final int MEMORY_MMAP = 1;
    static final int FIELD_NONE = 1;
    static final int MAX_PLANES = 8;

    static final int IN_CAP_DV_TIMINGS = 2;
    static final int EVENT_SOURCE_CHANGE = 5;
    static final int FRAME_DISCRETE = 1;
    static final int CAP_TIME_PER_FRAME = 0x1000;
    static final int BUF_FLAG_ERROR = 0x40;
    static final int BUF_FLAG_MONOTONIC = 0x2000;
    static final int BUF_FLAG_TIMESTAMP_MASK = 0xE000;

    private static final ValueLayout.OfLong PACKED_LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    static final StructLayout CAPABILITY = structLayout(
            bytes("driver", 16),
            bytes("card", 32),
            bytes("bus_info", 32),
            number("version"),
            number("capabilities"),
            number("device_caps"),
            numbers("reserved", 3));

    static final StructLayout FMTDESC = structLayout(
            number("index"),
            number("type"),
            number("flags"),
            bytes("description", 32),
            number("pixelformat"),
            number("mbus_code"),
            numbers("reserved", 3));

    static final StructLayout PIX_FORMAT = structLayout(
            number("width"),
            number("height"),
            number("pixelformat"),
            number("field"),
            number("bytesperline"),
            number("sizeimage"),
            number("colorspace"),
            number("priv"),
            number("flags"),
            number("ycbcr_enc"),
            number("quantization"),
            number("xfer_func"));

    static final StructLayout PLANE_FORMAT =
            structLayout(number("sizeimage"), number("bytesperline"), bytes("reserved", 12));

    static final StructLayout PIX_FORMAT_MPLANE = structLayout(
            number("width"),
            number("height"),
            number("pixelformat"),
            number("field"),
            number("colorspace"),
            sequenceLayout(MAX_PLANES, PLANE_FORMAT).withName("plane_fmt"),
            JAVA_BYTE.withName("num_planes"),
            JAVA_BYTE.withName("flags"),
            JAVA_BYTE.withName("ycbcr_enc"),
            JAVA_BYTE.withName("quantization"),
            JAVA_BYTE.withName("xfer_func"),
            bytes("reserved", 7));

    /** The union has pointers in members that are not used here. */
    static final StructLayout FORMAT = structLayout(
            number("type"),
            MemoryLayout.paddingLayout(4),
            unionLayout(
                            PIX_FORMAT.withName("pix"),
                            PIX_FORMAT_MPLANE.withName("pix_mp"),
                            sequenceLayout(25, JAVA_LONG).withName("raw"))
                    .withName("fmt"));

    static final StructLayout STREAMPARM = structLayout(
            number("type"),
            number("capability"),
            number("capturemode"),
            number("numerator"),
            number("denominator"),
            bytes("rest", 184));

    static final StructLayout REQUESTBUFFERS = structLayout(
            number("count"), number("type"), number("memory"), number("capabilities"), bytes("flags_and_reserved", 4));

    static final StructLayout BUFFER = structLayout(
            number("index"),
            number("type"),
            number("bytesused"),
            number("flags"),
            number("field"),
            MemoryLayout.paddingLayout(4),
            JAVA_LONG.withName("seconds"),
            JAVA_LONG.withName("microseconds"),
            bytes("timecode", 16),
            number("sequence"),
            number("memory"),
            JAVA_LONG.withName("m"),
            number("length"),
            number("reserved2"),
            number("request_fd"),
            MemoryLayout.paddingLayout(4));

    static final StructLayout PLANE = structLayout(
            number("bytesused"),
            number("length"),
            JAVA_LONG.withName("m"),
            number("data_offset"),
            numbers("reserved", 11));

    static final StructLayout INPUT = structLayout(
            number("index"),
            bytes("name", 32),
            number("type"),
            number("audioset"),
            number("tuner"),
            JAVA_LONG.withName("std"),
            number("status"),
            number("capabilities"),
            numbers("reserved", 3),
            MemoryLayout.paddingLayout(4));

    static final StructLayout EDID = structLayout(
            number("pad"), number("start_block"), number("blocks"), numbers("reserved", 5), JAVA_LONG.withName("edid"));

    /** Those of a discrete size are {@code min_width} and {@code max_width}. */
    static final StructLayout FRMSIZEENUM = structLayout(
            number("index"),
            number("pixel_format"),
            number("type"),
            number("min_width"),
            number("max_width"),
            number("step_width"),
            number("min_height"),
            number("max_height"),
            number("step_height"),
            numbers("reserved", 2));

    /** A discrete interval, or the shortest one. */
    static final StructLayout FRMIVALENUM = structLayout(
            number("index"),
            number("pixel_format"),
            number("width"),
            number("height"),
            number("type"),
            number("numerator"),
            number("denominator"),
            numbers("max_and_step", 4),
            numbers("reserved", 2));

    /** Packed: the clock is not aligned. */
    static final StructLayout DV_TIMINGS = structLayout(
            number("type"),
            number("width"),
            number("height"),
            number("interlaced"),
            number("polarities"),
            PACKED_LONG.withName("pixelclock"),
            number("hfrontporch"),
            number("hsync"),
            number("hbackporch"),
            number("vfrontporch"),
            number("vsync"),
            number("vbackporch"),
            number("il_vfrontporch"),
            number("il_vsync"),
            number("il_vbackporch"),
            number("standards"),
            number("flags"),
            bytes("rest", 60));

    static final StructLayout EVENT = structLayout(
            number("type"),
            MemoryLayout.paddingLayout(4),
            sequenceLayout(8, JAVA_LONG).withName("u"),
            number("pending"),
            number("sequence"),
            bytes("timestamp", 16),
            number("id"),
            numbers("reserved", 8),
            MemoryLayout.paddingLayout(4));

    static final StructLayout EVENT_SUBSCRIPTION =
            structLayout(number("type"), number("id"), number("flags"), numbers("reserved", 5));

    static final long QUERYCAP = request(2, 0, CAPABILITY);
    static final long ENUM_FMT = request(3, 2, FMTDESC);
    static final long G_FMT = request(3, 4, FORMAT);
    static final long S_FMT = request(3, 5, FORMAT);
    static final long REQBUFS = request(3, 8, REQUESTBUFFERS);
    static final long QUERYBUF = request(3, 9, BUFFER);
    static final long QBUF = request(3, 15, BUFFER);
    static final long DQBUF = request(3, 17, BUFFER);
    static final long STREAMON = request(1, 18, structLayout(number("type")));
    static final long STREAMOFF = request(1, 19, structLayout(number("type")));
    static final long G_PARM = request(3, 21, STREAMPARM);
    static final long S_PARM = request(3, 22, STREAMPARM);
    static final long ENUMINPUT = request(3, 26, INPUT);
    static final long G_INPUT = request(2, 38, structLayout(number("index")));
    static final long G_EDID = request(3, 40, EDID);
    static final long S_EDID = request(3, 41, EDID);
    static final long ENUM_FRAMESIZES = request(3, 74, FRMSIZEENUM);
    static final long ENUM_FRAMEINTERVALS = request(3, 75, FRMIVALENUM);
    static final long S_DV_TIMINGS = request(3, 87, DV_TIMINGS);
    static final long G_DV_TIMINGS = request(3, 88, DV_TIMINGS);
    static final long DQEVENT = request(2, 89, EVENT);
    static final long SUBSCRIBE_EVENT = request(1, 90, EVENT_SUBSCRIPTION);
    static final long QUERY_DV_TIMINGS = request(2, 99, DV_TIMINGS);

    private V4l2() {}

    /** {@code _IOC} of {@code asm-generic/ioctl.h}: x86 and Arm have the same. */
    private static long request(int direction, int number, StructLayout argument) {
        return (long) direction << 30 | argument.byteSize() << 16 | 'V' << 8 | number;
    }

    private static MemoryLayout number(String name) {
        return JAVA_INT.withName(name);
    }

    private static MemoryLayout numbers(String name, int count) {
        return sequenceLayout(count, JAVA_INT).withName(name);
    }

    private static MemoryLayout bytes(String name, int count) {
        return sequenceLayout(count, JAVA_BYTE).withName(name);
    }
}
