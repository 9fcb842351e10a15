// SPDX-License-Identifier: Apache-2.0
package io.baton.power.plug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.baton.power.PowerAction;
import io.baton.power.PowerListener;
import io.baton.power.PowerState;
import io.baton.power.RestoreState;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.shared.json.JsonCodec;
import io.baton.shared.power.PowerThread;
import io.baton.shared.threads.DaemonThreads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** With an HTTP server that answers as the makers' documents say; no real socket. */
final class PlugTest {

    private static final Logger LOG = LoggerFactory.getLogger("test");

    private static final long LONGEST_SECONDS = 60;

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final BlockingQueue<PowerState> told = new LinkedBlockingQueue<>();
    private final PowerListener listener = control -> told.add(control.state());
    private HttpServer server;
    private volatile String body = "{}";
    private volatile int status = 200;
    private @Nullable PlugLink link;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestURI().toString());
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            byte[] answer = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        if (link != null) {
            link.close();
        }
        server.stop(0);
    }

    private void start(PlugInterface plug, String userName) {
        link = new PlugLink(
                PlugLink.address("http://127.0.0.1:" + server.getAddress().getPort()),
                plug,
                userName,
                "secret",
                Duration.ofHours(1),
                Duration.ofSeconds(LONGEST_SECONDS),
                HttpClient.newHttpClient(),
                () -> {},
                new PowerThread.Surroundings(() -> List.of(listener), new DaemonThreads(LOG, reason -> {}), LOG));
        link.start();
    }

    private PlugLink link() {
        return Objects.requireNonNull(link);
    }

    private void await(Predicate<PowerState> wanted) throws InterruptedException {
        PowerState next = told.poll(LONGEST_SECONDS, TimeUnit.SECONDS);
        while (next != null && !wanted.test(next)) {
            next = told.poll(LONGEST_SECONDS, TimeUnit.SECONDS);
        }
        assertTrue(next != null, "the state never came");
    }

    private static PlugInterface preset(String name) {
        return PlugInterface.of(new PlugSettings(name, "", ""));
    }

    private Outcome perform(PowerAction action) throws Exception {
        return link().perform(action).toCompletableFuture().get(LONGEST_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void aShellyIsSwitchedMeasuredAndToldWhatToDoAfterAPowerCut() throws Exception {
        body = "{\"id\":0,\"output\":true,\"apower\":42.5,\"voltage\":231.2,\"current\":0.21,\"temperature\":{}}";
        start(preset("shelly2"), "admin");
        await(new PowerState(true, null, 231.2, 0.21, 42.5, null, "")::equals);
        body = "{\"output\":false}";
        assertTrue(perform(PowerAction.SWITCH_OFF).isDone());
        await(new PowerState(false, null, null, null, null, null, "")::equals);
        assertTrue(link().setRestore(RestoreState.LAST)
                .toCompletableFuture()
                .get(LONGEST_SECONDS, TimeUnit.SECONDS)
                .isDone());
        await(state -> state.restore() == RestoreState.LAST);
        assertEquals(
                List.of(
                        "/rpc/Switch.GetStatus?id=0",
                        "/rpc/Switch.Set?id=0&on=false",
                        "/rpc/Switch.GetStatus?id=0",
                        "/rpc/Switch.SetConfig?id=0&config=%7B%22initial_state%22:%22restore_last%22%7D"),
                requests.subList(0, 4));
        assertEquals("Basic YWRtaW46c2VjcmV0", authorizations.getFirst());
        assertEquals(
                Reason.UNSUPPORTED,
                assertInstanceOf(Outcome.Refused.class, perform(PowerAction.RESET))
                        .reason());
    }

    @Test
    void aTasmotaSocketIsRead() throws Exception {
        body = "{\"Status\":{\"Power\":1},\"StatusSNS\":{\"ENERGY\":{\"Power\":7,\"Voltage\":229,\"Current\":0.031}},"
                + "\"StatusSTS\":{\"POWER\":\"ON\"}}";
        start(preset("tasmota"), "");
        await(new PowerState(true, null, 229.0, 0.031, 7.0, null, "")::equals);
        assertEquals("null", authorizations.getFirst());
        assertTrue(perform(PowerAction.SWITCH_ON).isDone());
        assertTrue(requests.contains("/cm?cmnd=Power%20On"), requests.toString());
    }

    @Test
    void aSocketThatFailsIsAProblemAndNoPretence() throws Exception {
        status = 401;
        start(preset("shelly1"), "");
        await(state -> state.problem().equals("The socket cannot be reached: it wants another user or password."));
        assertEquals(
                Reason.TEMPORARILY_UNAVAILABLE,
                assertInstanceOf(Outcome.Refused.class, perform(PowerAction.SWITCH_ON))
                        .reason());
        status = 200;
        body = "{\"relays\":[{\"ison\":null}]}";
        assertTrue(perform(PowerAction.SWITCH_ON).isDone());
        await(state -> state.problem().endsWith("its state does not tell whether it is on."));
        body = "x".repeat(70_000);
        assertInstanceOf(Outcome.Refused.class, perform(PowerAction.SWITCH_ON), "an answer that is too long");
        server.stop(0);
        assertInstanceOf(Outcome.Refused.class, perform(PowerAction.SWITCH_ON));
    }

    @Test
    void anotherSocketIsDescribedByPathsAndPointers() {
        assertEquals("onPath must begin with /", refusal("", ""));
        assertEquals("onPath must begin with one /", refusal("//evil.example/x", ""));
        assertEquals("onPath must be the path of an address, with %20 for a space", refusal("/a b", ""));
        assertEquals("onPointer must begin with /", refusal("/a?b=c", ""));
        PlugInterface plug = PlugInterface.of(new PlugSettings("custom", "/a?b=c", "/a~1b/0/~0"));
        PowerState read = plug.read(Map.of("a/b", List.of(Map.of("~", "Off"))), null);
        assertEquals(false, read.on());
        assertNull(read.volts());
        for (String wrong : List.of("ftp://x", "http://", "http://u:p@x", "http://x/path", "http://x?q", "x")) {
            assertThrows(IllegalArgumentException.class, () -> PlugLink.address(wrong), wrong);
        }
    }

    private static String refusal(String paths, String pointer) {
        PlugSettings settings = new PlugSettings("custom", paths, pointer);
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> PlugInterface.of(settings))
                .getMessage());
    }

    @Test
    void damagedAnswersAreAProblemOrAState() {
        JsonCodec json = new JsonCodec(new JsonCodec.Limits(4_096, 16, 64, 256));
        String text = "{\"output\":true,\"apower\":42.5,\"voltage\":[1,{\"a\":2}],\"current\":\"x\"}";
        Random random = new Random(31_415);
        int read = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            bytes[random.nextInt(bytes.length)] = (byte) (32 + random.nextInt(95));
            try {
                preset("shelly2").read(json.readObject(bytes), null);
                read++;
            } catch (IllegalArgumentException e) {
                assertTrue(e.getMessage() != null);
            }
        }
        assertTrue(read > 0);
    }
}
