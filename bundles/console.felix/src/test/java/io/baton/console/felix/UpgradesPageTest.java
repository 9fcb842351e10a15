// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.auth.AuthMode;
import io.baton.session.Login;
import io.baton.session.Role;
import io.baton.testkit.FakeAuthenticator;
import io.baton.testkit.ManualClock;
import io.baton.upgrade.BundleChange;
import io.baton.upgrade.UpgradeException;
import io.baton.upgrade.UpgradePlan;
import io.baton.upgrade.UpgradeRefusal;
import io.baton.upgrade.UpgradeService;
import io.baton.upgrade.UpgradeStatus;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.felix.webconsole.servlet.ServletConstants;
import org.apache.felix.webconsole.servlet.User;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An upgrade by the console's page over a real Jetty, behind the console's security as the console calls it. */
@Timeout(60)
final class UpgradesPageTest {

    private static final String PATH = "/system/console/device-upgrades";
    private static final String OWN = "Origin: http://kvm";
    private static final String UPLOAD = "Content-Type: multipart/form-data; boundary=x";
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded";
    private static final Pattern ID = Pattern.compile("name=\"file\" value=\"([0-9a-f]{64})\"");

    private final Server server = new Server(0);
    private final ManualClock clock = new ManualClock();
    private final Upgrades upgrades = new Upgrades();
    private final Path directory;
    private final Path parts;
    private final UpgradesPage page;
    private final ConsoleSecurity security = new ConsoleSecurity(new ConsolePolicy(false));

    UpgradesPageTest(@TempDir Path work) throws Exception {
        directory = work.resolve("upload");
        parts = Files.createDirectory(work.resolve("parts"));
        page = new UpgradesPage(directory, clock, new Random(1));
        page.upgrades = upgrades;
    }

    @BeforeEach
    void start() throws Exception {
        FakeAuthenticator authenticator = new FakeAuthenticator(AuthMode.PASSWORD);
        for (Role role : Role.values()) {
            authenticator.add(
                    role.wireName(), new Login(role.wireName(), role, Login.Strength.OWN_ACCOUNT, "d", false));
        }
        security.authenticator = authenticator;
        ServletContextHandler context = new ServletContextHandler("/system/console");
        context.addFilter(new FilterHolder(new Console()), "/*", EnumSet.of(DispatcherType.REQUEST));
        ServletHolder holder = new ServletHolder(new Rendered());
        holder.getRegistration().setMultipartConfig(new MultipartConfigElement(parts.toString()));
        context.addServlet(holder, "/device-upgrades/*");
        server.setHandler(context);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    /** What the console does before a page: it asks the security, and names the user and the page. */
    private final class Console implements Filter {
        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            Object login = security.authenticate((HttpServletRequest) request, (HttpServletResponse) response);
            if (login == null) {
                return;
            }
            request.setAttribute(ServletConstants.ATTR_PLUGIN_ROOT, PATH);
            request.setAttribute(User.USER_ATTRIBUTE, new User() {
                @Override
                public boolean authorize(String role) {
                    return true;
                }

                @Override
                public Object getUserObject() {
                    return login;
                }
            });
            chain.doFilter(request, response);
        }
    }

