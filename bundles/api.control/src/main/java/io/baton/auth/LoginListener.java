// SPDX-License-Identifier: Apache-2.0
package io.baton.auth;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Is notified when logins have ended: by logout, expiry, revocation, or a change of password, role or account.
 * Registered as a service (whiteboard) by the bundles that keep sockets or sessions of logins: they end those whose
 * login is no longer {@linkplain Authenticator#isCurrent current}.
 *
 * <p>Threading. Any thread, with no lock held; must not block.
 *
 * <p>Errors. What a listener throws is logged and does not affect the others.
 */
@ConsumerType
public interface LoginListener {

    /**
     * At least one login has ended.
     *
     * @return completes once nothing that a client with an ended login sends has an effect, and it receives no media
     *     any more; the request that ended the login is answered then
     */
    CompletionStage<?> loginsEnded();
}
