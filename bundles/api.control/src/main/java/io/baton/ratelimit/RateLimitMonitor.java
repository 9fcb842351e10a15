// SPDX-License-Identifier: Apache-2.0
package io.baton.ratelimit;

import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Shows what the rate limits did. Obtained as a service by health checks and the console.
 *
 * <p>Threading. Any thread; does not block.
 */
@ProviderType
public interface RateLimitMonitor {

    /** Returns how many calls each budget refused since the start of the component. */
    Map<Budget, Long> refused();

    /** Returns how many callers of each budget are kept: those whose bucket is not full, and some that are. */
    Map<Budget, Integer> callers();
}
