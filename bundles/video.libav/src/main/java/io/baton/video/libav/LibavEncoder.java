// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_PRI_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_TRC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_I;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_NONE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import io.baton.video.VideoMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * An encoder of libav: H.264 constrained baseline, no B frames, no delay, SPS and PPS with each key frame, key frames
 * on request only.
 */
final class LibavEncoder implements FrameEncoder {

    static final String OPENH264 = "libopenh264";
    static final String X264 = "libx264";
    private static final int CONSTRAINED_BASELINE = 66 | 1 << 9;
    private static final int NO_END = Integer.MAX_VALUE / 2;
    private static final int MICROS = 1_000_000;
    private static final int MILLIS = 1_000;

    private final VideoMode mode;
    private final AVCodecContext context;
    private final AVFrame frame;
    private final AVPacket packet;
    private final BytePointer[] planes = {new BytePointer(), new BytePointer(), new BytePointer()};
    private final boolean x264;
    private @Nullable OpenH264Control control;
    private long lastMicros = Long.MIN_VALUE;
    private boolean closed;

    private LibavEncoder(VideoMode mode, AVCodecContext context, boolean x264) {
        this.mode = mode;
        this.context = context;
        this.x264 = x264;
        frame = av_frame_alloc();
        frame.format(AV_PIX_FMT_YUV420P).width(mode.width()).height(mode.height());
        frame.linesize(0, mode.width()).linesize(1, mode.width() / 2).linesize(2, mode.width() / 2);
        frame.color_range(AVCOL_RANGE_MPEG).colorspace(AVCOL_SPC_BT709);
        packet = av_packet_alloc();
    }

    /** Whether this libav has the encoder. */
    static boolean available(String name) {
        AVCodec codec = avcodec_find_encoder_by_name(name);
        return codec != null && !codec.isNull();
    }

    /**
     * @param name {@link #OPENH264} or {@link #X264}
     * @param slices of a frame, as many threads
     */
    static LibavEncoder open(String name, VideoMode mode, int bitrate, int slices) throws EncoderException {
        AVCodec codec = avcodec_find_encoder_by_name(name);
        if (codec == null || codec.isNull()) {
            throw new EncoderException("this libav has no " + name);
        }
        boolean x264 = name.equals(X264);
        LibavEncoder encoder = new LibavEncoder(mode, avcodec_alloc_context3(codec), x264);
        try {
            encoder.configure(bitrate, slices);
            check(avcodec_open2(encoder.context, codec, (PointerPointer<?>) null), "opening " + name);
            encoder.control = x264 ? null : OpenH264Control.of(encoder.context, bitrate);
            return encoder;
        } catch (EncoderException e) {
            encoder.close();
            throw e;
        }
    }

    @Override
    public VideoMode mode() {
        return mode;
    }

    @Override
    public @Nullable Output encode(ByteBuffer i420, boolean key, long micros) throws EncoderException {
        map(i420);
        lastMicros = Math.max(micros, lastMicros + 1);
        frame.pts(lastMicros);
        frame.pict_type(key ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE);
        av_packet_unref(packet);
        check(avcodec_send_frame(context, frame), "encoding");
        int received = avcodec_receive_packet(context, packet);
        if (received == AVERROR_EAGAIN()) {
            return null;
        }
        check(received, "encoding");
        ByteBuffer annexB = packet.data().capacity(packet.size()).asByteBuffer().asReadOnlyBuffer();
        return new Output(annexB, (packet.flags() & AV_PKT_FLAG_KEY) != 0);
    }

    @Override
    public boolean bitrate(int bitsPerSecond) {
        if (x264) {
            // the wrapper compares these with what it last passed to x264 before each frame
            context.bit_rate(bitsPerSecond).rc_max_rate(OpenH264Control.ceiling(bitsPerSecond));
            context.rc_buffer_size(bitsPerSecond / 2);
            return true;
        }
        OpenH264Control present = control;
        return present != null && present.bitrate(bitsPerSecond);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (BytePointer plane : planes) {
            plane.setNull();
        }
        av_frame_free(frame);
        av_packet_free(packet);
        avcodec_free_context(context);
    }

    private void configure(int bitrate, int slices) throws EncoderException {
        context.width(mode.width()).height(mode.height()).pix_fmt(AV_PIX_FMT_YUV420P);
        try (AVRational timeBase = rational(1, MICROS);
                AVRational rate = rational((int) Math.round(mode.framesPerSecond() * MILLIS), MILLIS)) {
            context.time_base(timeBase);
            context.framerate(rate);
        }
        context.bit_rate(bitrate).rc_max_rate(OpenH264Control.ceiling(bitrate));
        context.max_b_frames(0).slices(slices).thread_count(slices);
        context.color_range(AVCOL_RANGE_MPEG).colorspace(AVCOL_SPC_BT709);
        context.color_primaries(AVCOL_PRI_BT709).color_trc(AVCOL_TRC_BT709);
        if (x264) {
            context.gop_size(NO_END).rc_buffer_size(bitrate / 2);
            option("preset", "superfast");
            option("tune", "zerolatency");
            option("profile", "baseline");
            option("forced-idr", "1");
            option("x264-params", "sliced-threads=" + (slices > 1 ? 1 : 0) + ":scenecut=0");
        } else {
            context.gop_size(0).profile(CONSTRAINED_BASELINE);
            option("rc_mode", "bitrate");
            option("allow_skip_frames", "0");
        }
    }

    private void option(String name, String value) throws EncoderException {
        check(av_opt_set(context.priv_data(), name, value, 0), "setting " + name);
    }

    private void map(ByteBuffer i420) {
        int luma = mode.width() * mode.height();
        try (BytePointer start = new BytePointer(i420)) {
            int[] offsets = {0, luma, luma + luma / 4};
            for (int i = 0; i < planes.length; i++) {
                planes[i] = start.getPointer(BytePointer.class, offsets[i]);
                frame.data(i, planes[i]);
            }
        }
    }

    private static AVRational rational(int numerator, int denominator) {
        return new AVRational().num(numerator).den(denominator);
    }

    private static void check(int result, String doing) throws EncoderException {
        if (result >= 0) {
            return;
        }
        try (BytePointer text = new BytePointer(256L)) {
            av_strerror(result, text, text.capacity());
            throw new EncoderException(doing + ": " + text.getString(StandardCharsets.UTF_8));
        }
    }
}
