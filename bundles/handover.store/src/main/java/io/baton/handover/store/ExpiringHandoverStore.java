// SPDX-License-Identifier: Apache-2.0
package io.baton.handover.store;

import io.baton.handover.HandoverStore;
import io.baton.handover.SavedState;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Keeps state for five seconds. Immediate: a delayed component would be disposed of, with its state, when its last user
 * is stopped, which is when the state is needed.
 *
 * <p>Threading. Any thread; does not block.
 */
@Component(immediate = true)
public final class ExpiringHandoverStore implements HandoverStore {

    private static final Duration EXPIRY = Duration.ofSeconds(EXPIRY_SECONDS);

    private record Entry(int schema, long epoch, long atNanos, Map<String, Object> state) {}

    private final ConcurrentHashMap<String, Entry> byRole = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    @Activate
    public ExpiringHandoverStore() {
        this(System::nanoTime);
    }

    ExpiringHandoverStore(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public void put(String role, int schema, long epoch, Map<String, Object> state) {
        if (schema < 1) {
            throw new IllegalArgumentException("a schema is at least 1: " + schema);
        }
        byRole.values().removeIf(entry -> !fresh(age(entry)));
        byRole.put(role, new Entry(schema, epoch, nanoTime.getAsLong(), JdkTypeCopier.of(state)));
    }

    @Override
    public Optional<SavedState> take(String role) {
        Entry entry = byRole.remove(role);
        if (entry == null) {
            return Optional.empty();
        }
        Duration age = age(entry);
        return fresh(age)
                ? Optional.of(new SavedState(role, entry.schema(), entry.epoch(), age, entry.state()))
                : Optional.empty();
    }

    int size() {
        return byRole.size();
    }

    private Duration age(Entry entry) {
        return Duration.ofNanos(nanoTime.getAsLong() - entry.atNanos());
    }

    private static boolean fresh(Duration age) {
        return age.compareTo(EXPIRY) < 0;
    }
}
