// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.global.avcodec;
import org.jspecify.annotations.Nullable;

/**
 * Changes the bitrate of a running libopenh264. libav's wrapper reads the bitrate only on opening, so this talks to the
 * encoder behind it: the wrapper's private data are {@code {const AVClass *, ISVCEncoder *, …}}, and an ISVCEncoder
 * begins with the table of its functions, {@code SetOption} the eighth and {@code GetOption} the ninth of them
 * (openh264 {@code codec_api.h}). Used only with the one version of libav this was read from.
 *
 * <p>Threading. The encoder's.
 */
final class OpenH264Control {

    /** libavcodec 62.11.100, FFmpeg 8.0. */
    private static final int KNOWN_VERSION = 62 << 16 | 11 << 8 | 100;

    private static final int ENCODER_INDEX = 1;
    private static final int SET_OPTION = 7;
    private static final int GET_OPTION = 8;
    private static final int OPTION_BITRATE = 5;
    private static final int OPTION_MAX_BITRATE = 6;
    private static final int FIRST_LAYER = 0;
    private static final int ALL_LAYERS = 4;

    /** {@code SBitrateInfo}: layer, bits per second. */
    private static final int BITRATE_INFO_BYTES = 8;

    private final MemorySegment encoder;
    private final MethodHandle setOption;
    private int bitrate;

    private OpenH264Control(MemorySegment encoder, MethodHandle setOption, int bitrate) {
        this.encoder = encoder;
        this.setOption = setOption;
        this.bitrate = bitrate;
    }

    /** Null when this is another libav, or does not look as it should. */
    static @Nullable OpenH264Control of(AVCodecContext context, int bitrate) {
        if (avcodec.avcodec_version() != KNOWN_VERSION || context.priv_data().isNull()) {
            return null;
        }
        MemorySegment encoder = pointer(context.priv_data().address(), ENCODER_INDEX);
        if (encoder.address() == 0) {
            return null;
        }
        MemorySegment table = pointer(encoder.address(), 0);
        if (table.address() == 0) {
            return null;
        }
        OpenH264Control control = new OpenH264Control(encoder, function(table, SET_OPTION), bitrate);
        return control.reads(function(table, GET_OPTION)) ? control : null;
    }

    /** Returns false when the encoder refused. */
    boolean bitrate(int bitsPerSecond) {
        boolean rising = bitsPerSecond > bitrate;
        boolean done = rising
                ? ceilings(bitsPerSecond) && set(OPTION_BITRATE, ALL_LAYERS, bitsPerSecond)
                : set(OPTION_BITRATE, ALL_LAYERS, bitsPerSecond) && ceilings(bitsPerSecond);
        if (done) {
            bitrate = bitsPerSecond;
        }
        return done;
    }

    /** The target must never be above the ceiling; that of the stream as a whole is not that of its one layer. */
    private boolean ceilings(int bitsPerSecond) {
        int ceiling = ceiling(bitsPerSecond);
        return set(OPTION_MAX_BITRATE, ALL_LAYERS, ceiling) && set(OPTION_MAX_BITRATE, FIRST_LAYER, ceiling);
    }

    /** The most the encoder may use at a stretch. */
    static int ceiling(int bitsPerSecond) {
        return (int) Math.min(Integer.MAX_VALUE, bitsPerSecond * 3L / 2);
    }

    private boolean reads(MethodHandle getOption) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = info(arena, ALL_LAYERS, 0);
            return call(getOption, OPTION_BITRATE, info) == 0 && info.get(ValueLayout.JAVA_INT, 4) == bitrate;
        }
    }

    private boolean set(int option, int layer, int value) {
        try (Arena arena = Arena.ofConfined()) {
            return call(setOption, option, info(arena, layer, value)) == 0;
        }
    }

    private int call(MethodHandle function, int option, MemorySegment value) {
        try {
            return (int) function.invokeExact(encoder, option, value);
        } catch (Throwable e) {
            throw new IllegalStateException("libopenh264 cannot be called", e);
        }
    }

    private static MemorySegment info(Arena arena, int layer, int bitsPerSecond) {
        MemorySegment info = arena.allocate(BITRATE_INFO_BYTES, 4);
        info.set(ValueLayout.JAVA_INT, 0, layer);
        info.set(ValueLayout.JAVA_INT, 4, bitsPerSecond);
        return info;
    }

    private static MethodHandle function(MemorySegment table, int index) {
        return Linker.nativeLinker()
                .downcallHandle(
                        pointer(table.address(), index),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    }

    private static MemorySegment pointer(long address, int index) {
        long size = (index + 1) * ValueLayout.ADDRESS.byteSize();
        return MemorySegment.ofAddress(address).reinterpret(size).getAtIndex(ValueLayout.ADDRESS, index);
    }
}
