// SPDX-License-Identifier: Apache-2.0
package io.baton.ratelimit.tokenbucket;

import io.baton.ratelimit.Budget;
import io.baton.ratelimit.RateLimiter;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A token bucket for each budget and key, and a common one for the RPC calls of all sessions without control. A call
 * takes from the common bucket only after its own admitted it; the primary's calls take from their own alone.
 *
 * <p>Threading. Any thread; lock-free, and without allocation for a known key.
 */
@Component(configurationPid = TokenBucketConfig.PID)
@Designate(ocd = TokenBucketConfig.class)
public final class TokenBucketLimiter implements RateLimiter {

    private static final Logger LOG = LoggerFactory.getLogger("ratelimit.tokenbucket");
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final LongSupplier nanoTime;
    private final Map<Budget, Buckets> buckets = new EnumMap<>(Budget.class);
    private final Bucket allRpc;

    @Activate
    public TokenBucketLimiter(TokenBucketConfig config) {
        this(rates(config), System::nanoTime);
    }

    /** The rate of each budget, and of the common RPC bucket. */
    record Rates(Map<Budget, Rate> each, Rate allRpc) {

        static final Rates DEFAULTS = new Rates(
                Map.of(
                        Budget.JOIN, new Rate(5, 30),
                        Budget.RESUME, new Rate(5, 30),
                        Budget.RPC, new Rate(500, 500),
                        Budget.PRIMARY_RPC, new Rate(500, 500),
                        Budget.INPUT, new Rate(2_000, 2_000),
                        Budget.RENAME, new Rate(0.5, 5)),
                new Rate(2_000, 2_000));
    }

    TokenBucketLimiter(Rates rates, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        long now = nanoTime.getAsLong();
        for (Budget budget : Budget.values()) {
            Rate rate = rates.each().get(budget);
            if (rate == null) {
                throw new IllegalArgumentException("every budget has a rate: " + budget);
            }
            buckets.put(budget, new Buckets(rate, now));
        }
        allRpc = new Bucket(rates.allRpc(), now);
    }

    private static Rates rates(TokenBucketConfig config) {
        try {
            return new Rates(
                    Map.of(
                            Budget.JOIN, new Rate(config.joinPerSecond(), config.joinBurst()),
                            Budget.RESUME, new Rate(config.resumePerSecond(), config.resumeBurst()),
                            Budget.RPC, new Rate(config.rpcPerSecond(), config.rpcBurst()),
                            Budget.PRIMARY_RPC, new Rate(config.primaryRpcPerSecond(), config.primaryRpcBurst()),
                            Budget.INPUT, new Rate(config.inputPerSecond(), config.inputBurst()),
                            Budget.RENAME, new Rate(config.renamePerSecond(), config.renameBurst())),
                    new Rate(config.rpcAllPerSecond(), config.rpcAllBurst()));
        } catch (IllegalArgumentException e) {
            LOG.error("{}: {}; the defaults are in force", TokenBucketConfig.PID, e.getMessage());
            return Rates.DEFAULTS;
        }
    }

    @Override
    public long take(Budget budget, String key) {
        Buckets keyed = buckets.get(budget);
        if (keyed == null) {
            throw new IllegalStateException("every budget has its buckets");
        }
        long now = nanoTime.getAsLong();
        Bucket own = keyed.of(key, now);
        long missing = own.take(now);
        if (missing == 0 && budget == Budget.RPC) {
            missing = allRpc.take(now);
            if (missing != 0) {
                own.giveBack();
            }
        }
        return missing == 0 ? 0 : 1 + (missing - 1) / NANOS_PER_MILLI;
    }

    int keys(Budget budget) {
        Buckets keyed = buckets.get(budget);
        return keyed == null ? 0 : keyed.size();
    }
}
