// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import io.baton.handover.HandoverStore;
import io.baton.handover.SavedState;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A handover store whose states have the age that a test sets; 30 ms at first. */
public final class FakeHandoverStore implements HandoverStore {

    private final Map<String, SavedState> states = new ConcurrentHashMap<>();
    private volatile Duration age = Duration.ofMillis(30);

    /** Sets the age of every state taken from now on. */
    public void setAge(Duration newAge) {
        age = newAge;
    }

    /** Whether a state is saved under this role. */
    public boolean holds(String role) {
        return states.containsKey(role);
    }

    @Override
    public void put(String role, int schema, long epoch, Map<String, Object> state) {
        states.put(role, new SavedState(role, schema, epoch, Duration.ZERO, Map.copyOf(state)));
    }

    @Override
    public Optional<SavedState> take(String role) {
        return Optional.ofNullable(states.remove(role))
                .map(put -> new SavedState(role, put.schema(), put.epoch(), age, put.state()));
    }
}
