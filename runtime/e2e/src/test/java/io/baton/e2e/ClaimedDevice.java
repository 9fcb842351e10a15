// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.baton.harness.Device;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** A device that an administrator has claimed with a password, and the logins of its clients. */
final class ClaimedDevice implements AutoCloseable {

    private static final String PASSWORD = "correct horse battery";
    private static final String JSON = "Content-Type: application/json";

    /**
     * A client's login.
     *
     * @param id the id by which it is revoked: of a login, a token or a link
     * @param header the header that proves it, as {@code name: value}; without a colon for none
     */
    record Login(String id, String header) {

        static final Login NONE = new Login("", "X-Login: none");
    }

    private static final String AUTH_PID = "io.baton.auth.local";
    private static final String UNCLAIMED = "{\"modeBeforeSetup\": \"unset\"}";

    private final Device device;
    private final Http http;
    private final Login administrator;

    ClaimedDevice() throws Exception {
        this(Map.of());
    }

    /** @param configs further configuration files, the JSON for each PID */
    ClaimedDevice(Map<String, String> configs) throws Exception {
        Map<String, String> all = new HashMap<>(configs);
        all.put(AUTH_PID, UNCLAIMED);
        device = Device.startWithShell(all);
        http = new Http(device.address());
        Http.Response claimed = http.post(
                "/device/setup",
                "{\"localAuthMode\":\"password\",\"user\":\"ada\",\"password\":\"%s\"}".formatted(PASSWORD),
                JSON);
        assertEquals(200, claimed.status(), claimed::toString);
        administrator = loginOf(claimed);
    }

    Device device() {
        return device;
    }

    /** The login of the account that claimed the device. */
    Login administrator() {
        return administrator;
    }

    Http.Response send(Login login, String method, String path, String body) throws IOException {
        return http.send(method, path, body, login.header(), JSON);
    }

    /** Sends a request of the administrator that must succeed; returns its body. */
    JsonNode administer(String method, String path, String body) throws IOException {
        return succeed(administrator, method, path, body);
    }

    JsonNode succeed(Login login, String method, String path, String body) throws IOException {
        Http.Response response = send(login, method, path, body);
        assertTrue(response.status() == 200 || response.status() == 201, () -> method + " " + path + response);
        return Http.json(response.body());
    }

    /** Creates an account and logs in. */
    Login account(String user, String role) throws IOException {
        administer(
                "POST",
                "/accounts",
                "{\"user\":\"%s\",\"password\":\"%s\",\"role\":\"%s\"}".formatted(user, PASSWORD, role));
        return logIn(user);
    }

    Login logIn(String user) throws IOException {
        Http.Response response = send(
                Login.NONE,
                "POST",
                "/auth/login-local",
                "{\"user\":\"%s\",\"password\":\"%s\"}".formatted(user, PASSWORD));
        assertEquals(200, response.status(), response::toString);
        return loginOf(response);
    }

    /** Changes the password of the login's account. */
    void changePassword(Login login) throws IOException {
        succeed(
                login,
                "PUT",
                "/auth/password-local",
                "{\"oldPassword\":\"%s\",\"newPassword\":\"another %s\"}".formatted(PASSWORD, PASSWORD));
    }

    /** Creates an API token. */
    Login token(Login owner, String scope) throws IOException {
        JsonNode created = succeed(
                owner, "POST", "/auth/tokens", "{\"name\":\"%s\",\"scope\":\"%s\",\"days\":1}".formatted(scope, scope));
        return new Login(
                created.path("id").asText(),
                "Authorization: Bearer " + created.path("token").asText());
    }

    /** Creates a view link and opens it. */
    Login link(String name) throws IOException {
        JsonNode created = administer("POST", "/auth/links", "{\"name\":\"%s\",\"minutes\":60}".formatted(name));
        Http.Response opened = send(
                Login.NONE,
                "POST",
                "/auth/link",
                "{\"token\":\"%s\"}".formatted(created.path("token").asText()));
        assertEquals(200, opened.status(), opened::toString);
        return new Login(created.path("id").asText(), loginOf(opened).header());
    }

    private Login loginOf(Http.Response response) throws IOException {
        String cookie = response.header("Set-Cookie").replaceAll(";.*", "");
        assertTrue(cookie.startsWith("authToken="), response::toString);
        Login login = new Login("", "Cookie: " + cookie);
        for (JsonNode row : succeed(login, "GET", "/auth/logins", "").path("logins")) {
            if (row.path("current").asBoolean()) {
                return new Login(row.path("id").asText(), login.header());
            }
        }
        throw new AssertionError("a login that is not listed");
    }

    @Override
    public void close() {
        device.close();
    }
}
