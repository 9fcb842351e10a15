// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.baton.harness.AnswerFields;
import io.baton.harness.Device;
import io.baton.harness.OfferFields;
import io.baton.harness.PeerProcess;
import io.baton.harness.Prerequisites;
import io.baton.harness.RpcPeer;
import io.baton.harness.SignallingClient;
import io.baton.harness.WebSocketSignallingClient;
import java.net.CookieManager;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Pages that know only JetKVM's protocol: their offers say nothing beside the SDP, they keep no token, they have no
 * button to ask with, and they stop coming back when told that there is another session. Beside them, on another
 * machine, somebody whose client knows more.
 */
@Timeout(180)
final class LegacyIT {
    private static Device device;
    private static PeerProcess process;
    private static RpcPeer warden;

    @BeforeAll
    static void open() throws Exception {
        process = PeerProcess.start();
        device = Device.startWithShell(
                Map.of("io.baton.session.coordinator", "{\"reconnectGraceSeconds:Integer\": 20}"));
        warden = RpcPeer.join(
                process,
                SignallingClient.post(SignallingClient.browser(), device.address()),
                OfferFields.plain().named("Warden"));
    }

    @AfterAll
    static void close() {
        process.close();
        device.close();
    }

    @BeforeEach
    void control() {
        warden.awaitMode("primary");
    }

    @AfterEach
    void clear() {
        for (JsonNode row : warden.call("getSessions")) {
            if (!row.path("self").asBoolean()) {
                warden.call("kickSession", Map.of("sessionId", row.path("id").asText()));
            }
        }
        warden.awaitList("nobody else", list -> list.path("sessions").size() == 1);
    }

    @Test
    void secondOfferOnASocketKeepsSessionAndMode() throws Exception {
        try (WebSocketSignallingClient socket = tab(SignallingClient.browser())) {
            RpcPeer before = older(socket);
            assertEquals("observer", before.accepted().mode());
            hand(before);
            RpcPeer after = older(socket);
            assertEquals(before.id(), after.id());
            assertEquals("primary", after.accepted().mode());
            assertEquals(before.accepted().nickname(), after.accepted().nickname());
            before.awaitClosed();
            after.call("keyboardReport", Map.of("modifier", 0, "keys", new int[0]));
            assertEquals(2, warden.call("getSessions").size());
            after.close();
        }
    }

    @Test
    void twoTabsWithOneCookieAreTwoSessions() throws Exception {
        HttpClient browser = SignallingClient.browser();
        try (WebSocketSignallingClient first = tab(browser);
                WebSocketSignallingClient second = tab(browser)) {
            RpcPeer one = older(first);
            RpcPeer other = older(second);
            assertNotEquals(one.id(), other.id());
            assertEquals("pong", one.call("ping").asText());
            assertEquals("pong", other.call("ping").asText());
            assertEquals(3, warden.call("getSessions").size());

            hangUp(second);
            try (WebSocketSignallingClient reloaded = tab(browser)) {
                RpcPeer again = older(reloaded);
                assertEquals(other.id(), again.id(), "of the two, the one that was left");
                other.awaitClosed();
                assertEquals("pong", one.call("ping").asText());
            }
        }
    }

    @Test
    void reloadedPageResumesSessionAndControl() throws Exception {
        HttpClient browser = SignallingClient.browser();
        WebSocketSignallingClient socket = tab(browser);
        RpcPeer before = older(socket);
        hand(before);
        int mark = warden.eventsSoFar();
        hangUp(socket);
        before.close();
        warden.awaitEvent(
                mark,
                "controlReserved",
                event -> event.path("sessionId").asText().equals(before.id()));

        try (WebSocketSignallingClient strange = tab(SignallingClient.browser());
                WebSocketSignallingClient reloaded = tab(browser)) {
            assertNotEquals(before.id(), older(strange).id(), "another browser is somebody else");
            RpcPeer after = older(reloaded);
            assertEquals(before.id(), after.id());
            assertEquals("primary", after.accepted().mode());
            assertEquals(before.accepted().nickname(), after.accepted().nickname());
            after.call("keyboardReport", Map.of("modifier", 0, "keys", new int[0]));
        }
    }

