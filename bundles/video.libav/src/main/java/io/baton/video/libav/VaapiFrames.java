// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

import static org.bytedeco.ffmpeg.global.avutil.AV_HWDEVICE_TYPE_VAAPI;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_NV12;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_VAAPI;
import static org.bytedeco.ffmpeg.global.avutil.av_buffer_ref;
import static org.bytedeco.ffmpeg.global.avutil.av_buffer_unref;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_copy_props;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.global.avutil.av_hwdevice_ctx_create;
import static org.bytedeco.ffmpeg.global.avutil.av_hwframe_ctx_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_hwframe_ctx_init;
import static org.bytedeco.ffmpeg.global.avutil.av_hwframe_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_hwframe_transfer_data;

import io.baton.video.VideoMode;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVBufferRef;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVHWFramesContext;

/**
 * The surfaces of the graphics device that a VAAPI encoder reads; each frame is copied to one.
 *
 * <p>Threading. The encoder's.
 */
final class VaapiFrames {

    /** Reference frames, the one being encoded, and the next. */
    private static final int SURFACES = 8;

    private final AVBufferRef device;
    private final AVBufferRef surfaces;
    private final AVFrame surface = av_frame_alloc();

    private VaapiFrames(AVBufferRef device, AVBufferRef surfaces) {
        this.device = device;
        this.surfaces = surfaces;
    }

    /** @param node render node of the graphics device */
    static VaapiFrames open(AVCodecContext context, VideoMode mode, Optional<Path> node) throws EncoderException {
        if (node.isEmpty()) {
            throw new EncoderException("there is no render node of a graphics device");
        }
        AVBufferRef device = new AVBufferRef(null);
        LibavError.check(
                av_hwdevice_ctx_create(
                        device, AV_HWDEVICE_TYPE_VAAPI, node.get().toString(), null, 0),
                "opening " + node.get());
        AVBufferRef surfaces = av_hwframe_ctx_alloc(device);
        VaapiFrames frames = new VaapiFrames(device, surfaces);
        try {
            new AVHWFramesContext(surfaces.data())
                    .format(AV_PIX_FMT_VAAPI)
                    .sw_format(AV_PIX_FMT_NV12)
                    .width(mode.width())
                    .height(mode.height())
                    .initial_pool_size(SURFACES);
            LibavError.check(av_hwframe_ctx_init(surfaces), "making surfaces");
        } catch (EncoderException e) {
            frames.close();
            throw e;
        }
        context.pix_fmt(AV_PIX_FMT_VAAPI).hw_frames_ctx(av_buffer_ref(surfaces));
        return frames;
    }

    /** Returns the surface with the frame, valid until the next call. */
    AVFrame upload(AVFrame frame) throws EncoderException {
        av_frame_unref(surface);
        LibavError.check(av_hwframe_get_buffer(surfaces, surface, 0), "taking a surface");
        LibavError.check(av_hwframe_transfer_data(surface, frame, 0), "copying to a surface");
        LibavError.check(av_frame_copy_props(surface, frame), "copying to a surface");
        return surface;
    }

    void close() {
        av_frame_free(surface);
        av_buffer_unref(surfaces);
        av_buffer_unref(device);
    }
}
