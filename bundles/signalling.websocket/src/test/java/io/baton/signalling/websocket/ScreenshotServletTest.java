// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import static io.baton.testkit.Patience.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.auth.AuthMode;
import io.baton.ratelimit.Budget;
import io.baton.session.Login;
import io.baton.session.PendingReason;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.testkit.FakeAuthenticator;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.RosterFixtureBuilder;
import io.baton.video.Screenshot;
import io.baton.video.ScreenshotException;
import io.baton.video.ScreenshotException.Reason;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The route of pictures on a real Jetty. */
@Timeout(60)
final class ScreenshotServletTest {

    private static final Login ANN = new Login("ann", Role.VIEWER, Login.Strength.OWN_ACCOUNT, "ann-1", false);
    private static final Login ROOT = new Login("root", Role.ADMIN, Login.Strength.OWN_ACCOUNT, "root-1", false);
    private static final byte[] PICTURE = {1, 2, 3, 4, 5};

    private final Server server = new Server(0);
    private final HttpClient http = HttpClient.newHttpClient();
    private final JoinService services = new JoinService(new ManualEventLoop());
    private final FakeAuthenticator authenticator = new FakeAuthenticator(AuthMode.PASSWORD);
    private final FakeCoordinator coordinator = new FakeCoordinator(Roster.EMPTY);
    private final BrowserCookie cookie = new BrowserCookie(new byte[BrowserCookie.KEY_BYTES], new Random(3));
    private final ScreenshotServlet servlet = new ScreenshotServlet(services, cookie, List.of(), new Random(1));
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final List<String> limited = new CopyOnWriteArrayList<>();
    private volatile long wait;

    @BeforeEach
    void open() throws Exception {
        authenticator.add("ann", ANN);
        authenticator.add("root", ROOT);
        services.authenticator = authenticator;
        services.coordinator = coordinator;
        services.limiter = (budget, key) -> {
            limited.add(budget + " " + key);
            return wait;
        };
        servlet.screenshots = (format, quality, maxWidth) -> {
            taken.add(format + " " + quality + " " + maxWidth);
            return new Screenshot(
                    format.name().equals("PNG") ? "image/png" : "image/jpeg",
                    2,
                    1,
                    List.of(new byte[] {1, 2}, new byte[] {3, 4, 5}));
        };
        ServletContextHandler context = new ServletContextHandler();
        context.addServlet(new ServletHolder(servlet), "/device/screenshot");
        server.setHandler(context);
        server.start();
    }

    @AfterEach
    void close() throws Exception {
        server.stop();
        http.close();
    }

    @ParameterizedTest
    @CsvSource({
        "'', '*/*', image/png, PNG 85 8192",
        "'', 'image/jpeg', image/jpeg, JPEG 85 8192",
        "'', 'image/jpeg,image/png', image/png, PNG 85 8192",
        "?format=png, image/jpeg, image/png, PNG 85 8192",
        "?format=jpeg&quality=40&maxWidth=640, '*/*', image/jpeg, JPEG 40 640"
    })
    void pictureIsServedAsAskedForAndNotStored(String query, String accept, String type, String call) throws Exception {
        HttpResponse<byte[]> response = get(query, "ann", accept);
        assertEquals(200, response.statusCode());
        assertArrayEquals(PICTURE, response.body());
        assertEquals(type, header(response, "Content-Type"));
        assertEquals("no-store", header(response, "Cache-Control"));
        assertEquals("nosniff", header(response, "X-Content-Type-Options"));
        assertEquals(List.of(call), taken);
        assertEquals(List.of(Budget.SCREENSHOT + " user ann"), limited);
    }

