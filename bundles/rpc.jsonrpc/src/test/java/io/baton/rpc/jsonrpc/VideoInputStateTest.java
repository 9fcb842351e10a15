// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.peer.PeerId;
import io.baton.peer.PeerService;
import io.baton.port.ReportPorts;
import io.baton.session.SessionCoordinator;
import io.baton.shared.handover.Standby;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.ManualClock;
import io.baton.testkit.RecordingPeerService;
import io.baton.testkit.RosterFixtureBuilder;
import io.baton.upgrade.UpgradeStatus;
import io.baton.video.AccessUnitSink;
import io.baton.video.EncodedVideo;
import io.baton.video.Subscription;
import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import io.baton.video.VideoStats;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which video the event {@code videoInputState} is about, where there are several. */
class VideoInputStateTest implements EventPublisher.Services {

    private static final VideoSignal READY = VideoSignal.ready(new VideoMode(1280, 720, 30));
    private static final VideoSignal NO_SIGNAL = VideoSignal.absent(VideoSignal.State.NO_SIGNAL);
    private final ManualClock clock = new ManualClock();
    private final ManualTimer timer = new ManualTimer(clock);
    private final RecordingPeerService recorded = new RecordingPeerService();
    private final PeerId ann = recorded.add();
    private final FakeCoordinator coordinator =
            new FakeCoordinator(new RosterFixtureBuilder().primary("ann", 1).build());
    private final JsonRpcEvents events =
            new JsonRpcEvents(new EventPublisher(this, timer, clock::nanoTime), timer, Standby.NONE);
    private @Nullable EncodedVideo selected;

    private static final class Provider implements EncodedVideo {
        private VideoSignal signal;

        private Provider(VideoSignal signal) {
            this.signal = signal;
        }

        @Override
        public VideoSignal signal() {
            return signal;
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

    @Test
    void signalIsThatOfTheVideoThatViewersAreShown() {
        Provider builtIn = new Provider(READY);
        Provider external = new Provider(NO_SIGNAL);
        select(builtIn);
        recorded.open(ann, "rpc");
        events.channelOpened(ann, "rpc");
        assertEquals(List.of("ready"), told());

        select(external);
        events.unbindVideo(builtIn);
        assertEquals(List.of("ready", "no_signal"), told(), "another video, without an event of its own");

        events.signal(READY);
        assertEquals(List.of("ready", "no_signal"), told(), "an event of the video that is not shown");

        external.signal = READY;
        events.signal(READY);
        assertEquals(List.of("ready", "no_signal", "ready"), told());

        builtIn.signal = VideoSignal.absent(VideoSignal.State.NO_LOCK);
        select(builtIn);
        events.unbindVideo(external);
        assertEquals(List.of("ready", "no_signal", "ready", "no_lock"), told());
    }

    @Test
    void signalThatChangedWhileFrozenIsNotTakenForTold() {
        Provider video = new Provider(READY);
        select(video);
        recorded.open(ann, "rpc");
        events.channelOpened(ann, "rpc");
        assertEquals(List.of("ready"), told());
        events.freeze(1);
        video.signal = NO_SIGNAL;
        events.signal(NO_SIGNAL);
        events.resume();
        assertEquals("no_signal", told().getLast(), "sent on resuming");
        video.signal = READY;
        events.signal(READY);
        assertEquals("ready", told().getLast());
    }

    private void select(EncodedVideo video) {
        selected = video;
        events.bindVideo(video);
    }

    private List<String> told() {
        timer.advanceMillis(0);
        return recorded.texts(ann, "rpc").stream()
                .filter(text -> text.contains("\"videoInputState\""))
                .map(text ->
                        text.contains("\"ready\":true") ? "ready" : text.replaceAll(".*\"error\":\"([^\"]*)\".*", "$1"))
                .toList();
    }

    @Override
    public @Nullable SessionCoordinator coordinator() {
        return coordinator;
    }

    @Override
    public @Nullable PeerService peers() {
        return recorded;
    }

    @Override
    public @Nullable EncodedVideo video() {
        return selected;
    }

    @Override
    public @Nullable ReportPorts ports() {
        return null;
    }

    @Override
    public @Nullable UpgradeStatus upgrade() {
        return null;
    }
}
