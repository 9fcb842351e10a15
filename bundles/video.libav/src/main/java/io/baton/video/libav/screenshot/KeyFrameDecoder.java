// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.screenshot;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT470BG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_SMPTE170M;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ420P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import io.baton.video.ScreenshotException;
import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/** Decodes one key frame with libav's H.264 decoder; the picture is valid until closed. Not thread-safe. */
final class KeyFrameDecoder implements AutoCloseable {

    /** AV_INPUT_BUFFER_PADDING_SIZE: the decoder reads beyond the end. */
    private static final int PADDING = 64;
    /**
     * Below this height a stream that does not say its colours has those of standard definition, as browsers take it.
     */
    private static final int HD_HEIGHT = 720;

    private final AVCodecContext context;
    private final AVPacket packet = av_packet_alloc();
    private final AVFrame frame = av_frame_alloc();

    KeyFrameDecoder() throws ScreenshotException {
        AVCodec codec = avcodec_find_decoder(AV_CODEC_ID_H264);
        context = avcodec_alloc_context3(codec);
        context.thread_count(1);
        if (codec == null || codec.isNull() || avcodec_open2(context, codec, (PointerPointer<?>) null) < 0) {
            close();
            throw failed("the decoder for H.264 cannot be opened");
        }
    }

    Picture decode(byte[] annexB) throws ScreenshotException {
        ByteBuffer padded = ByteBuffer.allocateDirect(annexB.length + PADDING).put(annexB);
        try (BytePointer data = new BytePointer(padded.clear())) {
            packet.data(data).size(annexB.length);
            boolean sent = avcodec_send_packet(context, packet) >= 0;
            packet.data(null).size(0);
            // the end of the stream, so that the frame comes at once
            avcodec_send_packet(context, (AVPacket) null);
            if (!sent || avcodec_receive_frame(context, frame) < 0) {
                throw failed("a key frame was not decoded");
            }
        }
        if (frame.format() != AV_PIX_FMT_YUV420P && frame.format() != AV_PIX_FMT_YUVJ420P) {
            throw failed("the stream is not 4:2:0 with 8 bits");
        }
        ByteBuffer[] planes = new ByteBuffer[3];
        int[] strides = new int[planes.length];
        for (int i = 0; i < planes.length; i++) {
            strides[i] = frame.linesize(i);
            int rows = i == 0 ? frame.height() : (frame.height() + 1) / 2;
            planes[i] = frame.data(i).capacity((long) strides[i] * rows).asByteBuffer();
        }
        return new Picture(planes, strides, frame.width(), frame.height(), colors());
    }

    private Picture.Colors colors() {
        boolean full = frame.color_range() == AVCOL_RANGE_JPEG || frame.format() == AV_PIX_FMT_YUVJ420P;
        boolean standard = frame.colorspace() == AVCOL_SPC_BT470BG
                || frame.colorspace() == AVCOL_SPC_SMPTE170M
                || (frame.colorspace() != AVCOL_SPC_BT709 && frame.height() < HD_HEIGHT);
        return standard ? Picture.Colors.of(0.299, 0.114, full) : Picture.Colors.of(0.2126, 0.0722, full);
    }

    @Override
    public void close() {
        av_frame_free(frame);
        av_packet_free(packet);
        avcodec_free_context(context);
    }

    private static ScreenshotException failed(String message) {
        return new ScreenshotException(ScreenshotException.Reason.FAILED, message);
    }
}
