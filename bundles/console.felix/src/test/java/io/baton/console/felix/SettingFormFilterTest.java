// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.EnumSet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the console's form of a configuration gets from the filter, on a real Jetty. */
@Timeout(60)
final class SettingFormFilterTest {

    private static final String PAGE = "<html><head><title>é</title></head><body></body></html>";
    private static final String REFUSAL =
            SettingValidation.NOT_STORED + "\nwidthPixels: Screen width = 12 is not allowed. 1024–3840.";

    private final Server server = new Server(0);
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws Exception {
        ServletContextHandler context = new ServletContextHandler("/system/console");
        context.addFilter(
                new FilterHolder(new SettingFormFilter()), "/configMgr/*", EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(new ServletHolder(new ConfigurationPage()), "/configMgr/*");
        server.setHandler(context);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
        http.close();
    }

    /** The part of the console's own page that matters here. */
    private static final class ConfigurationPage extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            boolean json = request.getParameter("post") != null;
            response.setContentType(json ? "application/json;charset=UTF-8" : "text/html;charset=UTF-8");
            response.getWriter().write(json ? "{\"name\":\"é\"}" : PAGE);
            response.flushBuffer();
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.sendError(400, request.getPathInfo().equals("/other") ? "<other>" : REFUSAL);
        }
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        return http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/system/console/configMgr" + path))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void pageHasTheScriptAtTheEndOfItsHead() throws Exception {
        assertEquals(
                "<html><head><title>é</title><script src=\"/system/console/device-sessions/res/setting-form.js\""
                        + " defer=\"defer\"></script></head><body></body></html>",
                send("GET", "").body());
    }

    @Test
    void dataOfTheFormIsAsItWas() throws Exception {
        assertEquals(
                "{\"name\":\"é\"}",
                send("GET", "/io.baton.target.virtual?post=true").body());
    }

    @Test
    void refusalIsSentWithoutAPageAroundIt() throws Exception {
        HttpResponse<String> response = send("POST", "/io.baton.target.virtual");
        assertEquals(400, response.statusCode());
        assertEquals(REFUSAL, response.body());
        assertEquals(
                "text/plain;charset=utf-8",
                response.headers().firstValue("Content-Type").orElse("").toLowerCase(java.util.Locale.ROOT));
    }

    @Test
    void otherErrorIsTheContainers() throws Exception {
        HttpResponse<String> response = send("POST", "/other");
        assertEquals(400, response.statusCode());
        assertTrue(response.body().contains("&lt;other&gt;"), response.body());
    }
}
