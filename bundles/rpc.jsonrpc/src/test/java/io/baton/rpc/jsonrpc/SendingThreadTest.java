// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.ChannelMessage;
import io.baton.peer.PeerId;
import io.baton.peer.PeerService;
import io.baton.port.ReportPorts;
import io.baton.port.UsbState;
import io.baton.rpc.InputStateEvent;
import io.baton.rpc.RpcMethods;
import io.baton.session.Cause;
import io.baton.session.Effect;
import io.baton.session.Mode;
import io.baton.session.Roster;
import io.baton.session.SessionCoordinator;
import io.baton.session.SessionId;
import io.baton.shared.handover.Standby;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.RecordingPeerService;
import io.baton.testkit.RosterFixtureBuilder;
import io.baton.upgrade.UpgradeStatus;
import io.baton.video.EncodedVideo;
import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Everything is written and sent on one thread of this bundle, whichever thread it comes from. */
class SendingThreadTest implements EventPublisher.Services {

    private static final String SENDER = "baton-rpc-sender";

    private final Set<Thread> threadsBefore = Thread.getAllStackTraces().keySet();
    private final RecordingPeerService peers = new RecordingPeerService();
    private final PeerId ann = peers.add();
    private final Roster before =
            new RosterFixtureBuilder().primary("ann", 1).revision(1).build();
    private final Roster after =
            new RosterFixtureBuilder().observer("ann", 1).revision(2).build();
    private final FakeCoordinator fake = new FakeCoordinator(before);
    private final List<String> fatal = new CopyOnWriteArrayList<>();
    private final ThreadTimer timer = new ThreadTimer(SENDER, fatal::add);
    private final JsonRpcEvents events =
            new JsonRpcEvents(new EventPublisher(this, timer, System::nanoTime), timer, Standby.NONE);
    private final JsonRpcChannel channel = new JsonRpcChannel(feature -> true, events);
    private final List<String> writers = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Object> decided = new CompletableFuture<>();

    SendingThreadTest() {
        channel.coordinator = fake;
        channel.limiter = (budget, key) -> 0;
        RpcMethods released = call -> decided;
        RpcMethods pong = call -> CompletableFuture.completedStage(new WatchedResult("pong"));
        channel.methods = List.of(
                Map.entry(Map.of(RpcMethods.NAMES, "releasePrimary"), released),
                Map.entry(Map.of(RpcMethods.NAMES, "ping"), pong));
    }

    @AfterEach
    void close() {
        channel.deactivate();
        events.deactivate();
    }

    /** A result that notes the thread that writes it. */
    private final class WatchedResult extends AbstractMap<String, Object> {

        private final String status;

        WatchedResult(String status) {
            this.status = status;
        }

        @Override
        public Set<Entry<String, Object>> entrySet() {
            writers.add(Thread.currentThread().getName());
            return Map.<String, Object>of("status", status).entrySet();
        }
    }

    private static void on(String thread, Runnable work) throws InterruptedException {
        Thread.ofPlatform().name(thread).start(work).join();
    }

    private void call(String method) {
        String text = "{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":{},\"id\":\"" + method + "\"}";
        byte[] data = text.getBytes(StandardCharsets.UTF_8);
        channel.message(new ChannelMessage(ann, "rpc", true, data, System.nanoTime(), 0));
    }

    private void awaitSent() {
        while (!events.isHandedOver(ann)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void repliesAndEventsOfAllThreadsAreSentOnSenderThread() throws InterruptedException {
        peers.open(ann, "rpc");
        on("receiver", () -> {
            events.channelOpened(ann, "rpc");
            call("releasePrimary");
            call("ping");
            channel.message(new ChannelMessage(ann, "rpc", true, new byte[] {'{'}, System.nanoTime(), 0));
        });
        on("coordinator", () -> {
            fake.setRoster(after);
            events.changed(
                    before,
                    after,
                    List.of(
                            new Effect.ModeChanged(new SessionId("ann"), Mode.OBSERVER, Cause.RELEASED),
                            new Effect.SessionExpiring(new SessionId("ann"), Duration.ofMinutes(1))));
            decided.complete(new WatchedResult("success"));
        });
        on("hid-writer", () -> events.send(ann, new InputStateEvent.Leds(1)));
        on("encoder", () -> events.signal(VideoSignal.ready(new VideoMode(1280, 720, 30))));
        on("port", () -> events.usbState(UsbState.CONFIGURED));
        awaitSent();

        List<String> methods = List.of(
                "pong",
                "Parse error",
                "sessionExpiring",
                "modeChanged",
                "success",
                "keyboardLedState",
                "videoInputState",
                "usbState");
        List<String> texts = peers.texts(ann, "rpc").stream()
                .filter(text -> !text.contains("sessionsUpdated")
                        && !text.contains("recordingState")
                        && !text.contains("relayState"))
                .toList();
        assertEquals(methods.size(), texts.size(), texts::toString);
        for (int i = 0; i < texts.size(); i++) {
            assertTrue(texts.get(i).contains(methods.get(i)), texts.get(i));
        }
        peers.sent().forEach(sent -> assertEquals(SENDER, sent.thread(), sent.text()));
        assertEquals(Set.of(SENDER), Set.copyOf(writers));
    }

    @Test
    void waitingCallsAreAnsweredBeforeSenderEnds() {
        peers.open(ann, "rpc");
        events.channelOpened(ann, "rpc");
        call("releasePrimary");
        channel.limiter = null;
        call("ping");
        channel.deactivate();
        events.deactivate();
        assertTrue(
                peers.texts(ann, "rpc").stream()
                        .anyMatch(text -> text.contains("temporarily_unavailable") && text.contains("\"ping\"")),
                () -> peers.texts(ann, "rpc").toString());
    }

    @Test
    void threadsExistFromActivationToDeactivation() throws InterruptedException {
        List<Thread> threads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("baton-rpc-") && !threadsBefore.contains(thread))
                .toList();
        assertEquals(2, threads.size(), threads::toString);
        channel.deactivate();
        events.deactivate();
        for (Thread thread : threads) {
            assertTrue(thread.join(Duration.ofSeconds(20)), thread::getName);
        }
    }

    @Test
    void errorOnTheTimerThreadIsFatal() throws InterruptedException {
        BlockingQueue<String> reasons = new LinkedBlockingQueue<>();
        channel.fatal = reasons::add;
        RpcMethods broken = call -> {
            throw new OutOfMemoryError("simulated");
        };
        channel.limiter = null;
        call("ping");
        channel.methods = List.of(Map.entry(Map.of(RpcMethods.NAMES, "ping"), broken));
        channel.limiter = (budget, key) -> 0;
        assertEquals("thread baton-rpc-timer failed: java.lang.OutOfMemoryError", reasons.poll(30, TimeUnit.SECONDS));
    }

    @Override
    public @Nullable SessionCoordinator coordinator() {
        return fake;
    }

    @Override
    public @Nullable PeerService peers() {
        return peers;
    }

    @Override
    public @Nullable EncodedVideo video() {
        return null;
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
