// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.baton.harness.Browser;
import io.baton.harness.Device;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pages of other origins in a real browser: one that the device allows, and one on another port that it does not. */
final class ForeignPageIT {

    /** Resolves to the status and body of a request, or to {@code blocked} where the browser refuses the response. */
    private static final String FETCH = """
            const [address, options, done] = arguments;
            fetch(address, JSON.parse(options)).then(
                response => response.text().then(text => done(response.status + ' ' + text)),
                () => done('blocked'));
            """;

    /** Resolves to the first frame of a signalling socket, or to {@code closed}. */
    private static final String SOCKET = """
            const [address, protocols, done] = arguments;
            const socket = new WebSocket(address, protocols.split(' '));
            socket.onmessage = event => { done(socket.protocol + ' ' + event.data); socket.close(); };
            socket.onclose = () => done('closed');
            """;

    /** Plays the video of the device in this page; resolves when a frame was decoded, or to an error. */
    private static final String VIEW = """
            const [address, done] = arguments;
            const peer = new RTCPeerConnection();
            const video = document.body.appendChild(document.createElement('video'));
            video.muted = true;
            video.onplaying = () => done('playing');
            peer.ontrack = event => {
              video.srcObject = event.streams[0];
              video.play();
            };
            peer.addTransceiver('video', {direction: 'recvonly'});
            peer.createDataChannel('rpc');
            const socket = new WebSocket(address, ['baton']);
            socket.onmessage = event => {
              if (event.data === 'pong') return;
              const frame = JSON.parse(event.data);
              if (frame.type === 'answer') peer.setRemoteDescription(JSON.parse(atob(frame.data)));
              if (frame.type === 'new-ice-candidate') peer.addIceCandidate(frame.data);
              if (frame.type === 'error') done(event.data);
            };
            socket.onclose = () => done('closed');
            socket.onopen = async () => {
              await peer.setLocalDescription();
              const offer = {type: 'offer', sdp: peer.localDescription.sdp};
              peer.onicecandidate = event => event.candidate && socket.send(
                  JSON.stringify({type: 'new-ice-candidate', data: event.candidate.toJSON()}));
              socket.send(JSON.stringify({type: 'offer', data: {sd: btoa(JSON.stringify(offer)), baton: {}}}));
            };
            """;

    private static HttpServer allowed;
    private static HttpServer other;
    private static Device device;
    private static Browser browser;

    @BeforeAll
    static void open() throws Exception {
        allowed = pages();
        other = pages();
        device = Device.start(
                Map.of("io.baton.signalling.websocket", "{\"allowedOrigins\": [\"" + origin(allowed) + "\"]}"));
        browser = Browser.open();
    }

    @AfterAll
    static void close() {
        browser.close();
        device.close();
        allowed.stop(0);
        other.stop(0);
    }

    @Test
    void s11PageOfAnAllowedOriginReadsAndPosts() {
        browser.visit(URI.create(origin(allowed)));
        assertTrue(fetch("/device", "{}").startsWith("200 {"), "readable");
        String preflighted = fetch("/webrtc/session", """
                {"method": "POST", "body": "{}",
                 "headers": {"Content-Type": "application/json", "Authorization": "Bearer none"}}""");
        assertTrue(preflighted.startsWith("4") && preflighted.contains("\"code\""), preflighted);
    }

    @Test
    void s11PageOfAnotherPortReadsTheStatusOnly() {
        browser.visit(URI.create(origin(other)));
        assertEquals(
                "200 {\"isSetup\":true}",
                fetch("/device/status", "{\"headers\": {\"Content-Type\": \"application/json\"}}"));
        assertEquals("blocked", fetch("/device", "{}"));
        assertEquals("blocked", fetch("/", "{}"));
        assertEquals("blocked", fetch("/system/console", "{}"));
    }

    /** Without a preflight, as a form would do it: the browser sends the request, and the device refuses it. */
    @Test
    void s10PageOfAnotherPortCannotPost() {
        browser.visit(URI.create(origin(other)));
        assertEquals("blocked", fetch("/webrtc/session", "{\"method\": \"POST\", \"body\": \"{}\"}"));
        assertEquals(
                "blocked",
                fetch(
                        "/webrtc/session",
                        "{\"method\": \"POST\", \"headers\": {\"Content-Type\": \"application/json\"}}"));
    }

    @Test
    void s11WebConsoleIsNotShared() {
        browser.visit(URI.create(origin(allowed)));
        assertEquals("blocked", fetch("/system/console", "{}"));
    }

    @Test
    void s9SocketOpensForTheAllowedOriginOnly() {
        browser.visit(URI.create(origin(other)));
        assertEquals("closed", socket());
        browser.visit(URI.create(origin(allowed)));
        String first = socket();
        assertTrue(first.startsWith("baton {") && first.contains("device-metadata"), first);
    }

    @Test
    void s9ViewerPageOfAnAllowedOriginPlaysTheVideo() {
        browser.visit(URI.create(origin(allowed)));
        assertEquals("playing", browser.runAsync(VIEW, socketAddress()));
    }

    private static String fetch(String path, String options) {
        return String.valueOf(
                browser.runAsync(FETCH, device.address().resolve(path).toString(), options));
    }

    private static String socket() {
        return String.valueOf(browser.runAsync(SOCKET, socketAddress(), "baton"));
    }

    private static String socketAddress() {
        return "ws://" + device.address().getAuthority() + "/webrtc/signaling/client";
    }

    private static String origin(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static HttpServer pages() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] page = "<!doctype html><title>viewer</title><body></body>".getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
        return server;
    }
}
