// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Invalid input on the data channels, sent by an observer's browser. */
final class BadMessagesIT {
    private static final int WINDOW = 256 * 1024;

    private static WorkingPrimary primary;
    private static @Nullable RawPeer peer;

    @BeforeAll
    static void open() throws Exception {
        primary = WorkingPrimary.start(Map.of());
        primary.openEmptyTab();
    }

    @AfterEach
    void assertUnaffected() {
        peer().leave();
        String attackersTab = primary.browser.tabHandle();
        primary.assertUnaffected();
        primary.browser.switchTo(attackersTab);
    }

    @AfterAll
    static void close() {
        primary.close();
    }

    @Test
    void textThatIsNotJsonIsAnsweredWithParseError() {
        join("rpc");
        send("rpc", "{", "", "nonsense", "{'method':'ping'}", "{\"a\":1,\"a\":2}", "{}{}", "\u0000");
        for (int i = 0; i < 7; i++) {
            assertError(-32700, "0", answer(i));
        }
        assertStillServed();
    }

    @Test
    void invalidRequestsAreAnsweredWithInvalidRequest() {
        join("rpc");
        send(
                "rpc",
                "7",
                "[{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":1}]",
                "[]",
                "{\"jsonrpc\":\"1.0\",\"method\":\"ping\",\"id\":1}",
                "{\"jsonrpc\":\"2.0\",\"id\":1}",
                "{\"jsonrpc\":\"2.0\",\"method\":7,\"id\":1}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"params\":[1],\"id\":1}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":{}}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":" + "9".repeat(100) + "}",
                "{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}");
        List<String> ids = List.of("0", "0", "0", "1", "1", "1", "1", "0", "0", "0");
        for (int i = 0; i < ids.size(); i++) {
            assertError(-32600, ids.get(i), answer(i));
        }
        assertStillServed();
    }

    @Test
    void unknownMethodsAreAnsweredWithMethodNotFound() {
        join("rpc");
        send("rpc", call("frobnicate", "{}"), call("__proto__", "{}"), call("x".repeat(10_000), "{}"));
        for (int i = 0; i < 3; i++) {
            JsonNode error = answer(i);
            assertError(-32601, "\"h\"", error);
            assertFalse(error.toString().contains("xxx"), "what was sent is not repeated");
        }
        assertStillServed();
    }

    @Test
    void messageAboveTheLimitIsRefused() {
        join("rpc");
        send("rpc", "[" + "1,".repeat(WINDOW / 2 - 2) + "1]");
        assertError(-32600, "0", answer(0));
        assertTrue(peer().trySend("rpc", "x".repeat(WINDOW + 1)).startsWith("failed: TypeError"), "the answer said so");
        assertStillServed();
    }

    @Test
    void messagesOfTheWrongKindAreIgnored() {
        join("rpc", "hidrpc");
        send("rpc", List.of(0x7b, 0x7d), List.of(), List.of(0xff));
        send("hidrpc", "{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":1}", "\u0005\u0004\u0001", "");
        assertStillServed();
        assertHidStillServed();
    }

    /**
     * Every type with every length up to 12, each with bytes that would press, move and click if they were accepted.
     */
    @Test
    void hidMessagesOfEveryTypeAndLengthHaveNoEffectFromAnObserver() {
        String[] labels = {"rpc", "hidrpc", "hidrpc-unreliable-ordered", "hidrpc-unreliable-nonordered"};
        join(labels);
        List<Object> messages = new ArrayList<>();
        for (int type = 0; type < 256; type++) {
            for (int length = 1; length <= 12; length++) {
                List<Integer> message = new ArrayList<>(List.of(type));
                while (message.size() < length) {
                    message.add(message.size() == 2 ? 1 : 4);
                }
                // the handshake is answered in every mode
                if (type != 1) {
                    messages.add(message);
                }
            }
        }
        messages.add(List.of(7, 1, 0xff, 0xff, 0xff, 0xff, 4, 4, 4));
        messages.add(List.of(7, 1, 0x1c, 0x71, 0xc7, 0x1d, 4, 4, 4));
        for (int i = 1; i < labels.length; i++) {
            send(labels[i], messages.toArray());
        }
        assertStillServed();
        assertHidStillServed();
    }

    @Test
    void inputOfAnObserverIsRefusedInEveryForm() {
        join("rpc", "hidrpc", "hidrpc-unreliable-ordered");
        send(
                "hidrpc",
                List.of(5, 4, 1),
                List.of(2, 0, 4, 0, 0, 0, 0, 0),
                List.of(6, 9, 9, 1),
                List.of(4, 1),
                List.of(7, 1, 0, 0, 0, 1, 0, 4, 0, 0, 0, 0, 0, 0, 20),
                List.of(8),
                List.of(9));
        send("hidrpc-unreliable-ordered", List.of(3, 0, 0, 64, 0, 0, 0, 64, 0, 1));
        send(
                "rpc",
                call("keyboardReport", "{\"modifier\":0,\"keys\":[4]}"),
                call("keypressReport", "{\"key\":4,\"press\":true}"),
                call("absMouseReport", "{\"x\":1,\"y\":1,\"buttons\":1}"),
                call("relMouseReport", "{\"dx\":1,\"dy\":1,\"buttons\":1}"),
                call("wheelReport", "{\"wheelY\":1}"));
        for (int i = 0; i < 5; i++) {
            JsonNode refused = answer(i);
            assertEquals("\"h\"", refused.path("id").toString());
            assertTrue(refused.path("error").toString().contains("control"), refused.toString());
        }
        assertHidStillServed();
    }

    @Test
    void messagesAboveTheRateAreRefused() {
        join("rpc", "hidrpc");
        Object[] keys = new Object[6_000];
        Arrays.setAll(keys, i -> List.of(5, 4, i % 2));
        Object[] calls = new Object[3_000];
        Arrays.setAll(calls, i -> call("ping", "{}"));
        send("hidrpc", keys);
        send("rpc", calls);
        List<?> texts =
                primary.browser.await("3000 answers", () -> received("rpc").size() >= 3_000 ? received("rpc") : null);
        long refused = texts.stream()
                .filter(text -> text.toString().contains("retryAfterMillis"))
                .count();
        assertTrue(refused > 100, "the rate of one session is limited: " + refused);
    }

    @Test
    void channelsWithUnknownLabelsStayOpenAndUnserved() {
        List<String> labels =
                new ArrayList<>(List.of("rpc", "terminal", "serial", "disk", "upload_1", "", "x".repeat(1_000)));
        while (labels.size() < 40) {
            labels.add("label-" + labels.size());
        }
        join(labels.toArray(String[]::new));
        for (String label : List.of("terminal", "serial", "disk", "", "label-30")) {
            send(label, "reboot\r\n", List.of(1, 2, 3));
        }
        assertStillServed();
        assertEquals(List.of(), peer().closed(), "unknown channels stay open");
        primary.browser.run("for (let i = 0; i < 200; i++) hostile.peer.createDataChannel('more-' + i)");
        assertStillServed();
    }

    private static void join(String... labels) {
        peer = RawPeer.join(primary.browser, labels);
        assertEquals("observer", peer.mode());
    }

    private static void send(String label, Object... messages) {
        peer().send(label, messages);
    }

    private static JsonNode answer(int number) {
        return peer().answer(number);
    }

    private static List<Object> received(String label) {
        return peer().received(label);
    }

    private static RawPeer peer() {
        return Objects.requireNonNull(peer);
    }

    private static String call(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":" + params + ",\"id\":\"h\"}";
    }

    private static void assertError(int code, String id, JsonNode answer) {
        assertEquals(code, answer.path("error").path("code").asInt(), answer.toString());
        assertEquals(id, answer.path("id").toString(), answer.toString());
        assertFalse(answer.toString().matches(".*(Exception|io\\.baton|jackson|java\\.).*"), answer.toString());
    }

    private static void assertStillServed() {
        send("rpc", "{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":\"still\"}");
        primary.browser.await(
                "pong",
                () -> received("rpc").stream()
                                .anyMatch(text -> text.toString().contains("\"pong\"")
                                        && text.toString().contains("\"still\""))
                        ? true
                        : null);
    }

    private static void assertHidStillServed() {
        send("hidrpc", List.of(1, 1));
        primary.browser.await("the handshake", () -> received("hidrpc").contains(List.of(1L, 1L)) ? true : null);
    }
}