    @ParameterizedTest
    @CsvSource({"format=gif", "format=", "quality=0", "quality=101", "quality=x", "maxWidth=15", "maxWidth=8193"})
    void badParameterIsNamed(String query) throws Exception {
        HttpResponse<byte[]> response = get("?" + query, "ann", "*/*");
        assertProblem(response, 400, "bad_value");
        assertTrue(text(response).contains(query.substring(0, query.indexOf('='))), text(response));
        assertEquals(List.of(), taken);
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void missingPictureIsAProblem(Reason reason) throws Exception {
        servlet.screenshots = (format, quality, maxWidth) -> {
            throw new ScreenshotException(reason, "test");
        };
        HttpResponse<byte[]> response = get("", "ann", "*/*");
        switch (reason) {
            case NO_SIGNAL -> assertProblem(response, 503, "no_signal");
            case BUSY -> assertProblem(response, 503, "busy");
            case TOO_LARGE -> assertProblem(response, 413, "too_large");
            case NO_FRAME, FAILED -> assertProblem(response, 503, "temporarily_unavailable");
        }
        assertEquals("no-store", header(response, "Cache-Control"));
    }

    @Test
    void clientWithoutALoginIsRefused() throws Exception {
        assertProblem(get("", "", "*/*"), 401, "login_required");
        services.authenticator = null;
        assertProblem(get("", "ann", "*/*"), 503, "temporarily_unavailable");
        assertEquals(List.of(), taken);
    }

    @Test
    void clientThatWouldWaitForAdmissionGetsNoPictureEither() throws Exception {
        Settings asking = Settings.DEFAULTS.with(Setting.REQUIRE_APPROVAL, true);
        coordinator.setRoster(new RosterFixtureBuilder().settings(asking).build());
        assertProblem(get("", "ann", "*/*"), 403, "not_allowed");
        assertEquals(200, get("", "root", "*/*").statusCode(), "an administrator is never asked for approval");

        Session pending = RosterFixtureBuilder.session("ann", 1, Role.VIEWER, Set.of(PendingReason.APPROVAL))
                .edit()
                .login(ANN)
                .build();
        coordinator.setRoster(
                new RosterFixtureBuilder().settings(asking).add(pending).build());
        assertProblem(get("", "ann", "*/*"), 403, "not_allowed");

        Session admitted =
                RosterFixtureBuilder.session("ann", 1).edit().login(ANN).build();
        coordinator.setRoster(
                new RosterFixtureBuilder().settings(asking).add(admitted).build());
        assertEquals(200, get("", "ann", "*/*").statusCode());
        assertEquals(2, taken.size());
    }

    @Test
    void tooFrequentRequestsAndAbsentServicesAreRefused() throws Exception {
        wait = 1_500;
        HttpResponse<byte[]> response = get("", "ann", "*/*");
        assertProblem(response, 429, "rate_limited");
        assertEquals("2", header(response, "Retry-After"));
        wait = 0;
        services.limiter = null;
        assertProblem(get("", "ann", "*/*"), 503, "temporarily_unavailable");
        services.limiter = (budget, key) -> 0;
        servlet.screenshots = null;
        assertProblem(get("", "ann", "*/*"), 503, "temporarily_unavailable");
        assertEquals(List.of(), taken);
    }

    @Test
    void moreThanTwoUnderWayAreRefused() throws Exception {
        CountDownLatch begun = new CountDownLatch(ScreenshotServlet.MAX_UNDER_WAY);
        CountDownLatch go = new CountDownLatch(1);
        servlet.screenshots = (format, quality, maxWidth) -> {
            begun.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new Screenshot("image/png", 1, 1, List.of(PICTURE));
        };
        List<CompletableFuture<HttpResponse<byte[]>>> waiting = new ArrayList<>();
        for (int i = 0; i < ScreenshotServlet.MAX_UNDER_WAY; i++) {
            waiting.add(http.sendAsync(request("", "ann", "*/*").build(), HttpResponse.BodyHandlers.ofByteArray()));
        }
        begun.await();
        assertProblem(get("", "ann", "*/*"), 503, "busy");
        go.countDown();
        for (CompletableFuture<HttpResponse<byte[]>> response : waiting) {
            assertEquals(200, response.join().statusCode());
        }
        // what was made is free again once it is sent, which its client may notice first
        await().until(() -> get("", "ann", "*/*").statusCode() == 200);
    }

    @Test
    void otherMethodsAreRefused() throws Exception {
        HttpResponse<byte[]> response = http.send(
                request("", "ann", "*/*")
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertProblem(response, 405, "wrong_method");
        assertEquals("GET", header(response, "Allow"));
    }

    private static void assertProblem(HttpResponse<byte[]> response, int status, String code) {
        assertEquals(status, response.statusCode(), text(response));
        assertEquals("application/problem+json", header(response, "Content-Type"));
        assertTrue(text(response).contains("\"code\":\"" + code + "\""), text(response));
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private HttpResponse<byte[]> get(String query, String login, String accept) throws Exception {
        return http.send(request(query, login, accept).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpRequest.Builder request(String query, String login, String accept) {
        int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + port + "/device/screenshot" + query))
                .header("Accept", accept);
        if (!login.isEmpty()) {
            request.header("Cookie", "authToken=" + login);
        }
        return request;
    }
}
