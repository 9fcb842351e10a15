// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import io.baton.audit.AuditEvent;
import io.baton.auth.AuthMode;
import io.baton.auth.Credentials;
import io.baton.session.Login;
import io.baton.session.Role;
import io.baton.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** The endpoints on a directory, with a cheap hash and a clock that a test moves. */
final class AuthFixture {

    static final LoginTable.Lifetime LIFETIME = new LoginTable.Lifetime(Duration.ofHours(24), Duration.ofDays(7));
    static final String PASSWORD = "correct horse";

    final ManualClock clock;
    final List<AuditEvent> audited = new CopyOnWriteArrayList<>();
    final AtomicInteger endings = new AtomicInteger();
    final AccountsFile accounts;
    final LoginTable logins;
    final LocalAuthenticator authenticator;
    final Services services;
    final Endpoints endpoints;
    volatile Role sharedRole = Role.ADMIN;
    /** The wait that the rate of a network asks for. */
    volatile Function<String, Duration> rate = network -> Duration.ZERO;

    AuthFixture(Path directory) throws IOException {
        this(directory, AuthMode.NOT_SET_UP, new ManualClock(), 1);
    }

    AuthFixture(Path directory, AuthMode modeBeforeSetup, ManualClock clock, int seed) throws IOException {
        this(directory, modeBeforeSetup, clock, seed, false);
    }

    /** A device that listens beyond loopback, set up with the shared password. */
    static AuthFixture servingTheNetwork(Path directory) throws IOException {
        AuthFixture fixture = new AuthFixture(directory, AuthMode.NOT_SET_UP, new ManualClock(), 1, true);
        fixture.call("POST", "/device/setup", "", Map.of("localAuthMode", "password", "password", PASSWORD));
        return fixture;
    }

    private AuthFixture(Path directory, AuthMode modeBeforeSetup, ManualClock clock, int seed, boolean networkServed)
            throws IOException {
        this.clock = clock;
        Random random = new Random(seed);
        accounts = new AccountsFile(directory, modeBeforeSetup);
        logins = new LoginTable(directory, LIFETIME, clock, random);
        authenticator = new LocalAuthenticator(accounts, logins, () -> sharedRole, clock);
        services = new Services(
                accounts,
                logins,
                authenticator,
                new PasswordHasher(random, clock::nanoTime, new HashCost(64, 1)),
                new LoginLocks(clock, network -> rate.apply(network)),
                Claim.create(random),
                () -> sharedRole,
                clock,
                clock,
                random,
                audited::add,
                endings::incrementAndGet,
                networkServed);
        endpoints = new Endpoints(services);
    }

    /** A device that was set up with the shared password. */
    static AuthFixture withSharedPassword(Path directory) throws IOException {
        AuthFixture fixture = new AuthFixture(directory);
        fixture.call("POST", "/device/setup", "", Map.of("localAuthMode", "password", "password", PASSWORD));
        return fixture;
    }

    /** A device that was set up with the administrator's account {@code admin}. */
    static AuthFixture withAccount(Path directory) throws IOException {
        AuthFixture fixture = new AuthFixture(directory);
        fixture.call(
                "POST",
                "/device/setup",
                "",
                Map.of("localAuthMode", "password", "password", PASSWORD, "user", "admin"));
        return fixture;
    }

    static Caller caller(String source, String cookie) {
        return new Caller(source, false, "Firefox", new Credentials(cookie, ""));
    }

    /** A request from the local network. */
    Reply call(String method, String path, String cookie, Map<String, Object> body) {
        return endpoints.answer(method, path, caller("192.168.1.7", cookie), body);
    }

    Reply from(String source, String method, String path, Map<String, Object> body) {
        return endpoints.answer(method, path, caller(source, ""), body);
    }

    Reply logIn(String source, String user, String password) {
        return from(source, "POST", "/auth/login-local", Map.of("user", user, "password", password));
    }

    /** Logs in and returns the cookie's value. */
    String cookie(String user, String password) {
        Reply reply = logIn("192.168.1.7", user, password);
        String cookie = reply.cookie();
        if (cookie == null) {
            throw new AssertionError("login refused: " + reply);
        }
        return cookie;
    }

    Optional<Login> login(String cookie) {
        return authenticator.authenticate(new Credentials(cookie, ""));
    }

    Optional<Login> bearer(String token) {
        return authenticator.authenticate(new Credentials("", token));
    }
}
