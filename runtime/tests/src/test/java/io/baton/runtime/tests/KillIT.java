// SPDX-License-Identifier: Apache-2.0
package io.baton.runtime.tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.rules.Timeout;

/**
 * The process is killed while accounts, tokens, settings and the record of upgrades change: what was acknowledged is
 * there after the start.
 */
public class KillIT {
    private static final int KILLS = 10;
    private static final int LONGEST_MILLIS = 800;
    private static final int MAX_TOKENS = 4;
    private static final String PASSWORD = "{\"password\":\"long enough\"}";
    private static final String JSON = "application/json";
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
    private static final String TARGET = "io.baton.target.virtual";
    private static final String SESSIONS = "io.baton.session.coordinator";
    private static final String USER = "bob";
    private static final String SECOND_PASSWORD = "another password";
    private static final Pattern ROLE = Pattern.compile("\"role\":\"([a-z]+)\"");
    private static final Pattern COOKIE = Pattern.compile("authToken=[^;]*");
    private static final Path HOME =
            Path.of(System.getProperty("baton.home", "")).toAbsolutePath().normalize();
    private static final String JAVA =
            Path.of(System.getProperty("java.home", ""), "bin", "java").toString();

    /** Until a change of it is acknowledged, the value before is right, too. */
    private static final class StoredValue {
        private final List<String> possible = new ArrayList<>();

        StoredValue(String first) {
            possible.add(first);
        }

        void changing(String next) {
            possible.add(next);
        }

        void is(String value) {
            possible.clear();
            possible.add(value);
        }

        void compare(String what, String found) {
            assertTrue(what + " " + found + " of " + possible, possible.contains(found));
            is(found);
        }
    }

    @Rule
    public final Timeout timeout = new Timeout(300, TimeUnit.SECONDS);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> tokens = new ArrayList<>();
    /** Of a change that was sent and not acknowledged, either outcome is right. */
    private final Set<String> undecided = new HashSet<>();

    private final StoredValue frameRate = new StoredValue("30");
    private final StoredValue grace = new StoredValue("10");
    private final StoredValue role = new StoredValue("viewer");
    private final List<String> users = new ArrayList<>();
    /** Attempts to upgrade that were refused, and whether one more was sent. */
    private int refusals;

    private boolean refusalPending;
    private int acknowledged;
    private String device = "";
    private String cookie = "";

