// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.RosterFixtureBuilder;
import io.baton.video.AccessUnitSink;
import io.baton.video.EncodedVideo;
import io.baton.video.Subscription;
import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import io.baton.video.VideoStats;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeviceMethodsTest {

    private final DeviceMethods methods = new DeviceMethods(
            new FakeCoordinator(new RosterFixtureBuilder()
                    .primary("ann", 1)
                    .pending("eve", 2)
                    .build()),
            "1.2.3",
            "lab");

    private record Showing(VideoSignal signal) implements EncodedVideo {

        @Override
        public Subscription subscribe(AccessUnitSink sink) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void requestKeyFrame() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setTargetBitrate(int bitsPerSecond) {
            throw new UnsupportedOperationException();
        }

        @Override
        public VideoStats stats() {
            throw new UnsupportedOperationException();
        }
    }

    private Object call(String method, String caller) {
        return Caller.call(methods, method, caller, Map.of());
    }

    @Test
    void videoStateIsShownToAdmittedSessions() {
        assertEquals(Map.of("ready", false), call("getVideoState", "ann"), "nobody encodes");
        methods.video = new Showing(VideoSignal.ready(new VideoMode(1280, 720, 30)));
        assertEquals(Map.of("ready", true, "width", 1280, "height", 720, "fps", 30.0), call("getVideoState", "ann"));
        assertEquals(Map.of("ready", false), call("getVideoState", "eve"));
        methods.video = new Showing(VideoSignal.absent(VideoSignal.State.NO_LOCK));
        assertEquals(Map.of("ready", false, "error", "no_lock"), call("getVideoState", "ann"));
        assertEquals(Map.of("ready", false), call("getVideoState", "eve"));
    }

    @Test
    void deviceDescribesItself() {
        assertEquals("pong", call("ping", "eve"));
        assertEquals("lab", call("getDeviceID", "ann"));
        assertEquals(Map.of("appVersion", "1.2.3", "systemVersion", "1.2.3"), call("getLocalVersion", "eve"));
        assertEquals("not attached", call("getUSBState", "ann"));
    }
}
