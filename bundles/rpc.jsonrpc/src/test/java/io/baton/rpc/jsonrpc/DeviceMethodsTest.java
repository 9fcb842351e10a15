// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.baton.peer.FrameAge;
import io.baton.peer.VideoLatency;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.RecordingPeerService;
import io.baton.testkit.RosterFixtureBuilder;
import io.baton.video.AccessUnitSink;
import io.baton.video.EncodedVideo;
import io.baton.video.Subscription;
import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import io.baton.video.VideoStats;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeviceMethodsTest {

    private final DeviceMethods methods = new DeviceMethods(
            new FakeCoordinator(new RosterFixtureBuilder()
                    .primary("ann", 1)
                    .pending("eve", 2)
                    .build()),
            "1.2.3",
            "lab",
            () -> List.of("shell"));

    private record Showing(VideoSignal signal) implements EncodedVideo {

        @Override
        public String encoder() {
            return "libopenh264";
        }

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
        Map<String, Object> unknown = Map.of("ready", false, "streaming", 0, "width", 0, "height", 0, "fps", 0L);
        assertEquals(unknown, call("getVideoState", "ann"), "no encoder");
        methods.video = new Showing(VideoSignal.ready(new VideoMode(1280, 720, 30)));
        assertEquals(
                Map.of("ready", true, "streaming", 1, "width", 1280, "height", 720, "fps", 30L),
                call("getVideoState", "ann"));
        assertEquals(unknown, call("getVideoState", "eve"));
        methods.video = new Showing(VideoSignal.absent(VideoSignal.State.NO_LOCK));
        Map<String, Object> noLock = new HashMap<>(unknown);
        noLock.put("error", "no_lock");
        assertEquals(noLock, call("getVideoState", "ann"));
        assertEquals(unknown, call("getVideoState", "eve"));
    }

    @Test
    void missingCaptureDeviceIsNoSignalWithACause() {
        methods.video = new Showing(VideoSignal.absent(VideoSignal.State.DEVICE_GONE));
        Map<?, ?> state = (Map<?, ?>) call("getVideoState", "ann");
        assertEquals("no_signal", state.get("error"));
        assertEquals("device_gone", state.get("cause"));
        methods.video = new Showing(VideoSignal.absent(VideoSignal.State.NO_SIGNAL));
        assertFalse(((Map<?, ?>) call("getVideoState", "ann")).containsKey("cause"));
    }

    @Test
    void fractionalFrameRateIsRounded() {
        methods.video = new Showing(VideoSignal.ready(new VideoMode(1280, 720, 59.94)));
        assertEquals(60L, ((Map<?, ?>) call("getVideoState", "ann")).get("fps"));
    }

    @Test
    void latencyIsThatOfTheDeviceAndOfTheFrameThatIsNamed() {
        Map<String, Object> none = Map.of(
                "frames",
                0,
                "encodedMillisP50",
                0.0,
                "encodedMillisP99",
                0.0,
                "sentMillisP50",
                0.0,
                "sentMillisP99",
                0.0);
        assertEquals(none, call("getVideoLatency", "ann"), "no peer service");
        RecordingPeerService peers = new RecordingPeerService();
        methods.peers = peers;
        assertEquals(none, call("getVideoLatency", "ann"));
        peers.setLatency(
                new VideoLatency(3, 4_000_000, 5_000_400, 6_000_000, 7_000_600),
                0xFFFF_FFFE,
                new FrameAge(90_000_000, 4_500_000, 6_500_000));
        Map<String, Object> device = Map.of(
                "frames",
                3,
                "encodedMillisP50",
                4.0,
                "encodedMillisP99",
                5.0,
                "sentMillisP50",
                6.0,
                "sentMillisP99",
                7.001);
        assertEquals(device, call("getVideoLatency", "ann"));
        assertEquals(device, Caller.call(methods, "getVideoLatency", "ann", Map.of("rtpTimestamp", 5L)), "unknown");
        Map<String, Object> known = new HashMap<>(device);
        known.put("frame", Map.of("ageMillis", 90.0, "encodedMillis", 4.5, "sentMillis", 6.5));
        assertEquals(
                known,
                Caller.call(methods, "getVideoLatency", "ann", Map.of("rtpTimestamp", 0xFFFF_FFFEL)),
                "an unsigned number of 32 bits");
        methods.video = new Showing(VideoSignal.absent(VideoSignal.State.NO_SIGNAL));
        known.put("encoder", "libopenh264");
        assertEquals(known, Caller.call(methods, "getVideoLatency", "ann", Map.of("rtpTimestamp", 0xFFFF_FFFEL)));
    }

    @Test
    void deviceDescribesItself() {
        assertEquals("pong", call("ping", "eve"));
        assertEquals("lab", call("getDeviceID", "ann"));
        assertEquals(
                Map.of("appVersion", "0.5.5", "systemVersion", "1.2.3", "batonVersion", "1.2.3"),
                call("getLocalVersion", "eve"));
        assertEquals(List.of("shell"), call("getDeviceCapabilities", "eve"));
        assertEquals("not attached", call("getUSBState", "ann"));
    }

    @Test
    void keyboardLayoutHasTheFormThatJetKvmsPageLooksUp() {}
}
