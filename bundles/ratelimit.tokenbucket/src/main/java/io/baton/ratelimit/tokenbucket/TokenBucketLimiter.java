// SPDX-License-Identifier: Apache-2.0
package io.baton.ratelimit.tokenbucket;

import io.baton.handover.HandoverStore;
import io.baton.ratelimit.Budget;
import io.baton.ratelimit.RateLimitMonitor;
import io.baton.ratelimit.RateLimiter;
import io.baton.session.AddressGroup;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A token bucket for each budget and caller. An RPC call without control takes from the buckets of its session, its
 * account, its address and all sessions, in this order, or from none of them; the primary's calls take from their own
 * alone. The levels of the buckets pass to a successor by the handover store.
 *
 * <p>Threading. Any thread; lock-free, and without allocation for a known key.
 */
@Component(
        service = {RateLimiter.class, RateLimitMonitor.class},
        configurationPid = TokenBucketConfig.PID)
@Designate(ocd = TokenBucketConfig.class)
public final class TokenBucketLimiter implements RateLimiter, RateLimitMonitor {

    private static final Logger LOG = LoggerFactory.getLogger("ratelimit.tokenbucket");
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final LongSupplier nanoTime;
    private final Map<Budget, Buckets> buckets = new EnumMap<>(Budget.class);
    private final Map<Budget, LongAdder> refused = new EnumMap<>(Budget.class);
    private final Buckets userRpc;
    private final Buckets addressRpc;
    private final Bucket allRpc;
    private volatile @Nullable HandoverStore handoverStore;

    @Activate
    public TokenBucketLimiter(TokenBucketConfig config) {
        this(Rates.of(config), System::nanoTime);
    }

    TokenBucketLimiter(Rates rates, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        long now = nanoTime.getAsLong();
        for (Budget budget : Budget.values()) {
            buckets.put(budget, new Buckets(rates.of(budget), now));
            refused.put(budget, new LongAdder());
        }
        userRpc = new Buckets(rates.userRpc(), now);
        addressRpc = new Buckets(rates.addressRpc(), now);
        allRpc = new Bucket(rates.allRpc(), now);
    }

    /** Continues with the levels that a predecessor left, also after a change of the rates. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindHandoverStore(HandoverStore store) {
        handoverStore = store;
        SavedLevels.take(store, nanoTime.getAsLong(), buckets, userRpc, addressRpc, allRpc);
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
            SavedLevels.put(store, nanoTime.getAsLong(), buckets, userRpc, addressRpc, allRpc);
        }
        LOG.info("rate limits stopped refused={}", refused());
    }

    @Override
    public long take(Budget budget, String key) {
        return take(budget, key, "", "");
    }

    @Override
    public long take(Budget budget, String session, String user, String source) {
        long now = nanoTime.getAsLong();
        Bucket own = of(budget).of(session, now);
        long missing = own.take(now);
        if (missing == 0 && budget == Budget.RPC) {
            missing = takeShared(now, user, source);
            if (missing != 0) {
                own.giveBack();
            }
        }
        if (missing == 0) {
            return 0;
        }
        Objects.requireNonNull(refused.get(budget)).increment();
        return 1 + (missing - 1) / NANOS_PER_MILLI;
    }

    /** Takes from the buckets that sessions share, or from none of them. */
    private long takeShared(long now, String user, String source) {
        Bucket account = user.isEmpty() ? null : userRpc.of(user, now);
        // the device's own address is that of every client behind a local proxy
        Bucket address = source.isEmpty() || AddressGroup.isLoopback(source)
                ? null
                : addressRpc.of(AddressGroup.of(source), now);
        long missing = account == null ? 0 : account.take(now);
        if (missing != 0) {
            return missing;
        }
        missing = address == null ? 0 : address.take(now);
        if (missing == 0) {
            missing = allRpc.take(now);
            if (missing != 0 && address != null) {
                address.giveBack();
            }
        }
        if (missing != 0 && account != null) {
            account.giveBack();
        }
        return missing;
    }

    private Buckets of(Budget budget) {
        return Objects.requireNonNull(buckets.get(budget), "every budget has its buckets");
    }

    @Override
    public Map<Budget, Long> refused() {
        Map<Budget, Long> sums = new EnumMap<>(Budget.class);
        refused.forEach((budget, count) -> sums.put(budget, count.sum()));
        return sums;
    }

    @Override
    public Map<Budget, Integer> callers() {
        Map<Budget, Integer> sizes = new EnumMap<>(Budget.class);
        buckets.forEach((budget, keyed) -> sizes.put(budget, keyed.size()));
        return sizes;
    }
}
