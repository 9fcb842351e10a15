// SPDX-License-Identifier: Apache-2.0
package io.baton.auth;

import io.baton.session.Login;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Tells which login a request belongs to. Obtained as a service by the bundles that serve clients: for each request,
 * each upgrade and each offer. While the service is absent they refuse ({@code temporarily_unavailable}).
 *
 * <p>Threading. Any thread; no method blocks.
 *
 * <p>Errors. None: whatever cannot be verified is refused.
 */
@ProviderType
public interface Authenticator {

    /** Returns how the device knows its users at present. */
    AuthMode mode();

    /**
     * Returns the login that a request belongs to; empty for a request to refuse with 401. Without a password every
     * request without credentials has a login of strength {@link Login.Strength#NONE}.
     */
    Optional<Login> authenticate(Credentials credentials);

    /**
     * Returns whether a login is still in force: not logged out, expired, revoked or disabled, and with the same role.
     * A call counts as use of the login.
     */
    boolean isCurrent(Login login);
}
