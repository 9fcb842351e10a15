// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade;

import io.baton.session.Login;
import java.io.InputStream;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Installs signed upgrades of bundles on the running device. Obtained as a service by what offers upgrades to a user or
 * an operator; the caller checks that its user is an administrator.
 *
 * <p>An upgrade is verified, checked against the running bundles, installed, and observed for the time of probation. It
 * is rolled back when a bundle fails in that time, and committed at its end. One upgrade runs at a time.
 *
 * <p>Threading. Any thread. {@link #plan} and {@link #install} read the stream on the caller's thread and may take
 * seconds; the other methods return at once.
 */
@ProviderType
public interface UpgradeService {

    /** Returns the attempt that runs or, while none does, the latest one. */
    UpgradeStatus status();

    /**
     * Returns the recorded attempts, newest first.
     *
     * @param max at most so many
     */
    List<UpgradeStatus> history(int max);

    /**
     * Verifies an upgrade file and returns what it would change. Changes nothing.
     *
     * @param file an upgrade file; read as a whole, not closed
     * @throws UpgradeException when the upgrade would be refused
     */
    UpgradePlan plan(InputStream file) throws UpgradeException;

    /**
     * Verifies an upgrade file and begins to install it. Returns once the file is verified, checked and stored; the
     * rest is done by the service's own thread and reported by {@link #status} and to {@link UpgradeListener}s.
     *
     * @param file an upgrade file; read as a whole, not closed
     * @param actor the login of the administrator
     * @throws UpgradeException when the upgrade is refused; nothing has changed then
     */
    UpgradeStatus install(InputStream file, Login actor) throws UpgradeException;

    /**
     * Begins to roll back: in probation the upgrade that runs, later the latest committed one, to the set of bundles
     * that was active before it.
     *
     * @param actor the login of the administrator
     * @throws UpgradeException when there is nothing to roll back, or another upgrade runs
     */
    UpgradeStatus rollBack(Login actor) throws UpgradeException;
}
