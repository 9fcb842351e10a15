// SPDX-License-Identifier: Apache-2.0
package io.baton.hid.usb;

import io.baton.handover.SavedState;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state an output leaves to its successor: what is down on the target, and the events not written in time.
 *
 * @param modifiers modifier bits down
 * @param keys usages down, packed as in {@link io.baton.hid.KeysDown}
 * @param lastReport the keyboard report the target has
 * @param pointer x, y, whether placed (0 or 1), absolute buttons, relative buttons
 * @param dirty whether neutral reports are to be written first
 * @param chord a packed keyboard event to be written after the neutral reports; 0 for none
 * @param pending events not written, three numbers each: packed event, epoch, age in nanoseconds
 */
record HidHandoverState(
        int modifiers,
        long keys,
        byte[] lastReport,
        List<Integer> pointer,
        boolean dirty,
        long chord,
        List<Long> pending) {

    static final String ROLE = "hid.output";
    static final int SCHEMA = 1;

    Map<String, Object> toMap() {
        return Map.of(
                "modifiers", modifiers,
                "keys", keys,
                "lastReport", lastReport,
                "pointer", pointer,
                "dirty", dirty,
                "chord", chord,
                "pending", pending);
    }

    /** Returns null for a state of another schema, or not of the types {@link #toMap} returns. */
    static @Nullable HidHandoverState from(SavedState saved) {
        Map<String, Object> state = saved.state();
        if (saved.schema() == SCHEMA
                && state.get("modifiers") instanceof Integer modifiers
                && state.get("keys") instanceof Long keys
                && state.get("lastReport") instanceof byte[] lastReport
                && lastReport.length == Keyboard.REPORT_LENGTH
                && state.get("pointer") instanceof List<?> pointer
                && pointer.size() == 5
                && pointer.stream().allMatch(Integer.class::isInstance)
                && state.get("dirty") instanceof Boolean dirty
                && state.get("pending") instanceof List<?> pending
                && pending.stream().allMatch(Long.class::isInstance)) {
            return new HidHandoverState(
                    modifiers,
                    keys,
                    lastReport,
                    pointer.stream().map(Integer.class::cast).toList(),
                    dirty,
                    state.get("chord") instanceof Long chord ? chord : 0,
                    pending.stream().map(Long.class::cast).toList());
        }
        return null;
    }
}
