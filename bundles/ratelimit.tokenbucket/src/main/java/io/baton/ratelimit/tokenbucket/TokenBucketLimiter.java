// SPDX-License-Identifier: Apache-2.0
package io.baton.ratelimit.tokenbucket;

import io.baton.handover.HandoverStore;
import io.baton.handover.SavedState;
import io.baton.handover.StateHandover;
import io.baton.ratelimit.Budget;
import io.baton.ratelimit.RateLimitMonitor;
import io.baton.ratelimit.RateLimiter;
import io.baton.session.AddressGroup;
import io.baton.shared.handover.BundleStandby;
import io.baton.shared.handover.Standby;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
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
 * alone. The levels of the buckets pass to a successor. It limits calls also while it is frozen or on standby: what
 * passes within these milliseconds is no flood.
 *
 * <p>Threading. Any thread; lock-free, and without allocation for a known key.
 */
@Component(
        service = {RateLimiter.class, RateLimitMonitor.class, StateHandover.class},
        property = {
            StateHandover.ROLE + "=" + SavedLevels.ROLE,
            StateHandover.READS + ":Integer=" + SavedLevels.SCHEMA,
            StateHandover.WRITES + ":Integer=" + SavedLevels.SCHEMA
        },
        // one on standby has no user that would keep it
        immediate = true,
        configurationPid = TokenBucketConfig.PID)
@Designate(ocd = TokenBucketConfig.class)
public final class TokenBucketLimiter implements RateLimiter, RateLimitMonitor, StateHandover {

    private static final Logger LOG = LoggerFactory.getLogger("ratelimit.tokenbucket");
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final LongSupplier nanoTime;
    private final Map<Budget, Buckets> buckets = new EnumMap<>(Budget.class);
    private final Map<Budget, LongAdder> refused = new EnumMap<>(Budget.class);
    private final Buckets userRpc;
    private final Buckets addressRpc;
    private final Bucket allRpc;
    private volatile @Nullable HandoverStore handoverStore;
    private final Standby standby;
    private volatile boolean onStandby = true;
    private volatile boolean frozen;

    @Activate
    public TokenBucketLimiter(BundleContext context, TokenBucketConfig config) {
        this(Rates.of(config), System::nanoTime, new BundleStandby(context, SavedLevels.ROLE));
    }

    TokenBucketLimiter(Rates rates, LongSupplier nanoTime, Standby standby) {
        this.nanoTime = nanoTime;
        this.standby = standby;
        long now = nanoTime.getAsLong();
        for (Budget budget : Budget.values()) {
            buckets.put(budget, new Buckets(rates.of(budget), now));
            refused.put(budget, new LongAdder());
        }
        userRpc = new Buckets(rates.userRpc(), now);
        addressRpc = new Buckets(rates.addressRpc(), now);
        allRpc = new Bucket(rates.allRpc(), now);
    }

    @Activate
    void activate() {
        boolean beside = standby.begin(this::takeOver);
        if (beside) {
            LOG.info("rate limits on standby");
        } else {
            takeOver();
        }
    }

    /** No other provider is live, or the last one has stopped by other means than a hand-over. */
    private void takeOver() {
        onStandby = false;
        HandoverStore store = handoverStore;
        if (store != null) {
            restore(store);
        }
    }

    private void restore(HandoverStore store) {
        store.take(SavedLevels.ROLE).ifPresent(this::restore);
    }

    private void restore(SavedState saved) {
        if (saved.schema() == SavedLevels.SCHEMA) {
            SavedLevels.restore(saved, nanoTime.getAsLong(), buckets, userRpc, addressRpc, allRpc);
        }
    }

    /** Continues with the levels that a predecessor left, also after a change of the rates. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindHandoverStore(HandoverStore store) {
        handoverStore = store;
        if (!onStandby) {
            restore(store);
        }
    }

    void unbindHandoverStore(HandoverStore store) {
        if (store.equals(handoverStore)) {
            handoverStore = null;
        }
    }

    @Deactivate
    void deactivate() {
        standby.end();
        HandoverStore store = handoverStore;
        if (store != null && !onStandby && !frozen) {
            SavedState state = levels();
            store.put(state.role(), state.schema(), state.epoch(), state.state());
        }
        LOG.info("rate limits stopped refused={}", refused());
    }

    private SavedState levels() {
        return SavedLevels.of(nanoTime.getAsLong(), buckets, userRpc, addressRpc, allRpc);
    }

    @Override
    public SavedState freeze(int schema) {
        if (schema != SavedLevels.SCHEMA) {
            throw new IllegalArgumentException("no such schema: " + schema);
        }
        if (onStandby || frozen) {
            throw new IllegalStateException("not active");
        }
        frozen = true;
        return levels();
    }

    @Override
    public void adopt(SavedState state) {
        if (!onStandby) {
            throw new IllegalStateException("not on standby");
        }
        if (!state.state().isEmpty() && state.schema() != SavedLevels.SCHEMA) {
            throw new IllegalArgumentException("unreadable state of schema " + state.schema());
        }
        standby.end();
        restore(state);
        onStandby = false;
    }

    @Override
    public void resume() {
        if (!frozen) {
            throw new IllegalStateException("not frozen");
        }
        frozen = false;
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
