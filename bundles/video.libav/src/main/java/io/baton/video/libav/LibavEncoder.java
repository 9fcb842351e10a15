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

import io.baton.shared.h264.H264Exception;
import io.baton.shared.h264.ParameterSets;
import io.baton.video.VideoMode;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * An encoder of libav: H.264 constrained baseline, no B frames, SPS and PPS with each key frame, key frames on request
 * only.
 */
final class LibavEncoder implements FrameEncoder {

    private static final int CONSTRAINED_BASELINE = 66 | 1 << 9;
    private static final int NO_END = Integer.MAX_VALUE / 2;
    private static final int MICROS = 1_000_000;
    private static final int MILLIS = 1_000;
    /** A device that has taken so many frames without returning one will not return any. */
    private static final int MOST_WITHOUT_OUTPUT = 30;

    /** Sources other than the encoders' own requests for key frames do not exist: some devices need a number. */
    private static final int HARDWARE_GOP = 3_600;

    private final EncoderKind kind;
    private final VideoMode mode;
    private final AVCodecContext context;
    private final AVFrame frame;
    private final AVPacket packet;
    private final BytePointer[] planes = {new BytePointer(), new BytePointer(), new BytePointer()};
    private final ParameterSets parameterSets = new ParameterSets();
    private @Nullable OpenH264Control control;
    private @Nullable VaapiFrames vaapi;
    private int withoutOutput;
    private boolean closed;

    private LibavEncoder(EncoderKind kind, VideoMode mode, AVCodecContext context) {
        this.kind = kind;
        this.mode = mode;
        this.context = context;
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
     * @param name one of {@link EncoderKind}
     * @param slices of a frame, as many threads; for encoders in software
     * @param devices directory of the device nodes
     */
    static LibavEncoder open(String name, VideoMode mode, int bitrate, int slices, Path devices)
            throws EncoderException {
        AVCodec codec = avcodec_find_encoder_by_name(name);
        EncoderKind kind = EncoderKind.of(name).orElse(null);
        if (kind == null || codec == null || codec.isNull()) {
            throw new EncoderException("this libav has no " + name);
        }
        LibavEncoder encoder = new LibavEncoder(kind, mode, avcodec_alloc_context3(codec));
        try {
            encoder.configure(bitrate, slices, devices);
            LibavError.check(avcodec_open2(encoder.context, codec, (PointerPointer<?>) null), "opening " + name);
            encoder.control = kind == EncoderKind.OPENH264 ? OpenH264Control.of(encoder.context, bitrate) : null;
            return encoder;
        } catch (EncoderException e) {
            encoder.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return kind.wireName;
    }

    @Override
    public VideoMode mode() {
        return mode;
    }

    @Override
    public boolean send(ByteBuffer i420, boolean key, long micros) throws EncoderException {
        map(i420);
        frame.pts(micros);
        frame.pict_type(key ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE);
        VaapiFrames uploads = vaapi;
        int sent = avcodec_send_frame(context, uploads == null ? frame : uploads.upload(frame));
        withoutOutput++;
        if (withoutOutput > MOST_WITHOUT_OUTPUT) {
            throw new EncoderException("no output for " + MOST_WITHOUT_OUTPUT + " frames");
        }
        if (sent == AVERROR_EAGAIN()) {
            return false;
        }
        LibavError.check(sent, "encoding");
        return true;
    }

    @Override
    public @Nullable Output receive() throws EncoderException {
        while (true) {
            av_packet_unref(packet);
            int received = avcodec_receive_packet(context, packet);
            if (received == AVERROR_EAGAIN()) {
                return null;
            }
            LibavError.check(received, "encoding");
            ByteBuffer annexB =
                    packet.data().capacity(packet.size()).asByteBuffer().asReadOnlyBuffer();
            boolean key = (packet.flags() & AV_PKT_FLAG_KEY) != 0;
            Output output = new Output(annexB, key, packet.pts());
            output = kind.isHardware() ? complete(output) : output;
            if (output != null) {
                withoutOutput = 0;
                return output;
            }
        }
    }

    /** Devices may send parameter sets only once, or in a packet of their own, for which this returns null. */
    private @Nullable Output complete(Output output) throws EncoderException {
        try {
            ParameterSets.Checked checked = parameterSets.check(output.annexB());
            return checked == null ? null : new Output(checked.annexB(), checked.key(), output.micros());
        } catch (H264Exception e) {
            throw new EncoderException(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public boolean bitrate(int bitsPerSecond) {
        if (kind == EncoderKind.X264) {
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
        VaapiFrames uploads = vaapi;
        if (uploads != null) {
            uploads.close();
        }
    }

    private void configure(int bitrate, int slices, Path devices) throws EncoderException {
        context.width(mode.width()).height(mode.height()).pix_fmt(AV_PIX_FMT_YUV420P);
        try (AVRational timeBase = rational(1, MICROS);
                AVRational rate = rational((int) Math.round(mode.framesPerSecond() * MILLIS), MILLIS)) {
            context.time_base(timeBase);
            context.framerate(rate);
        }
        context.bit_rate(bitrate).rc_max_rate(OpenH264Control.ceiling(bitrate));
        context.max_b_frames(0);
        context.color_range(AVCOL_RANGE_MPEG).colorspace(AVCOL_SPC_BT709);
        context.color_primaries(AVCOL_PRI_BT709).color_trc(AVCOL_TRC_BT709);
        switch (kind) {
            case X264 -> {
                context.gop_size(NO_END)
                        .rc_buffer_size(bitrate / 2)
                        .slices(slices)
                        .thread_count(slices);
                option("preset", "superfast");
                option("tune", "zerolatency");
                option("profile", "baseline");
                option("forced-idr", "1");
                option("x264-params", "sliced-threads=" + (slices > 1 ? 1 : 0) + ":scenecut=0");
            }
            case OPENH264 -> {
                context.gop_size(0).profile(CONSTRAINED_BASELINE).slices(slices).thread_count(slices);
                option("rc_mode", "bitrate");
                option("allow_skip_frames", "0");
            }
            case V4L2_M2M -> context.gop_size(HARDWARE_GOP).profile(CONSTRAINED_BASELINE);
            case VAAPI -> {
                context.gop_size(HARDWARE_GOP).profile(CONSTRAINED_BASELINE);
                option("async_depth", "1");
                vaapi = VaapiFrames.open(context, mode, kind.firstNode(devices));
            }
        }
    }

    private void option(String name, String value) throws EncoderException {
        LibavError.check(av_opt_set(context.priv_data(), name, value, 0), "setting " + name);
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
}
