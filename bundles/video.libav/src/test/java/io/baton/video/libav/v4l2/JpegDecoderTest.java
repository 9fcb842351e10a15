// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ422P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ444P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JpegDecoderTest {

    private static final int[] LAYOUTS = {AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUVJ422P, AV_PIX_FMT_YUVJ444P};

    @ParameterizedTest
    @CsvSource({"64,48", "1366,32", "33,17", "18,90"})
    void everyPixelIsThatOfTheReference(int width, int height) throws Exception {
        for (int layout : LAYOUTS) {
            byte[] out = convert(jpeg(layout, width, height), width, height);
            assertNotNull(out);
            int even = width + 1 & ~1;
            int lines = height + 1 & ~1;
            for (int y = 0; y < lines; y++) {
                for (int x = 0; x < even; x++) {
                    double[] rgb = ColorReference.toRgb(
                            luma(Math.min(x, width - 1), Math.min(y, height - 1)),
                            chroma(x / 2, width),
                            200,
                            ColorCoding.JFIF);
                    double wanted = ColorReference.toTarget(rgb)[0];
                    // lossy: the pattern has no hard edges
                    assertEquals(wanted, out[y * even + x] & 0xFF, 8, layout + " at " + x + "," + y);
                }
            }
        }
    }

    @Test
    void frameOfAnotherSizeGivesNothing() throws Exception {
        byte[] jpeg = jpeg(AV_PIX_FMT_YUVJ422P, 64, 48);
        assertNull(convert(jpeg, 64, 46));
        assertNull(convert(jpeg, 640, 480));
    }

    @Test
    void frameThatClaimsToBeHugeTakesNoMemory() throws Exception {
        byte[] jpeg = jpeg(AV_PIX_FMT_YUVJ420P, 64, 48);
        for (int i = 0; i < jpeg.length - 8; i++) {
            if ((jpeg[i] & 0xFF) == 0xFF && (jpeg[i + 1] & 0xFF) == 0xC0) {
                for (int n = 5; n < 9; n++) {
                    jpeg[i + n] = (byte) 0xFF;
                }
            }
        }
        assertNull(convert(jpeg, 64, 48));
    }

    @Test
    void brokenFramesNeverCrash() throws Exception {
        Random random = new Random(42);
        int decoded = 0;
        try (JpegDecoder decoder = new JpegDecoder(64, 48)) {
            for (int i = 0; i < 3000; i++) {
                byte[] jpeg = jpeg(LAYOUTS[i % LAYOUTS.length], 64, 48);
                for (int n = random.nextInt(6); n > 0; n--) {
                    jpeg[random.nextInt(jpeg.length)] = (byte) random.nextInt();
                }
                int length = random.nextInt(3) == 0 ? random.nextInt(jpeg.length + 1) : jpeg.length;
                Planes planes = decoder.decode(MemorySegment.ofArray(jpeg).asSlice(0, length));
                if (planes != null) {
                    decoded++;
                    assertTrue(planes.hold(64, 48));
                    assertNotNull(convert(planes, decoder.color(), 64, 48));
                }
            }
            for (int i = 0; i < 2000; i++) {
                byte[] noise = new byte[random.nextInt(4096)];
                random.nextBytes(noise);
                decoder.decode(MemorySegment.ofArray(noise));
            }
            assertNotNull(decoder.decode(MemorySegment.ofArray(jpeg(LAYOUTS[0], 64, 48))), "still works");
        }
        assertTrue(decoded > 500, "decoded " + decoded);
    }

    private static byte @Nullable [] convert(byte[] jpeg, int width, int height) throws DeviceException {
        try (JpegDecoder decoder = new JpegDecoder(width, height)) {
            Planes planes = decoder.decode(MemorySegment.ofArray(jpeg));
            return planes == null ? null : convert(planes, decoder.color(), width, height);
        }
    }

    private static byte @Nullable [] convert(Planes planes, ColorCoding color, int width, int height) {
        StreamFormat format = new StreamFormat(PixelFormat.MJPG, width, height, List.of(0), ColorCoding.JFIF, 30);
        FrameConverter converter = new FrameConverter(format);
        byte[] out = new byte[converter.bytes()];
        return converter.convert(planes, color, MemorySegment.ofArray(out)) ? out : null;
    }

    private static int luma(int x, int y) {
        return 64 + x / 16 + y / 2;
    }

    private static int chroma(int x, int width) {
        return 90 + 60 * x / Math.max(1, width / 2);
    }

    /** A gradient, by libav's encoder at its best quality. */
    private static byte[] jpeg(int layout, int width, int height) {
        AVCodec codec = avcodec_find_encoder_by_name("mjpeg");
        AVCodecContext context = avcodec_alloc_context3(codec);
        context.width(width).height(height).pix_fmt(layout).color_range(AVCOL_RANGE_JPEG);
        context.time_base().num(1).den(30);
        context.flags(context.flags() | 2).global_quality(118);
        AVFrame frame = av_frame_alloc();
        AVPacket packet = av_packet_alloc();
        try {
            if (avcodec_open2(context, codec, (PointerPointer<?>) null) < 0) {
                throw new IllegalStateException("no JPEG encoder");
            }
            frame.format(layout).width(width).height(height).quality(118);
            av_frame_get_buffer(frame, 0);
            int columns = layout == AV_PIX_FMT_YUVJ444P ? 1 : 2;
            int rows = layout == AV_PIX_FMT_YUVJ420P ? 2 : 1;
            for (int plane = 0; plane < 3; plane++) {
                int planeWidth = plane == 0 ? width : (width + columns - 1) / columns;
                int planeHeight = plane == 0 ? height : (height + rows - 1) / rows;
                BytePointer data = frame.data(plane).capacity((long) frame.linesize(plane) * planeHeight);
                for (int y = 0; y < planeHeight; y++) {
                    for (int x = 0; x < planeWidth; x++) {
                        int value =
                                plane == 0 ? luma(x, y) : plane == 1 ? chroma(columns == 1 ? x / 2 : x, width) : 200;
                        data.put((long) y * frame.linesize(plane) + x, (byte) value);
                    }
                }
            }
            avcodec_send_frame(context, frame);
            if (avcodec_receive_packet(context, packet) < 0) {
                throw new IllegalStateException("no JPEG");
            }
            byte[] jpeg = new byte[packet.size()];
            packet.data().get(jpeg);
            return jpeg;
        } finally {
            av_frame_free(frame);
            av_packet_free(packet);
            avcodec_free_context(context);
        }
    }
}
