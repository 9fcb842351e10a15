// SPDX-License-Identifier: Apache-2.0
package io.baton.ratelimit;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Decides whether a caller may act once more now. Obtained as a service by signalling, RPC and input.
 *
 * <p>A caller that finds no limiter waits a little and refuses, except input, which is fenced by permission already and
 * goes on.
 *
 * <p>Threading. Any thread; does not block and, on the allowed path, does not allocate.
 */
@ProviderType
public interface RateLimiter {

    /**
     * Takes one from the budget, or nothing at all.
     *
     * @param key the caller: a session id or an address; at most 256 characters
     * @return 0 when allowed, else milliseconds after which it may be tried again, at least 1
     */
    long take(Budget budget, String key);

    /**
     * Takes one from the budget of each of several callers, or nothing at all.
     *
     * @param session a session id
     * @param user the session's account; empty for none
     * @param source the session's client address
     * @return as {@link #take(Budget, String)}
     */
    default long take(Budget budget, String session, String user, String source) {
        return take(budget, session);
    }
}