    @Test
    void pageReloadedBeforeLinkLossResumesItsSession() throws Exception {
        HttpClient browser = SignallingClient.browser();
        WebSocketSignallingClient socket = tab(browser);
        RpcPeer before = older(socket);
        hand(before);
        hangUp(socket);
        try (WebSocketSignallingClient reloaded = tab(browser)) {
            RpcPeer after = older(reloaded);
            assertEquals(before.id(), after.id());
            assertEquals("primary", after.accepted().mode());
            before.awaitClosed();
        }
    }

    @Test
    void pageKeepsSessionAndControlWhenSignallingIsReplaced() throws Exception {
        HttpClient browser = SignallingClient.browser();
        WebSocketSignallingClient socket = tab(browser);
        RpcPeer before = older(socket);
        hand(before);
        String signalling = bundle("io.baton.signalling.websocket");
        device.command("stop " + signalling);
        assertEquals(1012, socket.closeCode());
        device.command("start " + signalling);
        await("signalling", () -> statusOfSignalling(browser) == 426 ? "open" : null);
        try (WebSocketSignallingClient reopened = tab(browser)) {
            RpcPeer after = older(reopened);
            assertEquals(before.id(), after.id());
            assertEquals("primary", after.accepted().mode());
            before.awaitClosed();
        }
    }

    @Test
    void lateCloseOfAnOldSocketKeepsTheSession() throws Exception {
        HttpClient browser = SignallingClient.browser();
        WebSocketSignallingClient old = tab(browser);
        RpcPeer knowing = RpcPeer.join(process, old, OfferFields.plain());
        try (WebSocketSignallingClient present = tab(browser);
                WebSocketSignallingClient other = tab(browser)) {
            JsonNode attached = present.attach(knowing.accepted().resumeToken());
            assertEquals(knowing.id(), attached.path("data").path("sessionId").asText());
            hangUp(old);
            assertNotEquals(knowing.id(), older(other).id());
            assertEquals("pong", knowing.call("ping").asText());
        }
    }

    @Test
    void newestLegacyClientTakesOverAndTheOlderStopsReconnecting() throws Exception {
        set("legacyControl", "takeOver");
        HttpClient browser = SignallingClient.browser();
        try (WebSocketSignallingClient first = tab(browser);
                WebSocketSignallingClient second = tab(browser)) {
            RpcPeer older = older(first);
            assertEquals("primary", older.accepted().mode());
            warden.awaitMode("observer");
            assertEquals("pong", warden.call("ping").asText(), "who can ask is not sent away");

            RpcPeer newer = older(second);
            assertEquals("primary", newer.accepted().mode());
            older.awaitEvent("otherSessionConnected");
            older.awaitClosed();

            RpcPeer useHere = older(first);
            assertEquals("primary", useHere.accepted().mode());
            assertNotEquals(older.id(), useHere.id());
            newer.awaitEvent("otherSessionConnected");
            newer.awaitClosed();
        } finally {
            set("legacyControl", "observe");
        }
    }

    @Test
    void kickedClientStopsReconnectingOrIsRefused() throws Exception {
        HttpClient away = elsewhere();
        try (WebSocketSignallingClient socket = tab(away)) {
            RpcPeer page = older(socket);
            hand(page);
            warden.call("kickSession", Map.of("sessionId", page.id()));
            page.awaitEvent("otherSessionConnected");
            page.awaitClosed();
            warden.awaitMode("primary");

            assertCoolDown(RpcPeer.refused(process, socket, OfferFields.older()));
            try (WebSocketSignallingClient reloaded = tab(away)) {
                assertCoolDown(RpcPeer.refused(process, reloaded, OfferFields.older()));
            }
            assertCoolDown(
                    RpcPeer.refused(process, SignallingClient.post(away, device.address()), OfferFields.older()));
        }
    }

