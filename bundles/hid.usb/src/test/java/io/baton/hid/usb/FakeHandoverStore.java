// SPDX-License-Identifier: Apache-2.0
package io.baton.hid.usb;

import io.baton.handover.HandoverStore;
import io.baton.handover.SavedState;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A shelf whose content is as old as a test says. */
final class FakeHandoverStore implements HandoverStore {

    private final Map<String, SavedState> left = new HashMap<>();
    Duration age = Duration.ofMillis(30);

    @Override
    public void put(String role, int schema, long epoch, Map<String, Object> state) {
        left.put(role, new SavedState(role, schema, epoch, Duration.ZERO, Map.copyOf(state)));
    }

    @Override
    public Optional<SavedState> take(String role) {
        return Optional.ofNullable(left.remove(role))
                .map(put -> new SavedState(role, put.schema(), put.epoch(), age, put.state()));
    }
}
