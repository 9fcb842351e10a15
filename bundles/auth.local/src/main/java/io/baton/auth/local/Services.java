// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import io.baton.audit.AuditEvent;
import io.baton.session.Role;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What the requests of clients work with.
 *
 * @param random cryptographically strong
 * @param ended is called when logins have ended
 * @param networkServed whether the device listens beyond loopback
 */
record Services(
        AccountsFile accounts,
        LoginTable logins,
        LocalAuthenticator authenticator,
        PasswordHasher hasher,
        LoginLocks locks,
        Claim claim,
        Supplier<Role> sharedRole,
        InstantSource clock,
        InstantSource wallClock,
        RandomGenerator random,
        Consumer<AuditEvent> audit,
        Runnable ended,
        boolean networkServed) {}
