// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.ChannelMessage;
import io.baton.peer.PeerId;
import io.baton.ratelimit.RateLimiter;
import io.baton.rpc.Feature;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcMethods;
import io.baton.rpc.RpcResult;
import io.baton.session.SessionCoordinator;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.ManualClock;
import io.baton.testkit.RecordingPeerService;
import io.baton.testkit.RosterFixtureBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls that need control: their order while a provider is replaced, and what is told of those that are refused. */
class ControlCallsTest implements Dispatcher.Services {

    private final ManualClock clock = new ManualClock();
    private final ManualTimer timer = new ManualTimer(clock);
    private final RecordingPeerService recorded = new RecordingPeerService();
    private final PeerId ann = recorded.add();
    private final PeerId bob = recorded.add();
    private final FakeCoordinator coordinator = new FakeCoordinator(
            new RosterFixtureBuilder().primary("ann", 1).observer("bob", 2).build());
    private final Dispatcher dispatcher =
            new Dispatcher(this, new DirectReplies(recorded), timer, clock::nanoTime, new Random(1));
    private final Provider input = new Provider();
    private @Nullable RpcMethods provider = input;
    private RateLimiter limiter = (budget, key) -> 0;

    private static final class Provider implements RpcMethods {
        final List<Object> keys = new ArrayList<>();
        final List<String> discarded = new ArrayList<>();
        boolean leaving;
        Runnable onCall = () -> {};

        @Override
        public CompletionStage<Object> call(RpcCall call) {
            keys.add(call.params().getOrDefault("key", call.method()));
            Runnable once = onCall;
            onCall = () -> {};
            once.run();
            return CompletableFuture.completedStage(RpcResult.VOID);
        }

        @Override
        public boolean callDiscarded(PeerId peer, String method, Map<String, Object> params, long fencingToken) {
            if (!leaving) {
                discarded.add(peer.number() + " " + method + " " + params.get("key") + " " + fencingToken);
            }
            return !leaving;
        }
    }

    @BeforeEach
    void open() {
        recorded.open(ann, "rpc");
        recorded.open(bob, "rpc");
    }

    @Override
    public SessionCoordinator coordinator() {
        return coordinator;
    }

    @Override
    public RateLimiter limiter() {
        return limiter;
    }

    @Override
    public boolean has(Feature feature) {
        return true;
    }

    @Override
    public @Nullable RpcMethods provider(String method) {
        return provider;
    }

    @Test
    void laterCallIsServedAfterTheOneThatWaits() {
        provider = null;
        press(ann, 4);
        timer.advanceMillis(5);
        provider = input;
        press(ann, 5);
        press(ann, 6);
        assertEquals(List.of(), input.keys);
        timer.advanceMillis(15);
        assertEquals(List.of(4L, 5L, 6L), input.keys);
        press(ann, 7);
        assertEquals(List.of(4L, 5L, 6L, 7L), input.keys, "the queue is empty again");
    }

    @Test
    void callThatArrivesDuringAnotherIsServedAfterIt() {
        input.onCall = () -> {
            press(ann, 5);
            assertEquals(List.of(4L), input.keys);
        };
        press(ann, 4);
        assertEquals(List.of(4L, 5L), input.keys);
    }

    @Test
    void callsOfAnotherPeerAndCallsWithoutControlDoNotWait() {
        provider = null;
        press(ann, 4);
        provider = input;
        say(ann, "getKeyDownState", "{}");
        coordinator.setRoster(
                new RosterFixtureBuilder().primary("bob", 2).observer("ann", 1).build());
        press(bob, 5);
        assertEquals(List.of("getKeyDownState", 5L), input.keys);
    }

    @Test
    void callBehindAnExpiredOneIsServed() {
        provider = null;
        press(ann, 4);
        timer.advanceMillis(1_000);
        press(ann, 5);
        timer.advanceMillis(1_050);
        assertTrue(heard(ann).getFirst().contains("temporarily_unavailable"));
        provider = input;
        timer.advanceMillis(20);
        assertEquals(List.of(5L), input.keys);
    }

    @Test
    void queueBehindAWaitingCallIsBounded() {
        provider = null;
        for (int i = 0; i <= Dispatcher.MAX_WAITING; i++) {
            press(ann, 4);
        }
        assertEquals(1, heard(ann).size());
        assertTrue(heard(ann).getFirst().contains("\"busy\""));
        provider = input;
        timer.advanceMillis(20);
        assertEquals(Dispatcher.MAX_WAITING, input.keys.size());
        press(ann, 5);
        assertEquals(5L, input.keys.getLast());
    }

    @Test
    void providerIsToldOfACallRefusedByItsRate() {
        limiter = (budget, key) -> 70;
        press(ann, 4);
        say(ann, "getKeyDownState", "{}");
        assertEquals(List.of("1 keypressReport 4 9"), input.discarded);
    }

    @Test
    void successorIsToldOfCallsThatExpiredWhileItWasAbsent() {
        provider = null;
        press(ann, 4);
        timer.advanceMillis(2_500);
        assertTrue(heard(ann).getFirst().contains("temporarily_unavailable"));
        input.leaving = true;
        provider = input;
        timer.advanceMillis(100);
        assertEquals(List.of(), input.discarded);
        input.leaving = false;
        timer.advanceMillis(50);
        assertEquals(List.of("1 keypressReport 4 9"), input.discarded);
        assertEquals(0, timer.size());
    }

    @Test
    void severalDiscardedCallsAreToldAsOne() {
        provider = null;
        press(ann, 4);
        press(ann, 5);
        timer.advanceMillis(2_500);
        provider = input;
        timer.advanceMillis(50);
        assertEquals(List.of("1 keypressReport null 9"), input.discarded);
    }

    @Test
    void providerIsNotToldOnceControlHasPassed() {
        provider = null;
        press(ann, 4);
        timer.advanceMillis(2_500);
        coordinator.setRoster(
                new RosterFixtureBuilder().primary("bob", 2).observer("ann", 1).build());
        provider = input;
        timer.advanceMillis(50);
        assertEquals(List.of(), input.discarded);
        assertEquals(0, timer.size());
    }

    private void press(PeerId peer, int key) {
        say(peer, "keypressReport", "{\"key\":" + key + ",\"press\":false}");
    }

    private void say(PeerId peer, String method, String params) {
        String text = "{\"method\":\"" + method + "\",\"params\":" + params + ",\"id\":1}";
        dispatcher.message(
                new ChannelMessage(peer, "rpc", true, text.getBytes(StandardCharsets.UTF_8), clock.nanoTime(), 9));
    }

    private List<String> heard(PeerId peer) {
        return recorded.texts(peer, "rpc");
    }
}
