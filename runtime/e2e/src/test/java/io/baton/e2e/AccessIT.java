// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.e2e.ClaimedDevice.Login;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every route of the inventory with every kind of login, on a device that has a password (S1). */
final class AccessIT {

    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS");
    private static final Set<String> REFUSALS = Set.of("login_required", "not_allowed");

    /** No login: none at all, a value that was never issued, and those of a login and a token that have ended. */
    private static final Map<String, Login> WITHOUT = new LinkedHashMap<>();

    private static final Map<String, Login> ADMINISTRATORS = new LinkedHashMap<>();
    private static final Map<String, Login> OTHERS = new LinkedHashMap<>();

    private static ClaimedDevice device;

    @BeforeAll
    static void start() throws Exception {
        device = new ClaimedDevice();
        Login ada = device.administrator();
        ADMINISTRATORS.put("admin", ada);
        ADMINISTRATORS.put("adminToken", device.token(ada, "admin"));
        OTHERS.put("operator", device.account("oscar", "operator"));
        OTHERS.put("viewer", device.account("vera", "viewer"));
        OTHERS.put("controlToken", device.token(ada, "control"));
        OTHERS.put("viewToken", device.token(ada, "view"));
        OTHERS.put("link", device.link("wall"));
        WITHOUT.put("none", Login.NONE);
        WITHOUT.put("madeUp", new Login("", "Cookie: authToken=" + "A".repeat(43)));
        WITHOUT.put("madeUpToken", new Login("", "Authorization: Bearer " + "A".repeat(43)));
        Login ended = device.logIn("vera");
        device.succeed(ended, "POST", "/auth/logout", "{}");
        WITHOUT.put("ended", ended);
        Login revoked = device.token(ada, "admin");
        device.administer("DELETE", "/auth/tokens", "{\"id\":\"%s\"}".formatted(revoked.id()));
        WITHOUT.put("revokedToken", revoked);
    }

    @AfterAll
    static void stop() {
        device.close();
    }

    @Test
    void s1EveryRouteRefusesOrServesAsItsWordSays() throws Exception {
        Map<String, String> routes = inventory();
        assertTrue(routes.keySet().containsAll(Set.of("/", "/device", "/accounts", "/auth/*")), routes::toString);
        for (Map.Entry<String, String> route : routes.entrySet()) {
            for (String method : METHODS) {
                for (String client : WITHOUT.keySet()) {
                    boolean open = route.getValue().equals("PUBLIC");
                    expect(open ? "" : "401 login_required", route.getKey(), method, client, WITHOUT.get(client));
                }
                for (String client : OTHERS.keySet()) {
                    boolean open = !route.getValue().equals("ADMIN");
                    expect(open ? "" : "403 not_allowed", route.getKey(), method, client, OTHERS.get(client));
                }
                for (String client : ADMINISTRATORS.keySet()) {
                    expect("", route.getKey(), method, client, ADMINISTRATORS.get(client));
                }
            }
        }
    }

    /** Compares status and code of the answer; with no refusal expected, that a GET is not refused. */
    private static void expect(String refusal, String route, String method, String client, Login login)
            throws IOException {
        String path = route.replace("*", "nothing");
        String what = method + " " + path + " " + client;
        Http.Response response = device.send(login, method, path, method.equals("GET") ? "" : "{}");
        assertTrue(response.status() > 0, what);
        String code = code(response);
        if (!refusal.isEmpty()) {
            assertEquals(refusal, response.status() + " " + code, what);
            response.assertProblem(response.status(), code);
        } else if (method.equals("GET")) {
            assertFalse(REFUSALS.contains(code), what + " " + response);
        } else {
            assertFalse(code.equals("login_required"), what + " " + response);
        }
    }

    private static String code(Http.Response response) {
        return response.header("Content-Type").equals("application/problem+json")
                ? Http.json(response.body()).path("code").asText()
                : "";
    }

