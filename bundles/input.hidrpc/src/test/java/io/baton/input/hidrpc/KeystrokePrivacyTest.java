// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.hid.HidEvent;
import io.baton.hid.HidOutput;
import io.baton.hid.KeysDown;
import io.baton.peer.ChannelMessage;
import io.baton.peer.PeerId;
import io.baton.rpc.RpcCall;
import io.baton.session.Outcome;
import io.baton.session.SessionId;
import io.baton.shared.handover.Standby;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.FakeHandoverStore;
import io.baton.testkit.ManualClock;
import io.baton.testkit.RosterFixtureBuilder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keystrokes appear in no log line, whatever fails. */
class KeystrokePrivacyTest {

    /** The usage 0xd7 and the modifiers 0xb9, in any notation. */
    private static final Pattern CANARY = Pattern.compile("(?i)\\b(0x)?(d7|b9)\\b|\\b(215|185|-41|-71)\\b");

    private static final String KEYBOARD = "02b9d700000000";
    private static final String KEY = "05d701";
    private static final PeerId PEER = new PeerId(1);

    private final ManualClock clock = new ManualClock();
    private final FakeHandoverStore handoverStore = new FakeHandoverStore();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final PrintStream standardError = System.err;

    private static final class FailingHid implements HidOutput {

        @Override
        public Outcome submit(HidEvent event, long epoch) {
            throw new IllegalStateException("broken on purpose");
        }

        @Override
        public CompletionStage<Outcome> beginEpoch(long epoch, HidEvent.@Nullable Keyboard chord) {
            return CompletableFuture.failedFuture(new IllegalStateException("broken on purpose"));
        }

        @Override
        public long epoch() {
            return 1;
        }

        @Override
        public KeysDown keysDown() {
            return new KeysDown(0xb9, 0xd7);
        }

        @Override
        public int leds() {
            return 0;
        }
    }

    @BeforeEach
    void captureLog() {
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restoreLog() {
        System.setErr(standardError);
    }

    @Test
    void s25KeystrokesAppearInNoLogLineWhateverFails() {
        HidRpcInput input = input();
        input.hid = new FailingHid();
        for (String message : List.of(KEY, KEYBOARD, "05d7", "d7b9", "070100000001b9d700000000000014")) {
            say(input, message);
            clock.advanceMillis(200);
            input.wake();
        }
        input.call(new RpcCall(
                "keypressReport",
                Map.of("key", 215L, "press", "215"),
                new SessionId("ann"),
                PEER,
                clock.nanoTime(),
                1));
        input.call(new RpcCall(
                "keyboardReport",
                Map.of("modifier", 185L, "keys", List.of(215L, 1e9)),
                new SessionId("ann"),
                PEER,
                clock.nanoTime(),
                1));
        input.hid = null;
        for (int i = 0; i < 300; i++) {
            say(input, KEYBOARD);
        }
        clock.advanceMillis(501);
        input.wake();
        say(input, KEY);
        input.messagesDiscarded(PEER, "hidrpc");
        input.deactivate();
        say(input, KEY);
        handoverStore.setAge(Duration.ofSeconds(1));
        input().deactivate();

        String lines = log.toString(StandardCharsets.UTF_8).replaceAll("\\.java:\\d+\\)", ".java)");
        assertTrue(lines.contains("input task failed") && lines.contains("input stopped"), lines);
        assertFalse(CANARY.matcher(lines).find(), lines);
    }

    private HidRpcInput input() {
        HidRpcInput input = new HidRpcInput(clock::nanoTime, Path.of("macros.json"), Standby.NONE);
        input.coordinator = new FakeCoordinator(new RosterFixtureBuilder()
                .primary("ann", PEER.number())
                .epoch(1)
                .build());
        input.handoverStore = handoverStore;
        input.restore();
        return input;
    }

    private void say(HidRpcInput input, String hex) {
        input.message(new ChannelMessage(PEER, "hidrpc", false, HexFormat.of().parseHex(hex), clock.nanoTime(), 1));
    }
}