    /** The page without the console's head and foot. */
    private final class Rendered extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            if (request.getMethod().equals("GET")) {
                page.renderContent(request, response);
            } else {
                page.service((ServletRequest) request, response);
            }
        }
    }

    /** A file is an upgrade when it begins with "good". */
    private static final class Upgrades implements UpgradeService {
        final List<String> calls = new ArrayList<>();

        @Override
        public UpgradeStatus status() {
            return UpgradeStatus.NONE;
        }

        @Override
        public List<UpgradeStatus> history(int max) {
            return List.of();
        }

        @Override
        public UpgradePlan plan(InputStream file) throws UpgradeException {
            String text = text(file);
            calls.add("plan " + text.length());
            if (!text.startsWith("good")) {
                throw new UpgradeException(UpgradeRefusal.API_RANGE, "io.baton.hid.usb needs <more>.");
            }
            return new UpgradePlan(
                    "2026.12",
                    "0123456789abcdef",
                    7,
                    List.of(
                            new BundleChange("io.baton.hid.usb", "0.1.0", "0.2.0", "", "ab"),
                            new BundleChange("io.baton.session.coordinator", "0.1.0", "0.2.0", "", "cd"),
                            new BundleChange("io.baton.extra", "", "1.0.0", "", "ef")),
                    false,
                    60,
                    Set.of("io.baton.session.coordinator"));
        }

        @Override
        public UpgradeStatus install(InputStream file, Login actor) {
            calls.add("install " + text(file) + " by " + actor.user());
            return UpgradeStatus.NONE;
        }

        @Override
        public UpgradeStatus rollBack(Login actor) {
            calls.add("rollback by " + actor.user());
            return UpgradeStatus.NONE;
        }

        private static String text(InputStream file) {
            try {
                return new String(file.readAllBytes(), StandardCharsets.US_ASCII);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private String send(String method, String query, String body, String... headers) throws IOException {
        return exchange(
                method + " " + PATH + query + " HTTP/1.1\r\nHost: kvm\r\nConnection: close\r\n"
                        + String.join("\r\n", headers) + "\r\n\r\n" + body,
                false);
    }

    /** @param cutOff whether nothing follows, although the length says so */
    private String exchange(String request, boolean cutOff) throws IOException {
        int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        try (Socket socket = new Socket("localhost", port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            if (cutOff) {
                socket.shutdownOutput();
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String post(String body, String... headers) throws IOException {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 0, headers.length);
        all[headers.length] = "Cookie: authToken=admin";
        all[headers.length + 1] = "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length;
        return send("POST", "", body, all);
    }

    private String get(String result) throws IOException {
        return send("GET", result.isEmpty() ? "" : "?result=" + result, "", "Cookie: authToken=admin");
    }

    private static String multipart(String content) {
        return "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"names <1>.baton-upgrade\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n" + content + "\r\n--x--\r\n";
    }

    private String upload(String content) throws IOException {
        return post(multipart(content), UPLOAD, OWN);
    }

    private static void assertLed(String response, String result) {
        assertTrue(response.startsWith("HTTP/1.1 302"), response);
        assertTrue(response.contains(PATH + "?result=" + result + "\r\n"), response);
    }

    private static void assertProblem(String response, int status, String code) {
        assertTrue(response.startsWith("HTTP/1.1 " + status), response);
        assertTrue(response.contains("application/problem+json"), response);
        assertTrue(response.contains("\"code\":\"" + code + "\""), response);
    }

    private String id() throws IOException {
        Matcher matcher = ID.matcher(get(""));
        assertTrue(matcher.find());
        return matcher.group(1);
    }

    private void assertNothingIsKept() throws IOException {
        for (Path kept : List.of(directory, parts)) {
            if (Files.exists(kept)) {
                try (var files = Files.list(kept)) {
                    assertEquals(List.of(), files.toList());
                }
            }
        }
    }

    @Test
    void uploadShowsWhatChangesAndInstallsNothing() throws Exception {
        assertLed(upload("good"), "checked");
        assertEquals(List.of("plan 4"), upgrades.calls);
        String html = get("checked").replace("\n", "");
        assertTrue(html.contains("names &lt;1&gt;.baton-upgrade: 2026.12, number 7, signed by key 0123456789abcdef."));
        assertTrue(html.contains("<td>io.baton.hid.usb</td><td>0.1.0</td><td>0.2.0</td><td>beside: "), html);
        assertTrue(html.contains("<td>io.baton.session.coordinator</td><td>0.1.0</td><td>0.2.0</td><td>in place: "));
        assertTrue(html.contains("<td>io.baton.extra</td><td>not installed</td><td>1.0.0</td><td>added</td>"), html);
        assertTrue(html.contains("The file may be installed."), html);
    }

    @Test
    void confirmedFileIsInstalledOnceWithTheAccount() throws Exception {
        upload("good bytes");
        String confirm = "action=install&file=" + id();
        assertLed(post(confirm, FORM, OWN), "begun");
        assertLed(post(confirm, FORM, OWN), "expired");
        assertEquals(List.of("plan 10", "install good bytes by admin"), upgrades.calls);
        assertNothingIsKept();
    }

    @Test
    void fileThatWasNotTheOneOnThePageIsNotInstalled() throws Exception {
        upload("good first");
        String first = id();
        upload("good second");
        assertLed(post("action=install&file=" + first, FORM, OWN), "expired");
        assertLed(post("action=install", FORM, OWN), "expired");
        assertEquals(List.of("plan 10", "plan 11"), upgrades.calls);
    }

    @Test
    void fileWaitsForTenMinutes() throws Exception {
        upload("good");
        String confirm = "action=install&file=" + id();
        clock.advance(Duration.ofMinutes(10).plusSeconds(1));
        assertFalse(get("").contains("device-plan"));
        assertLed(post(confirm, FORM, OWN), "expired");
        assertEquals(List.of("plan 4"), upgrades.calls);
    }

    @Test
    void cancelledFileIsGone() throws Exception {
        upload("good");
        assertLed(post("action=cancel", FORM, OWN), "cancelled");
        assertFalse(get("").contains("device-plan"));
        assertNothingIsKept();
    }

    @Test
    void refusedFileIsNamedWithItsReasonAndNotKept() throws Exception {
        assertLed(upload("bad"), "refused");
        String html = get("refused");
        assertTrue(
                html.contains("names &lt;1&gt;.baton-upgrade is refused (api_range): io.baton.hid.usb needs"
                        + " &lt;more&gt;. Nothing was changed."),
                html);
        assertFalse(html.contains("device-plan"), html);
        assertNothingIsKept();
    }

    @Test
    void rollBackHasTheAccount() throws Exception {
        assertLed(post("action=rollback", FORM, OWN), "begun");
        assertEquals(List.of("rollback by admin"), upgrades.calls);
    }

    @Test
    void pageSaysThatUpgradesAreMissingAndTakesNone() throws Exception {
        page.upgrades = null;
        assertTrue(get("").contains("Upgrades are not possible at the moment"));
        assertLed(upload("good"), "temporarily_unavailable");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\ngood",
                "--x\r\nContent-Disposition: form-da",
                "good",
                "--y\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\ngood\r\n--y--\r\n"
            })
    void bodyThatIsNotAWholeFormIsRefused(String body) throws Exception {
        assertLed(post(body, UPLOAD, OWN), "truncated");
        assertEquals(List.of(), upgrades.calls);
        assertNothingIsKept();
    }

    @Test
    void uploadThatBreaksOffLeavesNothingBehind() throws Exception {
        String whole = multipart("good");
        exchange(
                "POST " + PATH + " HTTP/1.1\r\nHost: kvm\r\n" + OWN + "\r\n" + UPLOAD
                        + "\r\nCookie: authToken=admin\r\nContent-Length: " + whole.length() + "\r\n\r\n"
                        + whole.substring(0, whole.length() - 12),
                true);
        assertEquals(List.of(), upgrades.calls);
        assertNothingIsKept();
    }

    @Test
    void formWithoutAFileIsRefused() throws Exception {
        assertLed(upload(""), "empty");
        assertLed(post("--x--\r\n", UPLOAD, OWN), "empty");
        assertLed(post(multipart("good").replace("name=\"file\"", "name=\"other\""), UPLOAD, OWN), "empty");
        assertEquals(List.of(), upgrades.calls);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/octet-stream", "application/json", "text/plain", "multipart/mixed; boundary=x"})
    void bodyThatIsNoFormIsRefused(String type) throws Exception {
        assertProblem(post(multipart("good"), "Content-Type: " + type, OWN), 415, "wrong_type");
        assertEquals(List.of(), upgrades.calls);
    }

    @Test
    void bodyOfUnknownOrTooLargeLengthIsRefusedBeforeItIsRead() throws Exception {
        String admin = "Cookie: authToken=admin";
        assertProblem(
                send("POST", "", "4\r\ngood\r\n0\r\n\r\n", admin, UPLOAD, OWN, "Transfer-Encoding: chunked"),
                411,
                "length_required");
        for (String length : List.of("67125249", "9223372036854775807")) {
            assertProblem(send("POST", "", "", admin, UPLOAD, OWN, "Content-Length: " + length), 413, "too_large");
        }
        assertProblem(send("POST", "", "", admin, FORM, OWN, "Content-Length: 16385"), 413, "too_large");
        assertNothingIsKept();
    }

    @ParameterizedTest
    @CsvSource({
        "X-None: 1, 403, foreign_origin",
        "Origin: http://evil.example, 403, foreign_origin",
        "Origin: null, 403, foreign_origin",
        "Sec-Fetch-Site: cross-site, 403, foreign_origin",
        "Referer: http://evil.example/, 403, foreign_origin"
    })
    void formThatNoPageOfThisDeviceSentIsRefused(String header, int status, String code) throws Exception {
        assertProblem(post(multipart("good"), UPLOAD, header), status, code);
        assertProblem(post("action=rollback", FORM, header), status, code);
        assertEquals(List.of(), upgrades.calls);
    }

    @ParameterizedTest
    @CsvSource({"viewer, 403, not_allowed", "operator, 403, not_allowed", "stranger, 401, login_required"})
    void s1UploadIsTakenFromAdministratorsOnly(String cookie, int status, String code) throws Exception {
        String body = multipart("good");
        assertProblem(
                send("POST", "", body, "Cookie: authToken=" + cookie, UPLOAD, OWN, "Content-Length: " + body.length()),
                status,
                code);
        assertEquals(List.of(), upgrades.calls);
    }

    @Test
    void fileOfAnEarlierRunIsRemoved() throws Exception {
        upload("good");
        new UpgradesPage(directory, clock, new Random(1));
        assertNothingIsKept();
    }
}
