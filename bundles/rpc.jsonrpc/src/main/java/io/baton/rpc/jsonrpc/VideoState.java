// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The video input as clients know it. */
final class VideoState {

    /** Nothing is known, or nothing is to be known. */
    static final Map<String, Object> NOT_READY = Map.of("ready", false);

    private VideoState() {}

    static Map<String, Object> of(VideoSignal signal) {
        @Nullable VideoMode mode = signal.mode();
        if (mode == null) {
            return Map.of("ready", false, "error", error(signal.state()));
        }
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("ready", true);
        state.put("width", mode.width());
        state.put("height", mode.height());
        state.put("fps", mode.framesPerSecond());
        return state;
    }

    private static String error(VideoSignal.State state) {
        return switch (state) {
            case READY -> throw new IllegalArgumentException("a usable signal is no error");
            case NO_SIGNAL -> "no_signal";
            case NO_LOCK -> "no_lock";
            case OUT_OF_RANGE -> "out_of_range";
        };
    }
}
