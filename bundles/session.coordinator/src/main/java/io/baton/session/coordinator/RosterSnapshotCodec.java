// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.session.Roster;
import io.baton.session.Settings;
import io.baton.session.codec.RosterCodec;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** The state a coordinator leaves in the handover store: roster and clock. Settings are the successor's own. */
final class RosterSnapshotCodec {

    static final String ROLE = "session.coordinator";
    static final int SCHEMA = RosterCodec.SCHEMA;
    private static final String CLOCK = "clock";
    private static final String WALL_OFFSET = "wallOffset";

    private RosterSnapshotCodec() {}

    static Map<String, Object> write(Roster roster, Instant now, Duration wallOffset) {
        Map<String, Object> form = new LinkedHashMap<>(RosterCodec.write(roster));
        form.put(CLOCK, now.toString());
        form.put(WALL_OFFSET, wallOffset.toString());
        return form;
    }

    /** What the writer's clock said; its successor's goes on from there. */
    static Instant clock(Map<String, Object> form) {
        if (form.get(CLOCK) instanceof String text) {
            try {
                return Instant.parse(text);
            } catch (DateTimeException e) {
                throw new IllegalArgumentException("not a time: " + text, e);
            }
        }
        throw new IllegalArgumentException("missing: " + CLOCK);
    }

    /** Returns the difference between the time of day and the writer's clock; zero where the writer did not know it. */
    static Duration wallOffset(Map<String, Object> state) {
        Object text = state.getOrDefault(WALL_OFFSET, Duration.ZERO.toString());
        try {
            return Duration.parse(text.toString());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("not a duration: " + text, e);
        }
    }

    /**
     * Reads a roster back.
     *
     * @throws IllegalArgumentException for a form that is not of this schema
     */
    static Roster read(Map<String, Object> form, long epoch, Settings settings) {
        return RosterCodec.read(form, epoch, settings);
    }
}
