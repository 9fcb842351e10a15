// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemoryLayout.PathElement;
import org.junit.jupiter.api.Test;

/** What a C compiler says of {@code linux/videodev2.h} on x86-64 and arm64. */
final class V4l2Test {

    @Test
    void requestsAreThoseOfTheKernel() {
        assertEquals(0x80685600L, V4l2.QUERYCAP);
        assertEquals(0xc0405602L, V4l2.ENUM_FMT);
        assertEquals(0xc0d05604L, V4l2.G_FMT);
        assertEquals(0xc0d05605L, V4l2.S_FMT);
        assertEquals(0xc0145608L, V4l2.REQBUFS);
        assertEquals(0xc0585609L, V4l2.QUERYBUF);
        assertEquals(0xc058560fL, V4l2.QBUF);
        assertEquals(0xc0585611L, V4l2.DQBUF);
        assertEquals(0x40045612L, V4l2.STREAMON);
        assertEquals(0x40045613L, V4l2.STREAMOFF);
        assertEquals(0xc0cc5615L, V4l2.G_PARM);
        assertEquals(0xc0cc5616L, V4l2.S_PARM);
        assertEquals(0xc050561aL, V4l2.ENUMINPUT);
        assertEquals(0x80045626L, V4l2.G_INPUT);
        assertEquals(0xc0285628L, V4l2.G_EDID);
        assertEquals(0xc0285629L, V4l2.S_EDID);
        assertEquals(0xc02c564aL, V4l2.ENUM_FRAMESIZES);
        assertEquals(0xc034564bL, V4l2.ENUM_FRAMEINTERVALS);
        assertEquals(0xc0845657L, V4l2.S_DV_TIMINGS);
        assertEquals(0xc0845658L, V4l2.G_DV_TIMINGS);
        assertEquals(0x80845663L, V4l2.QUERY_DV_TIMINGS);
        assertEquals(0x80885659L, V4l2.DQEVENT);
        assertEquals(0x4020565aL, V4l2.SUBSCRIBE_EVENT);
    }

    @Test
    void membersLieWhereTheKernelHasThem() {
        assertEquals(44, V4l2.FMTDESC.byteOffset(PathElement.groupElement("pixelformat")));
        assertEquals(8, V4l2.FORMAT.byteOffset(PathElement.groupElement("fmt")));
        assertEquals(24, V4l2.PIX_FORMAT.byteOffset(PathElement.groupElement("colorspace")));
        assertEquals(36, V4l2.PIX_FORMAT.byteOffset(PathElement.groupElement("ycbcr_enc")));
        assertEquals(40, V4l2.PIX_FORMAT.byteOffset(PathElement.groupElement("quantization")));
        assertEquals(20, V4l2.PIX_FORMAT_MPLANE.byteOffset(PathElement.groupElement("plane_fmt")));
        assertEquals(180, V4l2.PIX_FORMAT_MPLANE.byteOffset(PathElement.groupElement("num_planes")));
        assertEquals(183, V4l2.PIX_FORMAT_MPLANE.byteOffset(PathElement.groupElement("quantization")));
        assertEquals(24, V4l2.BUFFER.byteOffset(PathElement.groupElement("seconds")));
        assertEquals(64, V4l2.BUFFER.byteOffset(PathElement.groupElement("m")));
        assertEquals(72, V4l2.BUFFER.byteOffset(PathElement.groupElement("length")));
        assertEquals(64, V4l2.PLANE.byteSize());
        assertEquals(16, V4l2.PLANE.byteOffset(PathElement.groupElement("data_offset")));
        assertEquals(20, V4l2.DV_TIMINGS.byteOffset(PathElement.groupElement("pixelclock")));
        assertEquals(28, V4l2.DV_TIMINGS.byteOffset(PathElement.groupElement("hfrontporch")));
        assertEquals(60, V4l2.INPUT.byteOffset(PathElement.groupElement("capabilities")));
        assertEquals(32, V4l2.EDID.byteOffset(PathElement.groupElement("edid")));
        assertEquals(12, V4l2.STREAMPARM.byteOffset(PathElement.groupElement("numerator")));
    }
}
