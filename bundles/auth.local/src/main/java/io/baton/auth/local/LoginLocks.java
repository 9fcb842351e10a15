// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import io.baton.handover.SavedState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;

/**
 * The limits of password attempts: a rate for each network, and the lock-out by network and by account after failures.
 * An attempt that is refused counts nowhere: one that the lock-out refuses takes nothing from the rate. A client on the
 * device itself is never refused.
 *
 * <p>Threading. As {@link LockOut}.
 */
final class LoginLocks {

    /** Failures of one network within 15 minutes. */
    static final int NETWORK_FAILURES = 5;

    /** Failures of one account, from all networks, within 15 minutes. */
    static final int ACCOUNT_FAILURES = 10;

    static final int CAPACITY = 4096;

    /** The role of {@link #save} in the handover store. */
    static final String ROLE = "auth.local";

    /** The schema of {@link #save}. */
    static final int SCHEMA = 1;

    private static final String NETWORKS = "networks";
    private static final String ACCOUNTS = "accounts";
    private static final String UNKNOWN_NAMES = "unknownNames";

    private final Function<String, Duration> rate;
    private final LockOut networks;
    private final LockOut accounts;
    private final LockOut unknownNames;

    /** @param rate takes an attempt from the budget of a network and returns how long to wait, zero if it was taken */
    LoginLocks(InstantSource clock, Function<String, Duration> rate) {
        this.rate = rate;
        networks = new LockOut(NETWORK_FAILURES, CAPACITY, clock);
        accounts = new LockOut(ACCOUNT_FAILURES, CAPACITY, clock);
        // apart from the accounts, so that invented names cannot push an account out of the table
        unknownNames = new LockOut(ACCOUNT_FAILURES, CAPACITY, clock);
    }

    /** An attempt under way; ended by exactly one of its methods. */
    final class Attempt {
        private final boolean counted;
        private final String network;
        private final String account;
        private final LockOut names;

        private Attempt(boolean counted, String network, String account, LockOut names) {
            this.counted = counted;
            this.network = network;
            this.account = account;
            this.names = names;
        }

        void succeeded() {
            if (counted) {
                networks.succeeded(network);
                names.succeeded(account);
            }
        }

        void failed() {
            if (counted) {
                networks.failed(network);
                names.failed(account);
            }
        }

        void withdrawn() {
            if (counted) {
                networks.withdrawn(network);
                names.withdrawn(account);
            }
        }
    }

    /** Either an attempt, or the time to wait before the next. */
    record Begun(Attempt attempt, Duration delay) {}

    /**
     * Begins an attempt.
     *
     * @param known whether there is such an account
     */
    Begun begin(Caller caller, String account, boolean known) {
        LockOut names = known ? accounts : unknownNames;
        Attempt attempt = new Attempt(!caller.isConsole(), caller.network(), account, names);
        if (caller.isConsole()) {
            return new Begun(attempt, Duration.ZERO);
        }
        Duration wait = networks.begin(caller.network());
        if (wait.isZero()) {
            wait = names.begin(account);
            if (!wait.isZero()) {
                networks.withdrawn(caller.network());
            }
        }
        if (wait.isZero()) {
            wait = rate.apply(caller.network());
            if (!wait.isZero()) {
                attempt.withdrawn();
            }
        }
        return new Begun(attempt, wait);
    }

    /** Returns the failures and locks for a successor: an update of the bundle forgives nothing. */
    Map<String, Object> save() {
        return Map.of(NETWORKS, networks.save(), ACCOUNTS, accounts.save(), UNKNOWN_NAMES, unknownNames.save());
    }

    /** Takes over what a predecessor saved; a state of another schema is left out. */
    void restore(SavedState saved) {
        if (saved.schema() == SCHEMA) {
            networks.restore(saved.state().get(NETWORKS), saved.age());
            accounts.restore(saved.state().get(ACCOUNTS), saved.age());
            unknownNames.restore(saved.state().get(UNKNOWN_NAMES), saved.age());
        }
    }

    int size() {
        return networks.size() + accounts.size() + unknownNames.size();
    }
}
