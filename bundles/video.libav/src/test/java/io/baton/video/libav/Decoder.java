// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import io.baton.target.virtual.FrameCode;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/** libav's own H.264 decoder, as far as tests need it. */
final class Decoder implements AutoCloseable {

    private static final int LOW_DELAY = 1 << 19;

    private final AVCodecContext context;
    private final AVPacket packet = av_packet_alloc();
    private final AVFrame frame = av_frame_alloc();

    Decoder() {
        AVCodec codec = avcodec_find_decoder_by_name("h264");
        context = avcodec_alloc_context3(codec);
        context.flags(context.flags() | LOW_DELAY).thread_count(1);
        if (avcodec_open2(context, codec, (PointerPointer<?>) null) < 0) {
            throw new IllegalStateException("no decoder");
        }
    }

    /** Decodes one access unit to its frame code; empty if there is no frame, or none in it. */
    Optional<FrameCode> code(ByteBuffer annexB) {
        ByteBuffer copy = ByteBuffer.allocateDirect(annexB.remaining() + 64);
        copy.put(annexB.duplicate()).flip();
        try (BytePointer data = new BytePointer(copy)) {
            packet.data(data).size(annexB.remaining());
            if (avcodec_send_packet(context, packet) < 0 || avcodec_receive_frame(context, frame) < 0) {
                return Optional.empty();
            }
        }
        int stride = frame.linesize(0);
        ByteBuffer luma = frame.data(0).capacity((long) stride * frame.height()).asByteBuffer();
        return FrameCode.decode((x, y) -> luma.get(y * stride + x) & 0xFF, frame.width(), frame.height());
    }

    int width() {
        return frame.width();
    }

    @Override
    public void close() {
        av_frame_free(frame);
        av_packet_free(packet);
        avcodec_free_context(context);
    }
}
