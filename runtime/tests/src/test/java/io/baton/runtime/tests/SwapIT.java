// SPDX-License-Identifier: Apache-2.0
package io.baton.runtime.tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.baton.auth.Authenticator;
import io.baton.hid.HidOutput;
import io.baton.input.InputMonitor;
import io.baton.nickname.NicknamePolicy;
import io.baton.policy.SessionPolicy;
import io.baton.ratelimit.RateLimiter;
import io.baton.rpc.RpcEvents;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionCoordinator;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.Test;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;

/**
 * Replaces each control bundle in place while a viewer holds a key: the media side is unaffected, the video has no gap,
 * and the key is neither lost nor stuck. It stays down if its keep-alives came in time, which is measured; on a machine
 * that was too busy for that it is released once.
 */
public class SwapIT extends WatchedAppliance {
    private static final int KEY_A = 0x04;

    private static final List<List<String>> RELEASED_AT_MOST =
            List.of(List.of(down(KEY_A)), List.of(down(KEY_A), up(KEY_A)));

    private static final String HTTPS_PORT_PROPERTY = "baton.test.https.port";

    /** Chosen in the test runner; in the process the system property has it. */
    private int httpsPort;

    private static final String SERVLET = "jakarta.servlet.Servlet";

    /** With HTTPS, beside plain HTTP. */
    @Override
    @Configuration
    public Option[] shipped() throws IOException {
        List<Option> options = new ArrayList<>(List.of(super.shipped()));
        options.add(CoreOptions.systemProperty(HTTPS_PORT_PROPERTY).value(Integer.toString(httpsPort)));
        return options.toArray(Option[]::new);
    }

    @Override
    protected Map<String, String> configs() throws IOException {
        httpsPort = Provisioning.freeTcpPort();
        return Map.of(
                "io.baton.tls.jetty",
                "{ \"https\": \"on\", \"plainHttp\": \"serve\", \"port:Integer\": " + httpsPort + " }");
    }

    @Test
    public void heldKeySurvivesAnUpdateOfTheSessionPolicy() throws Exception {
        swap("io.baton.policy.handover", SessionPolicy.class.getName());
    }

    @Test
    public void heldKeySurvivesAnUpdateOfTheNicknamePolicy() throws Exception {
        swap("io.baton.nickname.unicode", NicknamePolicy.class.getName());
    }

    @Test
    public void heldKeySurvivesAnUpdateOfTheAuthentication() throws Exception {
        swap("io.baton.auth.local", Authenticator.class.getName());
    }

    @Test
    public void heldKeySurvivesAnUpdateOfTheRateLimiter() throws Exception {
        swap("io.baton.ratelimit.tokenbucket", RateLimiter.class.getName());
    }

    @Test
    public void heldKeySurvivesAnUpdateOfTheHidOutput() throws Exception {
        swap("io.baton.hid.usb", HidOutput.class.getName());
    }

    @Test
    public void heldKeySurvivesAnUpdateOfTheInput() throws Exception {
        swap("io.baton.input.hidrpc", InputMonitor.class.getName());
    }

    @Test
    public void heldKeySurvivesAnUpdateOfTheRpc() throws Exception {
        swap("io.baton.rpc.jsonrpc", RpcEvents.class.getName());
    }

    @Test
    public void heldKeyAndRosterSurviveAnUpdateOfTheCoordinator() throws Exception {
        Roster before = await(SessionCoordinator.class).roster();
        swap("io.baton.session.coordinator", SessionCoordinator.class.getName());
        Roster after = await(SessionCoordinator.class).roster();
        assertEquals("sessions, control, queue, epoch, revision", withActivity(before, after), after);
    }

    /**
     * Returns the first roster with the values that every tick updates taken from the second: times of activity, which
     * may become later but are not lost, and the quality of the link.
     */
    private static Roster withActivity(Roster roster, Roster updated) {
        List<Session> sessions = new ArrayList<>();
        for (Session session : roster.sessions()) {
            Session now = updated.session(session.id()).orElseThrow();
            int grade = now.connection().grade();
            sessions.add(session.edit()
                    .active(now.lastActive())
                    .lastInput(now.lastInput())
                    .connection(session.connection().withGrade(grade))
                    .build());
        }
        return new Roster(
                roster.settings(),
                sessions,
                roster.control(),
                roster.requests(),
                roster.denials(),
                roster.emergency(),
                roster.lastPrimary(),
                roster.handedOver(),
                roster.epoch(),
                roster.revision());
    }

    @Test
    public void heldKeySurvivesAnUpdateOfTheJournal() throws Exception {
        swap("io.baton.audit.journal", "io.baton.audit.AuditLog");
    }

    @Test
    public void heldKeySurvivesAnUpdateOfTheHandoverStore() throws Exception {
        swap("io.baton.handover.store", "io.baton.handover.HandoverStore");
    }