    @Test
    void kickedLoopbackClientJoinsAsANewSession() throws Exception {
        try (WebSocketSignallingClient socket = tab(SignallingClient.browser())) {
            RpcPeer page = older(socket);
            hand(page);
            warden.call("kickSession", Map.of("sessionId", page.id()));
            page.awaitEvent("otherSessionConnected");
            page.awaitClosed();
            RpcPeer again = older(socket);
            assertNotEquals(page.id(), again.id());
            assertEquals("observer", again.accepted().mode());
        }
    }

    @Test
    void deniedClientStopsReconnecting() throws Exception {
        set("requireApproval", true);
        try (WebSocketSignallingClient socket = tab(SignallingClient.browser())) {
            assertTrue(socket.metadata()
                    .path("sessionSettings")
                    .path("requireApproval")
                    .asBoolean());
            RpcPeer page = older(socket);
            assertEquals("pending", page.accepted().mode());
            warden.call("denyNewSession", Map.of("sessionId", page.id()));
            page.awaitEvent("sessionAccessDenied");
            page.awaitEvent("otherSessionConnected");
            page.awaitClosed();
        } finally {
            set("requireApproval", false);
        }
    }

    private static void set(String setting, Object value) {
        warden.call("setSessionSettings", Map.of("settings", Map.of(setting, value)));
    }

    private static void assertCoolDown(AnswerFields.Refused refused) {
        assertEquals("cool_down", refused.code());
        assertTrue(refused.retryAfterMillis() > 0 && refused.retryAfterMillis() <= 60_000, refused.toString());
    }

    /** Somebody hands control to a page that cannot ask for it. */
    private static void hand(RpcPeer page) {
        warden.call("transferPrimary", Map.of("toId", page.id()));
        page.awaitMode("primary");
        warden.awaitMode("observer");
    }

    /** A page as JetKVM's is: it looks at the device, then opens its socket. */
    private static WebSocketSignallingClient tab(HttpClient browser) throws Exception {
        browser.send(
                HttpRequest.newBuilder(device.address().resolve("/device")).build(),
                HttpResponse.BodyHandlers.discarding());
        return new WebSocketSignallingClient(browser, device.address());
    }

    private static RpcPeer older(SignallingClient signalling) throws Exception {
        return RpcPeer.join(process, signalling, OfferFields.older());
    }

    /** The number of a bundle, as the device's shell tells it. */
    private static String bundle(String name) throws Exception {
        Pattern line = Pattern.compile("^\\s*(\\d+)\\|Active.*\\|" + Pattern.quote(name) + "\\b.*");
        device.command("lb -s");
        return await(
                "the list of bundles",
                () -> device.log().stream()
                        .map(line::matcher)
                        .filter(Matcher::matches)
                        .map(found -> found.group(1))
                        .findFirst()
                        .orElse(null));
    }

    /** Looks again, asking the device something in between, until there is an answer. */
    private static String await(String what, Supplier<@Nullable String> probe) throws Exception {
        HttpClient prober = SignallingClient.browser();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (System.nanoTime() < end) {
            String found = probe.get();
            if (found != null) {
                return found;
            }
            statusOfSignalling(prober);
        }
        throw new AssertionError("waited in vain for " + what);
    }

    /** 426 asks for an upgrade: the servlet of the socket is there. */
    private static int statusOfSignalling(HttpClient browser) {
        return browser.sendAsync(
                        HttpRequest.newBuilder(device.address().resolve("/webrtc/signaling/client"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .join()
                .statusCode();
    }

    /** Closes a socket and waits until the device has noticed. */
    private static void hangUp(WebSocketSignallingClient socket) {
        socket.close();
        socket.closeCode();
    }

    /** A browser on another machine: whoever sits at the device itself is never refused for having been denied. */
    private static HttpClient elsewhere() throws Exception {
        Optional<InetAddress> address = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(each -> each instanceof Inet4Address && !each.isLoopbackAddress())
                .findFirst();
        Prerequisites.unless(
                address.isPresent(), "this machine has no address beside loopback: not tried from elsewhere");
        return HttpClient.newBuilder()
                .cookieHandler(new CookieManager())
                .localAddress(address.orElseThrow())
                .build();
    }
}
