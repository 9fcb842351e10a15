// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_GRAY8;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV422P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV440P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV444P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ422P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ440P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ444P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * libav's decoder of JPEG frames. What is broken or of another size gives no frame.
 *
 * <p>Threading. One thread.
 */
final class JpegDecoder implements AutoCloseable {

    /** What libav may read beyond the end. */
    private static final int PADDING = 64;

    private static final int MAX_BYTES = 64 << 20;
    private static final int NO_SUBSAMPLING = 1;
    private static final int HALVED = 2;
    /** Broken frames are common when a grabber starts; each would be a line on standard error. */
    private static final int QUIET = 64;

    private final int width;
    private final int height;
    private final AVCodecContext context;
    private final AVPacket packet;
    private final AVFrame frame;
    private ByteBuffer copy = ByteBuffer.allocateDirect(0);
    private boolean closed;

    /** @throws DeviceException when this libav has no such decoder */
    JpegDecoder(int width, int height) throws DeviceException {
        this.width = width;
        this.height = height;
        AVCodec codec = avcodec_find_decoder_by_name("mjpeg");
        if (codec == null || codec.isNull()) {
            throw new DeviceException("this libav decodes no JPEG");
        }
        context = avcodec_alloc_context3(codec);
        packet = av_packet_alloc();
        frame = av_frame_alloc();
        // a frame that claims to be larger takes no memory
        context.thread_count(1).max_pixels((long) (width + 64) * (height + 64));
        context.log_level_offset(QUIET);
        if (avcodec_open2(context, codec, (PointerPointer<?>) null) < 0) {
            close();
            throw new DeviceException("the JPEG decoder cannot be opened");
        }
    }

    /** Returns the planes of a frame, valid until the next call; null when it is broken. */
    @Nullable
    Planes decode(MemorySegment jpeg) {
        if (jpeg.byteSize() == 0 || jpeg.byteSize() > MAX_BYTES) {
            return null;
        }
        int size = (int) jpeg.byteSize();
        if (copy.capacity() < size + PADDING) {
            copy = ByteBuffer.allocateDirect(size + size / 4 + PADDING);
        }
        MemorySegment padded = MemorySegment.ofBuffer(copy);
        MemorySegment.copy(jpeg, 0, padded, 0, size);
        padded.asSlice(size, PADDING).fill((byte) 0);
        try (BytePointer data = new BytePointer(copy)) {
            packet.data(data).size(size);
            boolean decoded = avcodec_send_packet(context, packet) >= 0 && avcodec_receive_frame(context, frame) >= 0;
            packet.data(null).size(0);
            return decoded && frame.width() == width && frame.height() == height ? planes() : null;
        }
    }

    /** The coding of the frame that was last decoded. */
    ColorCoding color() {
        return frame.color_range() == AVCOL_RANGE_MPEG
                ? new ColorCoding(ColorCoding.JFIF.matrix(), false)
                : ColorCoding.JFIF;
    }

    private @Nullable Planes planes() {
        int format = frame.format();
        if (format == AV_PIX_FMT_YUVJ420P || format == AV_PIX_FMT_YUV420P) {
            return planes(HALVED, HALVED);
        }
        if (format == AV_PIX_FMT_YUVJ422P || format == AV_PIX_FMT_YUV422P) {
            return planes(HALVED, NO_SUBSAMPLING);
        }
        if (format == AV_PIX_FMT_YUVJ444P || format == AV_PIX_FMT_YUV444P) {
            return planes(NO_SUBSAMPLING, NO_SUBSAMPLING);
        }
        if (format == AV_PIX_FMT_YUVJ440P || format == AV_PIX_FMT_YUV440P) {
            return planes(NO_SUBSAMPLING, HALVED);
        }
        return format == AV_PIX_FMT_GRAY8 ? planes(0, NO_SUBSAMPLING) : null;
    }

    private @Nullable Planes planes(int columns, int rows) {
        List<MemorySegment> memory = new ArrayList<>();
        List<Integer> strides = new ArrayList<>();
        int count = columns == 0 ? 1 : 3;
        for (int i = 0; i < count; i++) {
            int stride = frame.linesize(i);
            if (stride <= 0) {
                return null;
            }
            int lines = i == 0 ? height : (height + rows - 1) / rows;
            memory.add(MemorySegment.ofAddress(frame.data(i).address()).reinterpret((long) stride * lines));
            strides.add(stride);
        }
        return new Planes(memory, strides, columns, rows);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        av_frame_free(frame);
        av_packet_free(packet);
        avcodec_free_context(context);
    }
}
