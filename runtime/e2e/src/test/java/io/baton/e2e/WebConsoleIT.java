// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.harness.Device;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The Web Console has the device's logins and roles, and takes changes from its own pages only. */
final class WebConsoleIT {

    private static final String CONSOLE = "/system/console/";
    private static final String PASSWORD = "long enough";
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded";
    private static final String NO_CHANGE = "apply=true&action=ajaxConfigManager&propertylist=";
    private static final String SETTINGS = CONSOLE + "configMgr/io.baton.target.virtual";

    private static Device device;
    private static Device open;
    private static Http http;
    private static String admin = "";
    private static String viewer = "";

    @BeforeAll
    static void start() throws Exception {
        device = Device.start(Map.of(
                "io.baton.auth.local", "{ \"modeBeforeSetup\": \"unset\" }",
                "io.baton.console.felix", "{ \"maintenance:Boolean\": false }"));
        open = Device.start();
        http = new Http(device.address());
        admin = cookie(http, "/device/setup", "{\"localAuthMode\":\"password\",\"user\":\"ada\",\"password\":\"%s\"}");
        String account = "{\"user\":\"vera\",\"password\":\"%s\",\"role\":\"viewer\"}".formatted(PASSWORD);
        assertEquals(201, json(http, "/accounts", account, admin).status());
        viewer = cookie(http, "/auth/login-local", "{\"user\":\"vera\",\"password\":\"%s\"}");
    }

    @AfterAll
    static void close() {
        device.close();
        open.close();
    }

    @Test
    void s2PageWithoutALoginIsRefused() throws IOException {
        for (String page : List.of("", "bundles", "bundles.json", "gogo", "res/ui/webconsole.css", "%62undles")) {
            http.get(CONSOLE + page).assertProblem(401, "login_required");
            http.get(CONSOLE + page, "Cookie: authToken=of-nobody").assertProblem(401, "login_required");
            http.get(CONSOLE + page, "Authorization: Basic YWRtaW46YWRtaW4=").assertProblem(401, "login_required");
        }
        http.post(SETTINGS, NO_CHANGE, FORM, own(http)).assertProblem(401, "login_required");
    }

    @Test
    void browserWithoutALoginIsLedToThePage() throws IOException {
        Http.Response response = http.get(CONSOLE + "bundles", "Accept: text/html");
        assertEquals(302, response.status());
        assertEquals("/", response.header("Location"));
    }

    @Test
    void s2ViewerIsRefusedAndAdministratorIsAdmitted() throws IOException {
        for (String page : List.of("bundles", "bundles.json", "configMgr", "components")) {
            http.get(CONSOLE + page, viewer).assertProblem(403, "not_allowed");
            assertEquals(200, http.get(CONSOLE + page, admin).status(), page);
        }
        http.post(SETTINGS, NO_CHANGE, FORM, viewer, own(http)).assertProblem(403, "not_allowed");
    }

    @Test
    void s10ChangeIsTakenFromTheConsolesOwnPageOnly() throws IOException {
        assertEquals(302, http.post(SETTINGS, NO_CHANGE, FORM, admin, own(http)).status());
        for (String foreign : List.of("Origin: http://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site")) {
            http.post(SETTINGS, NO_CHANGE, FORM, admin, foreign).assertProblem(403, "foreign_origin");
        }
        for (String unproved : List.of("X-None: 1", "Referer: http://evil.example/", "Sec-Fetch-Site: none")) {
            http.post(SETTINGS, NO_CHANGE, FORM, admin, unproved).assertProblem(403, "foreign_origin");
        }
    }

    @Test
    void administratorReadsQueuesAndRateLimits() throws IOException {
        String page = http.get(CONSOLE + "limits", admin).body();
        for (String line : List.of("commands length=", "input length=", "waiting calls length=", "rpc callers=")) {
            assertTrue(page.contains(line), line + " in " + page);
        }
    }

    @Test
    void applianceHasNoShellAndTakesNoBundle() throws IOException {
        http.get(CONSOLE + "gogo", admin).assertProblem(404, "not_found");
        for (String change :
                List.of("bundles", "bundles/1", "%62undles", "bundles;x=y", "vmstat", "gogo", "components/1")) {
            http.post(CONSOLE + change, "action=stop&shutdown_type=Restart", FORM, admin, own(http))
                    .assertProblem(403, "not_allowed");
        }
        String upload = "--x\r\nContent-Disposition: form-data; name=\"action\"\r\n\r\ninstall\r\n--x--\r\n";
        http.post(CONSOLE + "bundles", upload, "Content-Type: multipart/form-data; boundary=x", admin, own(http))
                .assertProblem(403, "not_allowed");
    }

    @Test
    void deviceWithoutAPasswordIsReadAndConfiguredButNotMaintained() throws IOException {
        Http demo = new Http(open.address());
        assertEquals(200, demo.get(CONSOLE + "bundles.json").status());
        assertEquals(302, demo.post(SETTINGS, NO_CHANGE, FORM, own(demo)).status());
        demo.get(CONSOLE + "gogo").assertProblem(403, "not_allowed");
        demo.post(CONSOLE + "bundles", "action=refreshPackages", FORM, own(demo))
                .assertProblem(403, "not_allowed");
    }

    private static String own(Http to) {
        return "Origin: http://" + to.host();
    }

    private static Http.Response json(Http to, String path, String body, String... headers) throws IOException {
        String[] all = List.of("Content-Type: application/json", String.join("\r\n", headers))
                .toArray(String[]::new);
        return to.post(path, body, all);
    }

    /** Posts credentials with the password in them; returns the Cookie header of the login. */
    private static String cookie(Http to, String path, String credentials) throws IOException {
        Http.Response response = json(to, path, credentials.formatted(PASSWORD), own(to));
        assertEquals(200, response.status(), response::toString);
        String cookie = response.header("Set-Cookie");
        return "Cookie: " + cookie.substring(0, cookie.indexOf(';'));
    }
}
