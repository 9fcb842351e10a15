// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.screenshot;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_QSCALE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MJPEG;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT470BG;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.FF_QP2LAMBDA;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;

import io.baton.video.ScreenshotException;
import java.nio.ByteBuffer;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.PointerPointer;

/** Writes JPEG with libav: 4:2:0, with the colours of JFIF (BT.601, full range), which every decoder assumes. */
final class JpegWriter {

    private static final int CHANNELS = 3;
    private static final int BYTE = 0xFF;
    private static final int BITS = 16;
    private static final int WORST = 31;
    private static final int BEST = 2;
    private static final int MAX_QUALITY = 100;

    private JpegWriter() {}

    /** @param quality 1–100 */
    static List<byte[]> write(RgbRows rows, int quality) throws ScreenshotException {
        AVCodec codec = avcodec_find_encoder(AV_CODEC_ID_MJPEG);
        if (codec == null || codec.isNull()) {
            throw failed("this libav has no encoder for JPEG");
        }
        AVCodecContext context = avcodec_alloc_context3(codec);
        AVFrame frame = av_frame_alloc();
        AVPacket packet = av_packet_alloc();
        try {
            int scale = FF_QP2LAMBDA
                    * (BEST + (MAX_QUALITY - Math.clamp(quality, 1, MAX_QUALITY)) * (WORST - BEST) / (MAX_QUALITY - 1));
            context.width(rows.width()).height(rows.height()).pix_fmt(AV_PIX_FMT_YUV420P);
            context.color_range(AVCOL_RANGE_JPEG).colorspace(AVCOL_SPC_BT470BG).thread_count(1);
            context.flags(context.flags() | AV_CODEC_FLAG_QSCALE).global_quality(scale);
            try (AVRational second = new AVRational().num(1).den(1)) {
                context.time_base(second);
            }
            check(avcodec_open2(context, codec, (PointerPointer<?>) null));
            frame.format(AV_PIX_FMT_YUV420P).width(rows.width()).height(rows.height());
            frame.color_range(AVCOL_RANGE_JPEG).colorspace(AVCOL_SPC_BT470BG).quality(scale);
            check(av_frame_get_buffer(frame, 0));
            fill(frame, rows);
            check(avcodec_send_frame(context, frame));
            check(avcodec_receive_packet(context, packet));
            if (packet.size() > FileParts.LIMIT) {
                throw new ScreenshotException(
                        ScreenshotException.Reason.TOO_LARGE,
                        "the picture is larger than " + FileParts.LIMIT + " bytes");
            }
            byte[] file = new byte[packet.size()];
            packet.data().get(file);
            return List.of(file);
        } finally {
            av_frame_free(frame);
            av_packet_free(packet);
            avcodec_free_context(context);
        }
    }

    private static void fill(AVFrame frame, RgbRows rows) {
        int width = rows.width();
        int height = rows.height();
        int chroma = (width + 1) / 2;
        ByteBuffer[] planes = new ByteBuffer[CHANNELS];
        for (int i = 0; i < CHANNELS; i++) {
            long size = (long) frame.linesize(i) * (i == 0 ? height : (height + 1) / 2);
            planes[i] = frame.data(i).capacity(size).asByteBuffer();
        }
        byte[] rgb = new byte[CHANNELS * width];
        int[] sums = new int[CHANNELS * chroma];
        int[] counts = new int[chroma];
        for (int y = 0; y < height; y++) {
            rows.row(y, rgb);
            for (int x = 0; x < width; x++) {
                int red = rgb[CHANNELS * x] & BYTE;
                int green = rgb[CHANNELS * x + 1] & BYTE;
                int blue = rgb[CHANNELS * x + 2] & BYTE;
                planes[0].put(y * frame.linesize(0) + x, (byte) weighted(19_595, 38_470, 7_471, 0, red, green, blue));
                sums[CHANNELS * (x / 2)] += red;
                sums[CHANNELS * (x / 2) + 1] += green;
                sums[CHANNELS * (x / 2) + 2] += blue;
                counts[x / 2]++;
            }
            if (y % 2 == 1 || y == height - 1) {
                for (int x = 0; x < chroma; x++) {
                    int red = sums[CHANNELS * x] / counts[x];
                    int green = sums[CHANNELS * x + 1] / counts[x];
                    int blue = sums[CHANNELS * x + 2] / counts[x];
                    planes[1].put(y / 2 * frame.linesize(1) + x, (byte)
                            weighted(-11_058, -21_710, 32_768, 128, red, green, blue));
                    planes[2].put(y / 2 * frame.linesize(2) + x, (byte)
                            weighted(32_768, -27_439, -5_329, 128, red, green, blue));
                }
                java.util.Arrays.fill(sums, 0);
                java.util.Arrays.fill(counts, 0);
            }
        }
    }

    /** Factors are times 2^16 (ITU-T T.871). */
    private static int weighted(int forRed, int forGreen, int forBlue, int offset, int red, int green, int blue) {
        int sum = forRed * red + forGreen * green + forBlue * blue + (1 << (BITS - 1));
        return Math.clamp((sum >> BITS) + offset, 0, BYTE);
    }

    private static void check(int result) throws ScreenshotException {
        if (result < 0) {
            throw failed("JPEG was not encoded: error " + result);
        }
    }

    private static ScreenshotException failed(String message) {
        return new ScreenshotException(ScreenshotException.Reason.FAILED, message);
    }
}
