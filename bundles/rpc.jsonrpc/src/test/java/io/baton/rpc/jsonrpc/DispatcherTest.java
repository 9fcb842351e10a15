// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.ChannelMessage;
import io.baton.peer.PeerId;
import io.baton.ratelimit.RateLimiter;
import io.baton.rpc.Feature;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcMethods;
import io.baton.rpc.RpcResult;
import io.baton.session.SessionCoordinator;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.ManualClock;
import io.baton.testkit.RecordingPeerService;
import io.baton.testkit.RosterFixtureBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DispatcherTest implements Dispatcher.Services {

    private static final String AWAY = "\"data\":\"temporarily_unavailable\",\"retryAfterMillis\":1000";

    private final ManualClock clock = new ManualClock();
    private final ManualTimer timer = new ManualTimer(clock);
    private final RecordingPeerService recorded = new RecordingPeerService();
    private final PeerId ann = recorded.add();
    private final PeerId bob = recorded.add();
    private final FakeCoordinator fixed = new FakeCoordinator(new RosterFixtureBuilder()
            .primary("ann", 1)
            .observer("bob", 2)
            .pending("eve", 3)
            .build());
    private final List<RpcCall> calls = new ArrayList<>();
    private final Dispatcher dispatcher =
            new Dispatcher(this, new DirectReplies(recorded), timer, clock::nanoTime, new Random(1));
    private @Nullable SessionCoordinator coordinator = fixed;
    private @Nullable RateLimiter limiter = (budget, key) -> 0;
    private @Nullable RpcMethods provider = served("pong");
    private @Nullable Feature absent;

    @BeforeEach
    void open() {
        recorded.add();
        recorded.add();
        recorded.peers().forEach(peer -> recorded.open(peer, "rpc"));
    }

    private RpcMethods served(Object result) {
        return call -> {
            calls.add(call);
            return CompletableFuture.completedStage(result);
        };
    }

    private static RpcMethods failing(Throwable error) {
        return call -> CompletableFuture.failedStage(error);
    }

    @Override
    public @Nullable SessionCoordinator coordinator() {
        return coordinator;
    }

    @Override
    public @Nullable RateLimiter limiter() {
        return limiter;
    }

    @Override
    public boolean has(Feature feature) {
        return feature != absent;
    }

    @Override
    public @Nullable RpcMethods provider(String method) {
        return provider;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1|1",
                "-7|-7",
                "1.50|1.50",
                "12345678901234567890123|12345678901234567890123",
                "1e3|1e3",
                "\"rpc_1_2\"|\"rpc_1_2\"",
                "\"\"|\"\"",
                "\"a\\\"b\\u0041\"|\"a\\\"bA\""
            })
    void idIsEchoedWithItsType(String sent, String echoed) {
        say(ann, "{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":" + sent + "}");
        assertEquals(List.of("{\"jsonrpc\":\"2.0\",\"result\":\"pong\",\"id\":" + echoed + "}"), heard(ann));
    }

    @Test
    void anAnswerThatItsClientDoesNotTakeIsAnErrorThatSaysSo() {
        recorded.setMaxMessageBytes(1_000);
        provider = served("é".repeat(500));
        say(ann, "{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":7}");
        String answer = heard(ann).getFirst();
        assertTrue(answer.contains("\"data\":\"unsupported\"") && answer.contains("this client takes 1000"), answer);
        assertTrue(answer.endsWith("\"id\":7}"), answer);
    }

    @Test
    void callWaitsForAnAbsentHandlerAsLongAsForItsAnswer() {
        assertEquals(Setting.HANDLER.defaultValue(), JsonRpcChannel.WAIT_MILLIS);
        assertEquals(Dispatcher.CALL_TIME.toMillis(), JsonRpcChannel.WAIT_MILLIS);
    }

    @Test
    void callCarriesSenderArrivalAndFencingToken() {
        clock.advanceMillis(5);
        String text = "{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"params\":{\"a\":1,\"b\":null},\"id\":1}";
        dispatcher.message(message(bob, true, text, 42));

        RpcCall call = calls.get(0);
        assertEquals("bob", call.session().value());
        assertEquals(bob, call.peer());
        assertEquals(42, call.fencingToken());
        assertEquals(clock.nanoTime(), call.arrivalNanos());
        assertEquals(Map.of("a", 1L), call.params());
    }

    @Test
    void methodOfAFeatureThatNoBundleServesIsAnsweredAtOnceAndOneThatIsReplacedWaits() {
        provider = null;
        absent = Feature.VIRTUAL_MEDIA;
        ask(ann, "getVirtualMediaState");
        ask(ann, "getMassStorageMode");
        ask(ann, "getATXState");
        List<String> heard = heard(ann);
        assertEquals(2, heard.size(), heard.toString());
        assertEquals("{\"jsonrpc\":\"2.0\",\"result\":null,\"id\":1}", heard.get(0));
        assertTrue(heard.get(1).contains("\"data\":\"unsupported\""), heard.get(1));
        assertTrue(heard.get(1).contains("no virtual media"), heard.get(1));
        timer.advanceMillis(2_000);
        assertTrue(heard(ann).getLast().contains("temporarily_unavailable"));
    }

    @Test
    void absentFeatureIsAnsweredToThoseAloneWhoHaveTheRight() {
        provider = null;
        absent = Feature.VIRTUAL_MEDIA;
        ask(bob, "unmountImage");
        assertTrue(heard(bob).getLast().contains("not_in_control"));
    }

    @Test
    void voidResultIsLeftOutAndNullResultIsWritten() {
        provider = served(RpcResult.VOID);
        ask(ann, "ping");
        provider = served(RpcResult.NULL);
        ask(ann, "ping");
        assertEquals(
                List.of("{\"jsonrpc\":\"2.0\",\"id\":1}", "{\"jsonrpc\":\"2.0\",\"result\":null,\"id\":1}"),
                heard(ann));
    }

    @Test
    void repeatedIdIsAnsweredEachTime() {
        ask(ann, "ping");
        ask(ann, "ping");
        assertEquals(2, heard(ann).size());
    }

    @Test
    void notificationIsServedAndNotAnswered() {
        say(ann, "{\"jsonrpc\":\"2.0\",\"method\":\"wheelReport\",\"params\":{\"wheelY\":1}}");
        assertEquals(1, calls.size());
        assertEquals(List.of(), heard(ann));
    }

    @Test
    void malformedJsonIsParseErrorWithIdZero() {
        for (String text : new String[] {"", "{", "hello", "{\"a\":1}x", "{\"id\":1,\"id\":2}", "\u0000"}) {
            recorded.clearSent();
            say(ann, text);
            assertEquals(
                    List.of("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32700,\"message\":\"Parse error\"},\"id\":0}"),
                    heard(ann),
                    text);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]|0",
                "[{\"method\":\"ping\",\"id\":1}]|0",
                "1|0",
                "{}|0",
                "{\"id\":5}|5",
                "{\"id\":5,\"method\":7}|5",
                "{\"id\":5,\"method\":\"ping\",\"params\":[1]}|5",
                "{\"id\":5,\"method\":\"ping\",\"jsonrpc\":\"1.0\"}|5",
                "{\"id\":null,\"method\":\"ping\"}|0",
                "{\"id\":true,\"method\":\"ping\"}|0",
                "{\"id\":{\"x\":[1]},\"method\":\"ping\"}|0"
            })
    void jsonThatIsNoCallIsInvalidRequest(String text, String id) {
        say(ann, text);
        String answer = heard(ann).get(0);
        assertTrue(answer.contains("\"code\":-32600,\"message\":\"Invalid Request\""), answer);
        assertTrue(answer.endsWith("\"id\":" + id + "}"), answer);
        assertEquals(List.of(), calls);
    }

    @Test
    void oversizeDepthNumberNameAndMessageAreInvalidRequests() {
        String deep = "[".repeat(40) + "]".repeat(40);
        String[] texts = {
            "{\"method\":\"ping\",\"id\":1,\"params\":{\"x\":" + deep + "}}",
            "{\"method\":\"ping\",\"id\":1,\"params\":{\"x\":" + "9".repeat(100) + "}}",
            "{\"method\":\"ping\",\"id\":1,\"params\":{\"" + "n".repeat(1_000) + "\":1}}",
            "{\"method\":\"ping\",\"id\":1,\"params\":{\"x\":\"" + "y".repeat(Request.MAX_BYTES) + "\"}}"
        };
        for (String text : texts) {
            recorded.clearSent();
            say(ann, text);
            assertTrue(heard(ann).get(0).contains("-32600"), text.substring(0, 60));
        }
        assertEquals(List.of(), calls);
    }

    @Test
    void binaryMessageIsIgnoredAndCounted() {
        dispatcher.message(message(ann, false, "{\"method\":\"ping\",\"id\":1}", 0));
        assertEquals(1, dispatcher.ignored());
        assertEquals(List.of(), heard(ann));
    }

    @Test
    void methodOutsideTableIsNotFound() {
        provider = null;
        ask(ann, "makeCoffee");
        assertEquals(
                List.of("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32601,\"message\":\"Method not found\"},\"id\":1}"),
                heard(ann));
    }

    @Test
    void methodWithoutProviderIsUnavailableAfterTimeout() {
        provider = null;
        ask(ann, "getKeyDownState");
        timer.advanceMillis(1_979);
        assertEquals(List.of(), heard(ann));
        timer.advanceMillis(100);
        String answer = heard(ann).get(0);
        assertTrue(answer.contains("\"code\":-32000"), answer);
        assertTrue(answer.contains(AWAY), answer);
        assertEquals(0, timer.size());
    }

    @Test
    void providerRegisteredBeforeTimeoutServesCall() {
        provider = null;
        ask(ann, "ping");
        timer.advanceMillis(500);
        provider = served("pong");
        timer.advanceMillis(20);
        assertEquals(1, heard(ann).size());
        assertTrue(heard(ann).get(0).contains("pong"));
    }

    @Test
    void rightIsCheckedAgainAfterWait() {
        provider = null;
        ask(ann, "releasePrimary");
        fixed.setRoster(
                new RosterFixtureBuilder().primary("bob", 2).observer("ann", 1).build());
        provider = served("pong");
        timer.advanceMillis(20);
        assertTrue(heard(ann).get(0).contains("not_in_control"));
        assertEquals(List.of(), calls);
    }

    @Test
    void callBeyondWaitingBoundIsBusy() {
        provider = null;
        for (int i = 0; i <= Dispatcher.MAX_WAITING; i++) {
            ask(ann, "ping");
        }
        assertEquals(1, heard(ann).size());
        assertTrue(heard(ann).get(0).contains("\"data\":\"busy\""));
    }

    @Test
    void waitingCallsOfOthersLeaveRoomForThePrimary() {
        ask(ann, "ping");
        recorded.clearSent();
        coordinator = null;
        for (int i = 0; i <= Dispatcher.MAX_WAITING; i++) {
            ask(bob, "ping");
        }
        assertEquals(Dispatcher.PRIMARY_WAITING + 1, heard(bob).size());
        ask(ann, "ping");
        assertEquals(List.of(), heard(ann));
        coordinator = fixed;
        timer.advanceMillis(20);
        assertTrue(heard(ann).getFirst().contains("pong"));
    }

    @Test
    void formerPrimaryLosesItsRoomAndItsBudget() {
        ask(ann, "ping");
        fixed.setRoster(
                new RosterFixtureBuilder().primary("bob", 2).observer("ann", 1).build());
        List<String> keys = new ArrayList<>();
        limiter = (budget, key) -> {
            keys.add(budget + " " + key);
            return 0;
        };
        provider = null;
        for (int i = 0; i <= Dispatcher.MAX_WAITING - Dispatcher.PRIMARY_WAITING; i++) {
            ask(ann, "ping");
        }
        assertEquals(Set.of("RPC ann"), Set.copyOf(keys));
        assertTrue(heard(ann).getLast().contains("\"data\":\"busy\""));
    }

    @Test
    void callWithoutCoordinatorOrLimiterIsUnavailable() {
        limiter = null;
        ask(ann, "ping");
        coordinator = null;
        ask(bob, "ping");
        timer.advanceMillis(3_000);
        assertTrue(heard(ann).get(0).contains(AWAY));
        assertTrue(heard(bob).get(0).contains(AWAY));
        assertEquals(List.of(), calls);
    }

    @ParameterizedTest
    @CsvSource({
        "1,releasePrimary,",
        "2,keypressReport,not_in_control",
        "2,getSessions,",
        "3,getSessions,",
        "3,getDeviceID,not_allowed",
        "3,keypressReport,not_in_control",
        "3,ping,",
        "3,generateNickname,",
        "4,ping,unknown_session"
    })
    void rightDependsOnSessionOfPeer(long peer, String method, @Nullable String reason) {
        ask(new PeerId(peer), method);
        String answer = heard(new PeerId(peer)).get(0);
        if (reason == null) {
            assertTrue(answer.contains("pong"), answer);
        } else {
            assertTrue(answer.contains("\"code\":-32000"), answer);
            assertTrue(answer.contains("\"data\":\"" + reason + "\""), answer);
            assertEquals(List.of(), calls);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "updateSessionNickname|{}|missing parameter: nickname",
                "updateSessionNickname|{\"nickname\":null}|missing parameter: nickname",
                "updateSessionNickname|{\"nickname\":7}|nickname must be text of at most 256 characters",
                "updateSessionNickname|{\"nickname\":\"x\",\"sessionId\":[]}|sessionId must be text of at most 64 characters",
                "keyboardReport|{\"modifier\":0}|missing parameter: keys",
                "keyboardReport|{\"modifier\":0,\"keys\":\"a\"}|keys must be a list of at most 256 numbers within 0–255",
                "keypressReport|{\"key\":true,\"press\":true}|key must be a number within 0–255",
                "keypressReport|{\"key\":256,\"press\":true}|key must be a number within 0–255",
                "keypressReport|{\"key\":-1,\"press\":true}|key must be a number within 0–255",
                "keyboardReport|{\"modifier\":0,\"keys\":[4,\"a\"]}|keys must be a list of at most 256 numbers within 0–255",
                "keyboardReport|{\"modifier\":0,\"keys\":[4,256]}|keys must be a list of at most 256 numbers within 0–255",
                "wheelReport|{\"wheelY\":1e9}|wheelY must be a number within -1000000–1000000",
                "getAudit|{\"limit\":501}|limit must be a whole number within 1–500",
                "getAudit|{\"before\":1.5}|before must be a whole number of at least 1",
                "keypressReport|{\"key\":4,\"press\":1}|press must be true or false",
                "setSessionSettings|{\"settings\":1}|settings must be an object of at most 100 members"
            })
    void missingOrWrongParameterIsNamed(String method, String params, String what) {
        say(ann, "{\"method\":\"" + method + "\",\"params\":" + params + ",\"id\":1}");
        String answer = heard(ann).get(0);
        assertTrue(answer.contains("\"code\":-32603"), answer);
        assertTrue(answer.contains("\"data\":\"" + what + "\""), answer);
        assertEquals(List.of(), calls);
    }

    @Test
    void ownActionForOtherSessionIsRefused() {
        for (String method : List.of("releasePrimary", "requestPrimary", "cancelPrimaryRequest", "claimControl")) {
            say(ann, "{\"method\":\"" + method + "\",\"params\":{\"sessionId\":\"bob\"},\"id\":1}");
        }
        assertEquals(4, heard(ann).size());
        heard(ann).forEach(answer -> assertTrue(answer.contains("\"data\":\"not_allowed\""), answer));
        assertEquals(List.of(), calls);
        say(ann, "{\"method\":\"releasePrimary\",\"params\":{\"sessionId\":\"ann\"},\"id\":1}");
        assertEquals(1, calls.size());
    }

    @Test
    void onlyAllowedUserCallsCountAsActivity() {
        ask(ann, "ping");
        ask(ann, "getSessions");
        ask(ann, "sessionAlive");
        ask(bob, "keypressReport");
        assertEquals(List.of(), fixed.active(), "automatic, or not allowed");
        ask(bob, "requestPrimary");
        assertEquals(List.of(new SessionId("bob")), fixed.active());
    }

    @Test
    void rateLimitedCallIsRefusedWithItsId() {
        List<String> keys = new ArrayList<>();
        limiter = (budget, key) -> {
            keys.add(budget + " " + key);
            return 70;
        };
        ask(bob, "ping");
        ask(ann, "ping");
        assertEquals(List.of("RPC bob", "PRIMARY_RPC ann"), keys);
        assertTrue(heard(bob).get(0).contains("\"data\":\"rate_limited\",\"retryAfterMillis\":70"));
        assertTrue(heard(bob).get(0).endsWith("\"id\":1}"));
    }

    @Test
    void waitingCallIsCountedOnceByLimiter() {
        List<String> keys = new ArrayList<>();
        limiter = (budget, key) -> {
            keys.add(key);
            return 0;
        };
        provider = null;
        ask(ann, "ping");
        timer.advanceMillis(200);
        assertEquals(1, keys.size());
    }

    @Test
    void slowProviderTimesOutAndItsLateResultIsDropped() {
        CompletableFuture<Object> slow = new CompletableFuture<>();
        provider = call -> slow;
        ask(ann, "ping");
        timer.advanceMillis(2_000);
        assertTrue(heard(ann).get(0).contains(AWAY));
        slow.complete("pong");
        assertEquals(1, heard(ann).size());
    }

    @Test
    void completedCallCancelsItsTimeout() {
        CompletableFuture<Object> slow = new CompletableFuture<>();
        provider = call -> slow;
        ask(ann, "ping");
        slow.complete("pong");
        assertEquals(0, timer.size());
        assertTrue(heard(ann).get(0).contains("pong"));
    }

    @Test
    void errorOfProviderIsReturned() {
        provider = failing(RpcException.badParameter("missing parameter: x"));
        ask(ann, "ping");
        String error = "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32603,\"message\":\"Internal error\","
                + "\"data\":\"missing parameter: x\",\"correlationId\":\"[0-9a-f]{8}\"},\"id\":1}";
        assertTrue(
                heard(ann).getFirst().matches(error.replace("{\"", "\\{\"")),
                heard(ann).toString());
    }

    @Test
    void internalErrorRevealsNoDetails() {
        RpcMethods[] broken = {
            failing(new IllegalStateException("/etc/secret io.baton.Hidden")),
            call -> {
                throw new IllegalStateException("/etc/secret io.baton.Hidden");
            },
            served(new Object()),
            served(Double.NaN)
        };
        for (RpcMethods methods : broken) {
            recorded.clearSent();
            provider = methods;
            ask(ann, "ping");
            String answer = heard(ann).get(0);
            assertTrue(answer.contains("\"code\":-32603"), answer);
            assertTrue(answer.matches(".*\"correlationId\":\"[0-9a-f]{8}\".*"), answer);
            assertFalse(answer.contains("secret") || answer.contains("baton") || answer.contains("java"), answer);
        }
    }

    @Test
    void waitingCallIsAnsweredOnClose() {
        provider = null;
        ask(ann, "ping");
        dispatcher.close();
        assertTrue(heard(ann).get(0).contains(AWAY));
        timer.advanceMillis(5_000);
        assertEquals(1, heard(ann).size());
    }

    @Test
    void randomBytesNeverCauseInternalError() {
        Random random = new Random(3);
        byte[] seed = "{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"params\":{\"a\":[1,\"\\u00e9\",null]},\"id\":\"r1\"}"
                .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = seed.clone();
            for (int flips = random.nextInt(6); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            recorded.clearSent();
            dispatcher.message(new ChannelMessage(ann, "rpc", true, bytes, clock.nanoTime(), 0));
            heard(ann).forEach(answer -> assertFalse(answer.contains("The device failed"), answer));
        }
        recorded.clearSent();
        ask(ann, "ping");
        assertTrue(heard(ann).get(0).contains("pong"));
    }

    private void ask(PeerId peer, String method) {
        say(peer, "{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":{},\"id\":1}");
    }

    private void say(PeerId peer, String text) {
        dispatcher.message(message(peer, true, text, 0));
    }

    private ChannelMessage message(PeerId peer, boolean text, String payload, long fencingToken) {
        return new ChannelMessage(
                peer, "rpc", text, payload.getBytes(StandardCharsets.UTF_8), clock.nanoTime(), fencingToken);
    }

    private List<String> heard(PeerId peer) {
        return recorded.texts(peer, "rpc");
    }
}
