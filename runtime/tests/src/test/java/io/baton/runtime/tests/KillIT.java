// SPDX-License-Identifier: Apache-2.0
package io.baton.runtime.tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.net.URLEncoder;
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
    private static final String JSON = DeviceProcess.JSON;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
    private static final String TARGET = "io.baton.target.virtual";
    private static final String SESSIONS = "io.baton.session.coordinator";
    private static final String USER = "bob";
    private static final String SECOND_PASSWORD = "another password";
    private static final Pattern ROLE = Pattern.compile("\"role\":\"([a-z]+)\"");

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
    public final Timeout timeout = new Timeout(900, TimeUnit.SECONDS);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

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

    @Test
    public void killAtAnyMomentLosesNothingThatWasAcknowledged() throws Exception {
        Path data = folder.newFolder().toPath();
        Path configs = Files.createDirectories(data.resolve("configs"));
        Files.writeString(configs.resolve("io.baton.console.felix.json"), "{ \"maintenance:Boolean\": true }");
        Files.writeString(configs.resolve(TARGET + ".json"), "{ \"framesPerSecond:Double\": 30 }");
        Files.writeString(configs.resolve(SESSIONS + ".json"), "{ \"reconnectGraceSeconds:Integer\": 10 }");
        Random random = new Random(7);
        try (DeviceProcess device = new DeviceProcess(data, PATIENCE)) {
            for (int kill = 0; kill <= KILLS; kill++) {
                if (kill > 0) {
                    device.start();
                }
                compare(device, kill);
                addAccount(device, kill == 0 ? USER : USER + kill);
                // whatever the machine does in the time that is left
                changeSetting(device, TARGET, "framesPerSecond", frameRate, 10 + random.nextInt(50));
                CompletableFuture.delayedExecutor(random.nextInt(LONGEST_MILLIS), TimeUnit.MILLISECONDS)
                        .execute(device::beginKill);
                changeUntilItIsGone(device, random);
                device.kill();
                device.verifyAudit();
            }
        }
        assertTrue("changes were acknowledged", acknowledged > KILLS);
    }

    private void changeUntilItIsGone(DeviceProcess device, Random random) throws InterruptedException {
        try {
            while (true) {
                createToken(device, "t" + random.nextInt());
                if (tokens.size() > MAX_TOKENS) {
                    deleteToken(device, tokens.getFirst());
                }
                changeSetting(device, TARGET, "framesPerSecond", frameRate, 10 + random.nextInt(50));
                changeSetting(device, SESSIONS, "reconnectGraceSeconds", grace, 5 + random.nextInt(50));
                changeRole(device, random.nextBoolean() ? "operator" : "viewer");
                attemptUpgrade(device);
            }
        } catch (IOException gone) {
            // the process ended, in the middle of a request or before the next
        }
    }

    private void createToken(DeviceProcess device, String name) throws IOException, InterruptedException {
        undecided.add(name);
        HttpResponse<String> created =
                device.post("/auth/tokens", JSON, "{\"name\":\"" + name + "\",\"scope\":\"view\",\"days\":1}");
        assertEquals(created.body(), 201, created.statusCode());
        undecided.remove(name);
        tokens.add(find(ID, created.body()));
    }

    private void deleteToken(DeviceProcess device, String id) throws IOException, InterruptedException {
        tokens.remove(id);
        undecided.add(id);
        assertEquals(
                200,
                device.call("DELETE", "/auth/tokens", JSON, "{\"id\":\"" + id + "\"}")
                        .statusCode());
        undecided.remove(id);
    }

    private void addAccount(DeviceProcess device, String user) throws IOException, InterruptedException {
        HttpResponse<String> added = device.post(
                "/accounts",
                JSON,
                "{\"user\":\"" + user + "\",\"password\":\"" + SECOND_PASSWORD + "\",\"role\":\"viewer\"}");
        assertEquals(added.body(), 201, added.statusCode());
        users.add(user);
    }

    private void changeRole(DeviceProcess device, String next) throws IOException, InterruptedException {
        role.changing(next);
        assertEquals(
                200,
                device.call("PUT", "/accounts", JSON, "{\"user\":\"" + USER + "\",\"role\":\"" + next + "\"}")
                        .statusCode());
        role.is(next);
    }

    /** What is no upgrade file is refused, and the attempt is recorded before the answer. */
    private void attemptUpgrade(DeviceProcess device) throws IOException, InterruptedException {
        refusalPending = true;
        HttpResponse<String> refused = device.post("/baton/upgrade", "application/octet-stream", "no upgrade");
        assertTrue(
                refused.body(),
                refused.statusCode() / 100 == 4 && refused.body().contains("bad_archive"));
        refusals++;
        refusalPending = false;
    }

    /** As the Web Console's page does it. */
    private void changeSetting(DeviceProcess device, String pid, String name, StoredValue setting, int value)
            throws IOException, InterruptedException {
        String form = "apply=true&action=ajaxConfigManager&%24location=%3F&" + name + "=" + value + "&propertylist="
                + URLEncoder.encode(name, StandardCharsets.UTF_8);
        setting.changing(Integer.toString(value));
        int status = device.post("/system/console/configMgr/" + pid, "application/x-www-form-urlencoded", form)
                .statusCode();
        assertTrue("status " + status, status < 400);
        setting.is(Integer.toString(value));
        acknowledged++;
    }

    private void compare(DeviceProcess device, int kill) throws IOException, InterruptedException {
        String listed = device.get("/auth/tokens");
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

        frameRate.compare("after kill " + kill + " frame rate", setting(device, TARGET, "framesPerSecond"));
        grace.compare("after kill " + kill + " grace", setting(device, SESSIONS, "reconnectGraceSeconds"));

        String accounts = device.get("/accounts");
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

        int recorded = recordedAttempts(device);
        assertTrue(
                "after kill " + kill + " attempts to upgrade " + recorded + " of " + refusals,
                recorded == refusals || (refusalPending && recorded == refusals + 1));
        refusals = recorded;
        refusalPending = false;
    }

    private String setting(DeviceProcess device, String pid, String name) throws IOException, InterruptedException {
        String settings = device.get("/system/console/configMgr/" + pid + ".json");
        return find(Pattern.compile("\"" + name + "\":\\{.*?\"value\":\"?([0-9]+)"), settings);
    }

    /** The number of the last attempt; each has the one after its predecessor's, and none is open. */
    private int recordedAttempts(DeviceProcess device) throws IOException, InterruptedException {
        String history = device.get("/baton/upgrade/history");
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

    private static String find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertTrue(pattern + " in " + text, matcher.find());
        return matcher.groupCount() == 0 ? matcher.group() : matcher.group(1);
    }
}
