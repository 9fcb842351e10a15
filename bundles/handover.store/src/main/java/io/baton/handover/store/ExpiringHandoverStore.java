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
 * Keeps state for five seconds. Immediate: as a delayed component it would be disposed of, with what lies on it, when
 * its last user leaves, which is just when it is needed.
 *
 * <p>Threading. Any thread; does not block.
 */
@Component(immediate = true)
public final class ExpiringHandoverStore implements HandoverStore {

    private static final Duration EXPIRY = Duration.ofSeconds(EXPIRY_SECONDS);

    private record Left(int schema, long epoch, long atNanos, Map<String, Object> state) {}

    private final ConcurrentHashMap<String, Left> byRole = new ConcurrentHashMap<>();
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
        byRole.values().removeIf(left -> !fresh(age(left)));
        byRole.put(role, new Left(schema, epoch, nanoTime.getAsLong(), JdkTypeCopier.of(state)));
    }

    @Override
    public Optional<SavedState> take(String role) {
        Left left = byRole.remove(role);
        if (left == null) {
            return Optional.empty();
        }
        Duration age = age(left);
        return fresh(age)
                ? Optional.of(new SavedState(role, left.schema(), left.epoch(), age, left.state()))
                : Optional.empty();
    }

    int size() {
        return byRole.size();
    }

    private Duration age(Left left) {
        return Duration.ofNanos(nanoTime.getAsLong() - left.atNanos());
    }

    private static boolean fresh(Duration age) {
        return age.compareTo(EXPIRY) < 0;
    }
}
