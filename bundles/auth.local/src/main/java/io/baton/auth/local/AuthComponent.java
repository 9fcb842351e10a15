// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import io.baton.audit.AuditEvent;
import io.baton.audit.AuditLog;
import io.baton.auth.AuthMode;
import io.baton.auth.Authenticator;
import io.baton.auth.Credentials;
import io.baton.auth.LoginListener;
import io.baton.handover.HandoverStore;
import io.baton.ratelimit.Budget;
import io.baton.ratelimit.RateLimiter;
import io.baton.session.Login;
import io.baton.session.Role;
import io.baton.session.SessionCoordinator;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Declarative Services component: binds the services and provides the authenticator. */
@Component(
        service = {Authenticator.class, AuthComponent.class},
        immediate = true,
        configurationPid = AuthConfig.PID)
@Designate(ocd = AuthConfig.class)
public final class AuthComponent implements Authenticator {

    private static final Logger LOG = LoggerFactory.getLogger("auth.local");
    private static final String DIRECTORY = "auth";

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable SessionCoordinator coordinator;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable AuditLog audit;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable RateLimiter limiter;

    @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<LoginListener> listeners = List.of();

    private volatile @Nullable HandoverStore handoverStore;
    private final LoginTable logins;
    private final LoginLocks locks;
    private final LocalAuthenticator authenticator;
    private final Endpoints endpoints;
    private final RandomGenerator random = new SecureRandom();

    /** @throws IOException when the directory for the accounts cannot be made */
    @Activate
    public AuthComponent(BundleContext context, AuthConfig config) throws IOException {
        String data = context.getProperty("baton.data");
        Path directory = Path.of(data == null ? "data" : data, DIRECTORY);
        InstantSource wallClock = InstantSource.system();
        InstantSource clock = monotonic(wallClock.instant(), System::nanoTime);
        AccountsFile accounts = new AccountsFile(directory, mode(config));
        logins = new LoginTable(directory, lifetime(config), clock, random);
        authenticator = new LocalAuthenticator(accounts, logins, this::sharedRole, clock);
        locks = new LoginLocks(clock, this::spend);
        Claim claim = Claim.create(random);
        endpoints = new Endpoints(new Services(
                accounts,
                logins,
                authenticator,
                new PasswordHasher(random, System::nanoTime, accounts.current().cost()),
                locks,
                claim,
                this::sharedRole,
                clock,
                wallClock,
                random,
                this::note,
                new EndedLogins(() -> listeners, EndedLogins.MAX_WAIT),
                isNetworkServed(context.getProperty("baton.host"))));
        if (accounts.isDamaged() || authenticator.mode() == AuthMode.NOT_SET_UP) {
            LOG.warn("device not set up, open its page from the local network, or use this code code={}", claim.code());
        }
    }

    /** @param host the address that the launcher has the device listen on; null when it is unknown */
    static boolean isNetworkServed(@Nullable String host) {
        try {
            return host == null || !InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    @Modified
    void modified(AuthConfig config) {
        logins.setLifetime(lifetime(config));
    }

    /** Continues with the failed logins that a predecessor left. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindHandoverStore(HandoverStore store) {
        handoverStore = store;
        store.take(LoginLocks.ROLE).ifPresent(locks::restore);
    }

    void unbindHandoverStore(HandoverStore store) {
        if (store.equals(handoverStore)) {
            handoverStore = null;
        }
    }

    @Deactivate
    void deactivate() {
        HandoverStore store = handoverStore;
        if (store != null) {
            store.put(LoginLocks.ROLE, LoginLocks.SCHEMA, 0, locks.save());
        }
        logins.close();
    }

    /** A clock that nobody sets while the device runs. */
    private static InstantSource monotonic(Instant start, LongSupplier nanoTime) {
        long begin = nanoTime.getAsLong();
        return () -> start.plusNanos(nanoTime.getAsLong() - begin);
    }

    private static AuthMode mode(AuthConfig config) {
        return config.modeBeforeSetup().equals(AuthMode.NO_PASSWORD.wireName())
                ? AuthMode.NO_PASSWORD
                : AuthMode.NOT_SET_UP;
    }

    private static LoginTable.Lifetime lifetime(AuthConfig config) {
        return new LoginTable.Lifetime(
                Duration.ofHours(Math.clamp(config.loginIdleHours(), 1, 720)),
                Duration.ofHours(Math.clamp(config.loginMaxHours(), 1, 2160)));
    }

    Endpoints endpoints() {
        return endpoints;
    }

    /** Returns a value that tells one refusal from another in the report of a user; no secret. */
    String correlationId() {
        return String.format("%08x", random.nextInt());
    }

    Duration loginLifetime() {
        return logins.absoluteLifetime();
    }

    @Override
    public AuthMode mode() {
        return authenticator.mode();
    }

    @Override
    public Optional<Login> authenticate(Credentials credentials) {
        return authenticator.authenticate(credentials);
    }

    @Override
    public boolean isCurrent(Login login) {
        return authenticator.isCurrent(login);
    }

    /** The role of logins without an account; without the coordinator, which knows it, the least. */
    private Role sharedRole() {
        SessionCoordinator present = coordinator;
        try {
            return present == null ? Role.VIEWER : present.roster().settings().sharedRole();
        } catch (RuntimeException | LinkageError e) {
            LOG.debug("coordinator failed to give its settings", e);
            return Role.VIEWER;
        }
    }

    private void note(AuditEvent event) {
        AuditLog present = audit;
        if (present != null) {
            present.note(event);
        }
    }

    /** Takes one attempt from the budget of a network; without a limiter the lock-out alone limits. */
    private Duration spend(String network) {
        RateLimiter present = limiter;
        try {
            return present == null ? Duration.ZERO : Duration.ofMillis(present.take(Budget.LOGIN, network));
        } catch (RuntimeException | LinkageError e) {
            LOG.debug("rate limiter failed", e);
            return Duration.ZERO;
        }
    }
}
