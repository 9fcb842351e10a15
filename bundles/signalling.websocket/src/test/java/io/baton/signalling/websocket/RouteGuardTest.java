// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.auth.AuthMode;
import io.baton.session.Login;
import io.baton.session.Role;
import io.baton.shared.http.DeclaredAccess;
import io.baton.testkit.FakeAuthenticator;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
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
import org.junit.jupiter.params.provider.ValueSource;

/** The guard on a real Jetty, before a servlet that counts what reaches it and checks nothing itself. */
@Timeout(60)
final class RouteGuardTest {

    private static final String[] DECLARED = {"/page PUBLIC", "/auth/* LOGIN", "/auth/in PUBLIC", "/accounts ADMIN"};

    private final Server server = new Server(0);
    private final HttpClient http = HttpClient.newHttpClient();
    private final RouteGuard guard = new RouteGuard(Map.of(DeclaredAccess.PROPERTY, DECLARED));
    private final AtomicInteger served = new AtomicInteger();

    @BeforeEach
    void open() throws Exception {
        FakeAuthenticator authenticator = new FakeAuthenticator(AuthMode.PASSWORD);
        for (Role role : Role.values()) {
            authenticator.add(role.wireName(), new Login("ann", role, Login.Strength.OWN_ACCOUNT, "digest", false));
        }
        guard.authenticator = authenticator;
        ServletContextHandler context = new ServletContextHandler();
        context.addFilter(new FilterHolder(guard), "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(new ServletHolder(new Counting()), "/*");
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
        "/page, '', 200",
        "/page, viewer, 200",
        "/auth/in, '', 200",
        "/auth/me, '', 401",
        "/auth/me, stranger, 401",
        "/auth/me, viewer, 200",
        "/auth/in/deeper, '', 401",
        "/accounts, '', 401",
        "/accounts, viewer, 403",
        "/accounts, operator, 403",
        "/accounts, admin, 200",
        "/%61ccounts, operator, 403",
        "/accounts;a=b, operator, 403",
        "/other, admin, 404"
    })
    void s1DeclaredAccessIsEnforcedBeforeTheServlet(String path, String cookie, int status) throws Exception {
        HttpResponse<String> response = get(path, cookie);
        assertEquals(status, response.statusCode(), response.body());
        assertEquals(status == 200 ? 1 : 0, served.get());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/auth/me", "/accounts"})
    void s1RouteThatIsNotPublicIsRefusedWhileTheAuthenticatorIsAbsent(String path) throws Exception {
        guard.authenticator = null;
        HttpResponse<String> response = get(path, "admin");
        assertEquals(503, response.statusCode());
        assertTrue(response.body().contains("\"code\":\"temporarily_unavailable\""), response.body());
        assertTrue(response.headers().firstValue("Retry-After").isPresent());
        assertEquals(0, served.get());
    }

    @Test
    void publicRouteIsServedWhileTheAuthenticatorIsAbsent() throws Exception {
        guard.authenticator = null;
        assertEquals(200, get("/page", "").statusCode());
    }

    @ParameterizedTest
    @CsvSource({"'', 302", "stranger, 302", "viewer, 403", "admin, 200"})
    void browserThatOpensAPageWithoutALoginIsLedToTheLogin(String cookie, int status) throws Exception {
        HttpResponse<String> response = get("/accounts", cookie, "Accept", "text/html,*/*;q=0.8");
        assertEquals(status, response.statusCode());
        assertEquals(
                status == 302 ? "/" : "",
                response.headers().firstValue("Location").orElse(""));
        assertEquals(status == 200 ? 1 : 0, served.get());
    }

    @Test
    void refusalIsAProblemDocumentWithItsCode() throws Exception {
        HttpResponse<String> response = get("/accounts", "viewer");
        assertEquals(
                "application/problem+json",
                response.headers().firstValue("Content-Type").orElse(""));
        assertTrue(response.body().contains("\"code\":\"not_allowed\""), response.body());
    }

    private HttpResponse<String> get(String path, String cookie) throws Exception {
        return get(path, cookie, "Accept", "*/*");
    }

    private HttpResponse<String> get(String path, String cookie, String header, String value) throws Exception {
        int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header(header, value);
        if (!cookie.isEmpty()) {
            request.header("Cookie", "authToken=" + cookie);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private final class Counting extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            served.incrementAndGet();
        }
    }
}