    @Test
    public void killAtAnyMomentLosesNothingThatWasAcknowledged() throws Exception {
        int port = Provisioning.freeTcpPort();
        device = "http://127.0.0.1:" + port;
        Path data = folder.newFolder().toPath();
        Path configs = Files.createDirectories(data.resolve("configs"));
        Files.writeString(configs.resolve("io.baton.console.felix.json"), "{ \"maintenance:Boolean\": true }");
        Files.writeString(configs.resolve(TARGET + ".json"), "{ \"framesPerSecond:Double\": 30 }");
        Files.writeString(configs.resolve(SESSIONS + ".json"), "{ \"reconnectGraceSeconds:Integer\": 10 }");
        Random random = new Random(7);
        for (int kill = 0; kill <= KILLS; kill++) {
            Process process = start(port, data);
            try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
                awaitStarted(output);
                HttpResponse<String> login = kill == 0
                        ? post("/auth/password-local", JSON, PASSWORD)
                        : post("/auth/login-local", JSON, PASSWORD);
                assertEquals("login after kill " + kill, kill == 0 ? 201 : 200, login.statusCode());
                cookie = find(COOKIE, login.headers().firstValue("Set-Cookie").orElseThrow());
                compare(kill);
                addAccount(kill == 0 ? USER : USER + kill);
                CompletableFuture.delayedExecutor(random.nextInt(LONGEST_MILLIS), TimeUnit.MILLISECONDS)
                        .execute(process::destroyForcibly);
                changeUntilItIsGone(random);
                process.waitFor();
            } finally {
                process.destroyForcibly();
            }
            verifyAudit(data);
        }
        assertTrue("changes were acknowledged", acknowledged > KILLS);
    }

    private void changeUntilItIsGone(Random random) throws InterruptedException {
        try {
            while (true) {
                createToken("t" + random.nextInt());
                if (tokens.size() > MAX_TOKENS) {
                    deleteToken(tokens.getFirst());
                }
                changeSetting(TARGET, "framesPerSecond", frameRate, 10 + random.nextInt(50));
                changeSetting(SESSIONS, "reconnectGraceSeconds", grace, 5 + random.nextInt(50));
                changeRole(random.nextBoolean() ? "operator" : "viewer");
                attemptUpgrade();
            }
        } catch (IOException gone) {
            // the process ended, in the middle of a request or before the next
        }
    }

    private void createToken(String name) throws IOException, InterruptedException {
        undecided.add(name);
        HttpResponse<String> created =
                post("/auth/tokens", JSON, "{\"name\":\"" + name + "\",\"scope\":\"view\",\"days\":1}");
        assertEquals(created.body(), 201, created.statusCode());
        undecided.remove(name);
        tokens.add(find(ID, created.body()));
    }

    private void deleteToken(String id) throws IOException, InterruptedException {
        tokens.remove(id);
        undecided.add(id);
        HttpRequest request = request("/auth/tokens", JSON)
                .method("DELETE", HttpRequest.BodyPublishers.ofString("{\"id\":\"" + id + "\"}"))
                .build();
        assertEquals(
                200, client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
        undecided.remove(id);
    }

    private void addAccount(String user) throws IOException, InterruptedException {
        HttpResponse<String> added = post(
                "/accounts",
                JSON,
                "{\"user\":\"" + user + "\",\"password\":\"" + SECOND_PASSWORD + "\",\"role\":\"viewer\"}");
        assertEquals(added.body(), 201, added.statusCode());
        users.add(user);
    }

    private void changeRole(String next) throws IOException, InterruptedException {
        role.changing(next);
        HttpRequest request = request("/accounts", JSON)
                .PUT(HttpRequest.BodyPublishers.ofString("{\"user\":\"" + USER + "\",\"role\":\"" + next + "\"}"))
                .build();
        assertEquals(
                200, client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
        role.is(next);
    }

    /** What is no upgrade file is refused, and the attempt is recorded before the answer. */
    private void attemptUpgrade() throws IOException, InterruptedException {
        refusalPending = true;
        HttpResponse<String> refused = post("/baton/upgrade", "application/octet-stream", "no upgrade");
        assertTrue(
                refused.body(),
                refused.statusCode() / 100 == 4 && refused.body().contains("bad_archive"));
        refusals++;
        refusalPending = false;
    }

    /** As the Web Console's page does it. */
    private void changeSetting(String pid, String name, StoredValue setting, int value)
            throws IOException, InterruptedException {
        String form = "apply=true&action=ajaxConfigManager&%24location=%3F&" + name + "=" + value + "&propertylist="
                + URLEncoder.encode(name, StandardCharsets.UTF_8);
        setting.changing(Integer.toString(value));
        int status = post("/system/console/configMgr/" + pid, "application/x-www-form-urlencoded", form)
                .statusCode();
        assertTrue("status " + status, status < 400);
        setting.is(Integer.toString(value));
        acknowledged++;
    }

    private void compare(int kill) throws IOException, InterruptedException {
        String listed = get("/auth/tokens");
        for (String id : tokens) {
            assertTrue("after kill " + kill + " token " + id + " in " + listed, listed.contains("\"" + id + "\""));
        }
        Matcher found = ID.matcher(listed);
        Set<String> unknown = new HashSet<>();
        while (found.find()) {
            unknown.add(found.group(1));
        }
        unknown.removeAll(tokens);
        assertTrue("after kill " + kill + " " + unknown + " " + undecided, unknown.size() <= undecided.size());
        undecided.clear();
        tokens.addAll(unknown);

        frameRate.compare("after kill " + kill + " frame rate", setting(TARGET, "framesPerSecond"));
        grace.compare("after kill " + kill + " grace", setting(SESSIONS, "reconnectGraceSeconds"));

        String accounts = get("/accounts");
        for (String user : users) {
            assertTrue("after kill " + kill + " account " + user + " in " + accounts, accounts.contains(quoted(user)));
        }
        if (!users.isEmpty()) {
            String object = Arrays.stream(accounts.split("[{}]", -1))
                    .filter(one -> one.contains("\"user\":" + quoted(USER)))
                    .findFirst()
                    .orElseThrow();
            role.compare("after kill " + kill + " role", find(ROLE, object));
        }

        int recorded = recordedAttempts();
        assertTrue(
                "after kill " + kill + " attempts to upgrade " + recorded + " of " + refusals,
                recorded == refusals || (refusalPending && recorded == refusals + 1));
        refusals = recorded;
        refusalPending = false;
    }

    private String setting(String pid, String name) throws IOException, InterruptedException {
        String settings = get("/system/console/configMgr/" + pid + ".json");
        return find(Pattern.compile("\"" + name + "\":\\{.*?\"value\":\"?([0-9]+)"), settings);
    }

    /** The number of the last attempt; each has the one after its predecessor's, and none is open. */
    private int recordedAttempts() throws IOException, InterruptedException {
        String history = get("/baton/upgrade/history");
        assertFalse(history, history.contains("\"state\":\"checking\""));
        Matcher found = ID.matcher(history);
        int last = 0;
        while (found.find()) {
            last = Math.max(last, Integer.parseInt(found.group(1)));
        }
        return last;
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    private void verifyAudit(Path data) throws IOException, InterruptedException {
        Process verify = new ProcessBuilder(
                        JAVA,
                        "-Dbaton.home=" + HOME,
                        "-cp",
                        HOME.resolve("lib") + "/*",
                        "io.baton.launcher.ToolLauncher",
                        "audit",
                        "verify",
                        data.resolve("audit").toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(output, 0, verify.waitFor());
    }

    private Process start(int port, Path data) throws IOException {
        return new ProcessBuilder(
                        JAVA,
                        "@" + HOME.resolve("jvm.options"),
                        "-Dbaton.home=" + HOME,
                        "-cp",
                        HOME.resolve("lib") + "/*",
                        "io.baton.launcher.Main",
                        "--port",
                        Integer.toString(port),
                        "--data",
                        data.toString())
                .redirectErrorStream(true)
                .start();
    }

    private static void awaitStarted(BufferedReader output) throws IOException {
        List<String> seen = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            seen.add(line);
            if (line.equals("Stop with Ctrl-C.")) {
                return;
            }
        }
        throw new AssertionError("ended: " + seen);
    }

    private HttpRequest.Builder request(String path, String type) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(device + path))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", type)
                .header("Origin", device);
        return cookie.isEmpty() ? request : request.header("Cookie", cookie);
    }

    private HttpResponse<String> post(String path, String type, String body) throws IOException, InterruptedException {
        return client.send(
                request(path, type)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String get(String path) throws IOException, InterruptedException {
        HttpResponse<String> response =
                client.send(request(path, JSON).GET().build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(path + response.body(), 200, response.statusCode());
        return response.body();
    }

    private static String find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertTrue(pattern + " in " + text, matcher.find());
        return matcher.groupCount() == 0 ? matcher.group() : matcher.group(1);
    }
}