    @Test
    public void heldKeySurvivesAnUpdateOfSignalling() throws Exception {
        swap("io.baton.signalling.websocket", SERVLET);
    }

    @Test
    public void openSocketsAreClosedAndAttachAgain() throws Exception {
        Baseline before = baseline();
        URI signalling =
                URI.create("ws" + address("/webrtc/signaling/client").toString().substring("http".length()));
        try (HttpClient client = HttpClient.newHttpClient()) {
            SignallingSocket first = SignallingSocket.open(client, signalling);
            String attached = attach(first, token());
            updateInPlace("io.baton.signalling.websocket", SERVLET);
            assertEquals("service restart", 1012, first.closeCode());
            SignallingSocket second = SignallingSocket.open(client, signalling);
            String again = attach(second, PionViewer.text(attached, "resumeToken"));
            assertEquals(PionViewer.text(attached, "sessionId"), PionViewer.text(again, "sessionId"));
            assertEquals("primary", PionViewer.text(again, "mode"));
            client.shutdownNow();
        }
        assertUndisturbed(before);
    }

    /** Sockets of plain HTTP stay; those of HTTPS end with its connector, which takes the same port and certificate. */
    @Test
    public void heldKeyAndPlainSocketsSurviveAnUpdateOfTls() throws Exception {
        X509Certificate before = httpsCertificate();
        URI signalling =
                URI.create("ws" + address("/webrtc/signaling/client").toString().substring("http".length()));
        try (HttpClient client = HttpClient.newHttpClient()) {
            SignallingSocket socket = SignallingSocket.open(client, signalling);
            socket.next("device-metadata");
            swap("io.baton.tls.jetty", "org.osgi.service.servlet.whiteboard.Preprocessor");
            String refusal = socket.refusal("{\"type\":\"attach\",\"data\":{\"resumeToken\":\"unknown\"}}");
            assertTrue(refusal, refusal.contains("unknown_session"));
            client.shutdownNow();
        }
        assertEquals("the certificate", before, httpsCertificate());
    }

    /** Waits for HTTPS and returns the certificate of a new handshake. */
    private X509Certificate httpsCertificate() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustAll()}, null);
        int port = Integer.getInteger(HTTPS_PORT_PROPERTY, 0);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (true) {
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
                socket.startHandshake();
                return (X509Certificate) socket.getSession().getPeerCertificates()[0];
            } catch (ConnectException e) {
                if (System.nanoTime() - end >= 0) {
                    throw e;
                }
            }
        }
    }

    /** Tokens are for one use, and this one is used once in this class. */
    private String token() {
        return PionViewer.text(viewer().report(), "resumeToken");
    }

    private static String attach(SignallingSocket socket, String token) throws InterruptedException {
        socket.next("device-metadata");
        socket.send("{\"type\":\"attach\",\"data\":{\"resumeToken\":\"" + token + "\"}}");
        return socket.next("attached");
    }

    @Test
    public void heldKeySurvivesAnUpdateOfThePage() throws Exception {
        swap("io.baton.web.ui", SERVLET);
    }

    @Test
    public void heldKeySurvivesAnUpdateOfTheHealthChecks() throws Exception {
        swap("io.baton.health.felix", SERVLET);
        awaitStatus(200, "/metrics");
    }

    private void swap(String symbolicName, String role) throws Exception {
        Baseline before = baseline();
        WeakReference<ClassLoader> old = loader(symbolicName);
        long gap;
        long stall;
        List<String> held;
        try (StallMeter meter = new StallMeter()) {
            hold(before, KEY_A);
            gap = updateInPlace(symbolicName, role);
            awaitKeepAlives(before);
            held = edgesSince(before);
            stall = meter.longestMillis();
        }
        viewer().run("release " + KEY_A);
        awaitThat("the key is up", this::noKeyIsDown);
        long pause = PionViewer.number(viewer().report(), "longestPauseMicros") / 1000;
        System.out.printf(
                "swap %-31s %4d ms without it, keep-alives at most %d ms apart, stalled %d ms%n",
                symbolicName, gap, pause, stall);
        String timing = "keep-alives at most " + pause + " ms apart, stalled " + stall + " ms";
        if (hadToHold(pause, stall) && gap < INPUT_WAIT_MILLIS) {
            assertEquals("still down; " + timing, List.of(down(KEY_A)), held);
        } else {
            // the machine let the hold lapse: the device has to release the key, and must not press it again
            assertTrue(timing + ": " + held, RELEASED_AT_MOST.contains(held));
        }
        assertEquals("down once, up once", List.of(down(KEY_A), up(KEY_A)), edgesSince(before));
        assertUndisturbed(before);
        assertCollected(symbolicName, old);
    }

    /** The tests compare certificates, they do not judge them. */
    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            // there are no clients
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            // see the class
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
