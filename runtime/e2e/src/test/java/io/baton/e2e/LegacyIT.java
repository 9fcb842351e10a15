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

/**
 * Clients that know only JetKVM's protocol: their offers have nothing beside the SDP, they keep no token, have no
 * button for requests, and stop reconnecting when told that there is another session. An administrator with a Baton
 * client is connected beside them.
 */
final class LegacyIT {
    private static final Pattern ANYTHING = Pattern.compile("");

    private static Device device;
    private static PeerProcess process;
    private static RpcPeer administrator;

    @BeforeAll
    static void open() throws Exception {
        process = PeerProcess.start();
        device = Device.startWithShell(
                Map.of("io.baton.session.coordinator", "{\"reconnectGraceSeconds:Integer\": 20}"));
        administrator = RpcPeer.join(
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
    void administratorIsPrimary() {
        administrator.awaitMode("primary");
    }

    @AfterEach
    void clear() {
        for (JsonNode row : administrator.call("getSessions")) {
            if (!row.path("self").asBoolean()) {
                administrator.call(
                        "kickSession", Map.of("sessionId", row.path("id").asText()));
            }
        }
        administrator.awaitList(
                "no other session", list -> list.path("sessions").size() == 1);
    }

    @Test
    void secondOfferOnASocketKeepsSessionAndMode() throws Exception {
        try (WebSocketSignallingClient socket = openTab(SignallingClient.browser())) {
            RpcPeer before = joinLegacy(socket);
            assertEquals("observer", before.accepted().mode());
            transferTo(before);
            RpcPeer after = joinLegacy(socket);
            assertEquals(before.id(), after.id());
            assertEquals("primary", after.accepted().mode());
            assertEquals(before.accepted().nickname(), after.accepted().nickname());
            before.awaitClosed();
            after.call("keyboardReport", Map.of("modifier", 0, "keys", new int[0]));
            assertEquals(2, administrator.call("getSessions").size());
            after.close();
        }
    }

    @Test
    void twoTabsWithOneCookieAreTwoSessions() throws Exception {
        HttpClient browser = SignallingClient.browser();
        try (WebSocketSignallingClient first = openTab(browser);
                WebSocketSignallingClient second = openTab(browser)) {
            RpcPeer one = joinLegacy(first);
            RpcPeer other = joinLegacy(second);
            assertNotEquals(one.id(), other.id());
            assertEquals("pong", one.call("ping").asText());
            assertEquals("pong", other.call("ping").asText());
            assertEquals(3, administrator.call("getSessions").size());

            closeAndAwait(second);
            try (WebSocketSignallingClient reloaded = openTab(browser)) {
                RpcPeer again = joinLegacy(reloaded);
                assertEquals(other.id(), again.id(), "of the two, the one that was left");
                other.awaitClosed();
                assertEquals("pong", one.call("ping").asText());
            }
        }
    }

    @Test
    void reloadedPageResumesSessionAndControl() throws Exception {
        HttpClient browser = SignallingClient.browser();
        WebSocketSignallingClient socket = openTab(browser);
        RpcPeer before = joinLegacy(socket);
        transferTo(before);
        int mark = administrator.eventCount();
        closeAndAwait(socket);
        before.close();
        administrator.awaitEvent(
                mark,
                "controlReserved",
                event -> event.path("sessionId").asText().equals(before.id()));

        try (WebSocketSignallingClient otherBrowser = openTab(SignallingClient.browser());
                WebSocketSignallingClient reloaded = openTab(browser)) {
            assertNotEquals(before.id(), joinLegacy(otherBrowser).id(), "another browser is another session");
            RpcPeer after = joinLegacy(reloaded);
            assertEquals(before.id(), after.id());
            assertEquals("primary", after.accepted().mode());
            assertEquals(before.accepted().nickname(), after.accepted().nickname());
            after.call("keyboardReport", Map.of("modifier", 0, "keys", new int[0]));
        }
    }

    @Test
    void pageReloadedBeforeLinkLossResumesItsSession() throws Exception {
        HttpClient browser = SignallingClient.browser();
        WebSocketSignallingClient socket = openTab(browser);
        RpcPeer before = joinLegacy(socket);
        transferTo(before);
        closeAndAwait(socket);
        try (WebSocketSignallingClient reloaded = openTab(browser)) {
            RpcPeer after = joinLegacy(reloaded);
            assertEquals(before.id(), after.id());
            assertEquals("primary", after.accepted().mode());
            before.awaitClosed();
        }
    }

    @Test
    void pageKeepsSessionAndControlWhenSignallingIsReplaced() throws Exception {
        HttpClient browser = SignallingClient.browser();
        WebSocketSignallingClient socket = openTab(browser);
        RpcPeer before = joinLegacy(socket);
        transferTo(before);
        String signalling = bundle("io.baton.signalling.websocket");
        // the sockets are closed before the servlet is gone
        device.ask("stop " + signalling, ANYTHING);
        assertEquals(1012, socket.closeCode());
        device.ask("start " + signalling, ANYTHING);
        await("signalling", () -> statusOfSignalling(browser) == 426 ? "open" : null);
        try (WebSocketSignallingClient reopened = openTab(browser)) {
            RpcPeer after = joinLegacy(reopened);
            assertEquals(before.id(), after.id());
            assertEquals("primary", after.accepted().mode());
            before.awaitClosed();
        }
    }

    @Test
    void lateCloseOfAnOldSocketKeepsTheSession() throws Exception {
        HttpClient browser = SignallingClient.browser();
        WebSocketSignallingClient old = openTab(browser);
        RpcPeer current = RpcPeer.join(process, old, OfferFields.plain());
        try (WebSocketSignallingClient attachedSocket = openTab(browser);
                WebSocketSignallingClient other = openTab(browser)) {
            JsonNode attached = attachedSocket.attach(current.accepted().resumeToken());
            assertEquals(current.id(), attached.path("data").path("sessionId").asText());
            closeAndAwait(old);
            assertNotEquals(current.id(), joinLegacy(other).id());
            assertEquals("pong", current.call("ping").asText());
        }
    }

    @Test
    void newestLegacyClientReplacesTheOlderWhichStopsReconnecting() throws Exception {
        HttpClient browser = SignallingClient.browser();
        try (WebSocketSignallingClient first = openTab(browser);
                WebSocketSignallingClient second = openTab(browser)) {
            RpcPeer older = joinLegacy(first);
            older.awaitMode("observer");
            assertEquals("pong", administrator.call("ping").asText(), "a client that can request control keeps it");
            transferTo(older);

            RpcPeer newer = joinLegacy(second);
            newer.awaitMode("primary");
            older.awaitEvent("otherSessionConnected");
            older.awaitClosed();

            try (WebSocketSignallingClient again = openTab(browser)) {
                RpcPeer reconnected = joinLegacy(again);
                assertNotEquals(older.id(), reconnected.id());
                reconnected.awaitMode("observer");
                assertEquals("pong", newer.call("ping").asText(), "two clients do not take turns");
            }

            // the button "Use Here" of JetKVM's page, whose socket stayed open
            RpcPeer asked = joinLegacy(first);
            asked.awaitMode("primary");
            newer.awaitEvent("otherSessionConnected");
            newer.awaitClosed();
        }
    }

    @Test
    void legacyClientTakesOverFromAnySessionOnceInTheInterval() throws Exception {
        set("legacyControl", "takeOver");
        HttpClient browser = SignallingClient.browser();
        try (WebSocketSignallingClient first = openTab(browser);
                WebSocketSignallingClient second = openTab(browser)) {
            RpcPeer older = joinLegacy(first);
            older.awaitMode("primary");
            administrator.awaitMode("observer");
            assertEquals(
                    "pong", administrator.call("ping").asText(), "a client that can request control stays connected");

            RpcPeer newer = joinLegacy(second);
            newer.awaitMode("observer");
            assertEquals("pong", older.call("ping").asText());
        } finally {
            set("legacyControl", "replaceLegacy");
        }
    }

    @Test
    void kickedClientStopsReconnectingOrIsRefused() throws Exception {
        HttpClient remote = nonLoopbackClient();
        try (WebSocketSignallingClient socket = openTab(remote)) {
            RpcPeer page = joinLegacy(socket);
            transferTo(page);
            administrator.call("kickSession", Map.of("sessionId", page.id()));
            page.awaitEvent("otherSessionConnected");
            page.awaitClosed();
            administrator.awaitMode("primary");

            assertCoolDown(RpcPeer.refused(process, socket, OfferFields.legacyClient()));
            try (WebSocketSignallingClient reloaded = openTab(remote)) {
                assertCoolDown(RpcPeer.refused(process, reloaded, OfferFields.legacyClient()));
            }
            assertCoolDown(RpcPeer.refused(
                    process, SignallingClient.post(remote, device.address()), OfferFields.legacyClient()));
        }
    }

    @Test
    void kickedLoopbackClientJoinsAsANewSession() throws Exception {
        try (WebSocketSignallingClient socket = openTab(SignallingClient.browser())) {
            RpcPeer page = joinLegacy(socket);
            transferTo(page);
            administrator.call("kickSession", Map.of("sessionId", page.id()));
            page.awaitEvent("otherSessionConnected");
            page.awaitClosed();
            RpcPeer again = joinLegacy(socket);
            assertNotEquals(page.id(), again.id());
            assertEquals("observer", again.accepted().mode());
        }
    }

    @Test
    void deniedClientStopsReconnecting() throws Exception {
        set("requireApproval", true);
        try (WebSocketSignallingClient socket = openTab(SignallingClient.browser())) {
            assertTrue(socket.metadata()
                    .path("sessionSettings")
                    .path("requireApproval")
                    .asBoolean());
            RpcPeer page = joinLegacy(socket);
            assertEquals("pending", page.accepted().mode());
            administrator.call("denyNewSession", Map.of("sessionId", page.id()));
            page.awaitEvent("sessionAccessDenied");
            page.awaitEvent("otherSessionConnected");
            page.awaitClosed();
        } finally {
            set("requireApproval", false);
        }
    }

    private static void set(String setting, Object value) {
        administrator.call("setSessionSettings", Map.of("settings", Map.of(setting, value)));
    }

    private static void assertCoolDown(AnswerFields.Refused refused) {
        assertEquals("cool_down", refused.code());
        assertTrue(refused.retryAfterMillis() > 0 && refused.retryAfterMillis() <= 60_000, refused.toString());
    }

    /** The administrator transfers control to a client that cannot request it. */
    private static void transferTo(RpcPeer page) {
        administrator.call("transferPrimary", Map.of("toId", page.id()));
        page.awaitMode("primary");
        administrator.awaitMode("observer");
    }

    /** Opens a tab as JetKVM's page does: reads {@code /device}, then opens its socket. */
    private static WebSocketSignallingClient openTab(HttpClient browser) throws Exception {
        browser.send(
                HttpRequest.newBuilder(device.address().resolve("/device")).build(),
                HttpResponse.BodyHandlers.discarding());
        return new WebSocketSignallingClient(browser, device.address());
    }

    private static RpcPeer joinLegacy(SignallingClient signalling) throws Exception {
        return RpcPeer.join(process, signalling, OfferFields.legacyClient());
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

    /** Repeats the probe, with a request to the device in between, until it returns a value. */
    private static String await(String what, Supplier<@Nullable String> probe) throws Exception {
        HttpClient prober = SignallingClient.browser();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (System.nanoTime() < end) {
            String found = probe.get();
            if (found != null) {
                return found;
            }
            statusOfSignalling(prober);
        }
        throw new AssertionError("waited in vain for " + what);
    }

    /** The status of a plain request: 426 requires an upgrade, so the servlet of the socket is registered. */
    private static int statusOfSignalling(HttpClient browser) {
        return browser.sendAsync(
                        HttpRequest.newBuilder(device.address().resolve("/webrtc/signaling/client"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .join()
                .statusCode();
    }

    /** Closes a socket and waits for the device's close frame. */
    private static void closeAndAwait(WebSocketSignallingClient socket) {
        socket.close();
        socket.closeCode();
    }

    /** A browser that connects from an address other than loopback; a cool-down does not apply to loopback. */
    private static HttpClient nonLoopbackClient() throws Exception {
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