    /** The status for: no login of any kind, viewer, operator, admin, view link, token with view, control, admin. */
    @ParameterizedTest
    @CsvSource({
        "GET, /device, 401, 200, 200, 200, 200, 200, 200, 200",
        "GET, /webrtc/signaling/client, 401, 426, 426, 426, 426, 426, 426, 426",
        "POST, /webrtc/session, 401, 400, 400, 400, 400, 400, 400, 400",
        "GET, /auth/me, 401, 200, 200, 200, 200, 200, 200, 200",
        "GET, /auth/logins, 401, 200, 200, 200, 200, 200, 200, 200",
        "DELETE, /auth/logins, 401, 404, 404, 404, 404, 404, 404, 404",
        "GET, /auth/tokens, 401, 200, 200, 200, 403, 403, 403, 403",
        "POST, /auth/tokens, 401, 400, 400, 400, 403, 403, 403, 403",
        "DELETE, /auth/tokens, 401, 404, 404, 404, 403, 403, 403, 403",
        "GET, /auth/links, 401, 403, 403, 200, 403, 403, 403, 200",
        "POST, /auth/links, 401, 403, 403, 400, 403, 403, 403, 403",
        "DELETE, /auth/links, 401, 403, 403, 404, 403, 403, 403, 404",
        "POST, /auth/totp, 401, 401, 401, 401, 403, 403, 403, 403",
        "PUT, /auth/totp, 401, 400, 400, 400, 403, 403, 403, 403",
        "PUT, /auth/password-local, 401, 400, 400, 400, 403, 403, 403, 403",
        "DELETE, /auth/local-password, 401, 403, 403, 401, 403, 403, 403, 403",
        "POST, /auth/password-local, 401, 403, 403, 400, 403, 403, 403, 400",
        "GET, /accounts, 401, 403, 403, 200, 403, 403, 403, 200",
        "POST, /accounts, 401, 403, 403, 400, 403, 403, 403, 400",
        "PUT, /accounts, 401, 403, 403, 404, 403, 403, 403, 404",
        "DELETE, /accounts, 401, 403, 403, 404, 403, 403, 403, 404",
        "GET, /system/console/bundles, 401, 403, 403, 200, 403, 403, 403, 200"
    })
    void s1EveryEndpointAnswersEachKindOfLogin(
            String method,
            String path,
            int without,
            int viewer,
            int operator,
            int admin,
            int link,
            int viewToken,
            int controlToken,
            int adminToken)
            throws Exception {
        Map<String, Integer> expected = new LinkedHashMap<>();
        WITHOUT.keySet().forEach(client -> expected.put(client, without));
        expected.putAll(Map.of("viewer", viewer, "operator", operator, "admin", admin, "link", link));
        expected.putAll(Map.of("viewToken", viewToken, "controlToken", controlToken, "adminToken", adminToken));
        Map<String, Login> clients = new LinkedHashMap<>(WITHOUT);
        clients.putAll(OTHERS);
        clients.putAll(ADMINISTRATORS);
        Map<String, Integer> found = new LinkedHashMap<>();
        for (String client : clients.keySet()) {
            String body = method.equals("GET") ? "" : "{}";
            found.put(
                    client, device.send(clients.get(client), method, path, body).status());
        }
        assertEquals(expected, found);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%61ccounts",
                "/accounts;a=b",
                "/accounts/",
                "//accounts",
                "/./accounts",
                "/static/../accounts",
                "/static/%2e%2e/accounts",
                "/auth/login-local/../links",
                "/auth/login-local/..;/links",
                "/auth/link/%2e%2e/links"
            })
    void s1OtherSpellingOfAPathIsNoWayAroundItsWord(String path) throws Exception {
        for (Login login : List.of(Login.NONE, OTHERS.get("viewer"))) {
            Http.Response response = device.send(login, "GET", path, "");
            assertTrue(
                    response.status() >= 400 || response.header("Content-Type").startsWith("text/html"),
                    response::toString);
            assertFalse(response.body().contains("\"accounts\""), response::toString);
            assertFalse(response.body().contains("\"links\""), response::toString);
        }
    }

    @Test
    void s3AnswerWithoutALoginTellsOnlyWhetherTheDeviceIsSetUp() throws Exception {
        assertEquals(
                "{\"isSetup\":true}",
                device.send(Login.NONE, "GET", "/device/status", "").body());
        for (String path : List.of("/device", "/accounts", "/auth/me", "/webrtc/session", "/system/console")) {
            Http.Response response = device.send(Login.NONE, "GET", path, "");
            response.assertProblem(401, "login_required");
            assertEquals("", response.header("Set-Cookie"), path);
        }
    }

    /** The name of a foreign host is refused before the login is asked for: a stolen cookie is of no use there. */
    @Test
    void s13HostIsCheckedBeforeTheLogin() throws Exception {
        Http http = new Http(device.device().address());
        for (Login login : List.of(Login.NONE, device.administrator())) {
            Http.Response response = http.raw("GET /accounts HTTP/1.1\r\nHost: evil.example\r\n" + login.header()
                    + "\r\nConnection: close\r\n\r\n");
            response.assertProblem(421, "unknown_host");
        }
    }

    /** Returns the words by route, as {@code ./baton routes} prints them. */
    private static Map<String, String> inventory() throws IOException, InterruptedException {
        Path home = Path.of(System.getProperty("baton.dist")).toRealPath();
        Process process = new ProcessBuilder(
                        System.getProperty("baton.java"),
                        "-Dbaton.home=" + home,
                        "-cp",
                        home.resolve("lib") + "/*",
                        "io.baton.launcher.ToolLauncher",
                        "routes")
                .redirectErrorStream(true)
                .start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            output.lines().forEach(lines::add);
        }
        assertEquals(0, process.waitFor(), lines::toString);
        Map<String, String> routes = new LinkedHashMap<>();
        for (String line : lines) {
            String[] words = line.split(" +", -1);
            if (words[0].equals("route")) {
                routes.put(words[1], words[2]);
            }
        }
        return routes;
    }
}
