// SPDX-License-Identifier: Apache-2.0
package io.baton.handover.store;

import io.baton.handover.HandoverStore;
import io.baton.handover.SavedState;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Keeps state for five seconds. Immediate: a delayed component would be disposed of, with its state, when its last user
 * is stopped, which is when the state is needed.
 *
 * <p>While the store itself is replaced, a service of JDK types may carry its content: a map by role of {@code schema},
 * {@code epoch}, {@code atNanos} and {@code state}. Carried state keeps its age and is kept for another five seconds.
 *
 * <p>Threading. Any thread; does not block.
 */
@Component(immediate = true)
public final class ExpiringHandoverStore implements HandoverStore {

    private static final Duration EXPIRY = Duration.ofSeconds(EXPIRY_SECONDS);

    private static final String SCHEMA = "schema";
    private static final String EPOCH = "epoch";
    private static final String AT_NANOS = "atNanos";
    private static final String STATE = "state";

    private record Entry(int schema, long epoch, long atNanos, long untilNanos, Map<String, Object> state) {}

    /** What carries the content from one version to the next. */
    @Reference(
            target = "(baton.role=carried-state)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Supplier<Map<String, Map<String, Object>>> carrier;

    private final ConcurrentHashMap<String, Entry> byRole = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    public ExpiringHandoverStore() {
        this(System::nanoTime);
    }

    ExpiringHandoverStore(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Activate
    void activate() {
        Supplier<Map<String, Map<String, Object>>> present = carrier;
        if (present != null) {
            present.get().forEach((role, carried) -> byRole.put(role, carried(carried)));
            present.get().clear();
        }
    }

    @Deactivate
    void deactivate() {
        Supplier<Map<String, Map<String, Object>>> present = carrier;
        if (present != null) {
            byRole.values().removeIf(entry -> !fresh(entry));
            byRole.forEach((role, entry) -> present.get()
                    .put(
                            role,
                            Map.of(
                                    SCHEMA,
                                    entry.schema(),
                                    EPOCH,
                                    entry.epoch(),
                                    AT_NANOS,
                                    entry.atNanos(),
                                    STATE,
                                    entry.state())));
        }
    }

    private Entry carried(Map<String, Object> carried) {
        if (carried.get(SCHEMA) instanceof Integer schema
                && carried.get(EPOCH) instanceof Long epoch
                && carried.get(AT_NANOS) instanceof Long atNanos
                && carried.get(STATE) instanceof Map<?, ?> state) {
            return new Entry(schema, epoch, atNanos, nanoTime.getAsLong() + EXPIRY.toNanos(), JdkTypeCopier.map(state));
        }
        throw new IllegalArgumentException("no carried state: " + carried.keySet());
    }

    @Override
    public void put(String role, int schema, long epoch, Map<String, Object> state) {
        if (schema < 1) {
            throw new IllegalArgumentException("a schema is at least 1: " + schema);
        }
        byRole.values().removeIf(entry -> !fresh(entry));
        long now = nanoTime.getAsLong();
        byRole.put(role, new Entry(schema, epoch, now, now + EXPIRY.toNanos(), JdkTypeCopier.of(state)));
    }

    @Override
    public Optional<SavedState> take(String role) {
        Entry entry = byRole.remove(role);
        if (entry == null) {
            return Optional.empty();
        }
        return fresh(entry)
                ? Optional.of(new SavedState(role, entry.schema(), entry.epoch(), age(entry), entry.state()))
                : Optional.empty();
    }

    int size() {
        return byRole.size();
    }

    private Duration age(Entry entry) {
        return Duration.ofNanos(nanoTime.getAsLong() - entry.atNanos());
    }

    private boolean fresh(Entry entry) {
        return nanoTime.getAsLong() - entry.untilNanos() < 0;
    }
}
