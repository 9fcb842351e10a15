// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The state of the video input on the wire. Each of the four fields is always present, as some clients require. */
final class VideoState {

    /** The state while it is unknown, or hidden from the session. */
    static final Map<String, Object> NOT_READY = fields(false, 0, 0, 0);

    private VideoState() {}

    static Map<String, Object> of(VideoSignal signal) {
        @Nullable VideoMode mode = signal.mode();
        if (signal.state() == VideoSignal.State.STANDBY) {
            // clients take a state without an error for one that waits
            return NOT_READY;
        }
        if (mode == null) {
            Map<String, Object> state = new LinkedHashMap<>(NOT_READY);
            state.put("error", error(signal.state()));
            if (signal.state() == VideoSignal.State.DEVICE_GONE) {
                state.put("cause", "device_gone");
            }
            return state;
        }
        return fields(true, mode.width(), mode.height(), Math.max(1, Math.round(mode.framesPerSecond())));
    }

    private static Map<String, Object> fields(boolean ready, int width, int height, long fps) {
        return Map.of("ready", ready, "streaming", ready ? 1 : 0, "width", width, "height", height, "fps", fps);
    }

    /** One of the three words that clients know. */
    private static String error(VideoSignal.State state) {
        return switch (state) {
            case READY, STANDBY -> throw new IllegalArgumentException(state + " is no error");
            case NO_SIGNAL, DEVICE_GONE -> "no_signal";
            case NO_LOCK -> "no_lock";
            case OUT_OF_RANGE -> "out_of_range";
        };
    }
}
