// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The state of control. One field of the roster, so that two primaries cannot be expressed. */
public sealed interface Control {

    /**
     * A session has control.
     *
     * @param session the primary
     * @param since since when
     */
    record Held(SessionId session, Instant since) implements Control {}

    /** Control is kept for a session whose link was lost, until its grace is over. */
    record Reserved(SessionId session) implements Control {}

    /** No session has control and it is reserved for none. */
    record Vacant(VacancyReason why) implements Control {}

    /** Why control is vacant. */
    enum VacancyReason {
        /** No admitted session exists. */
        EMPTY("empty"),
        /** No session is eligible without a request. */
        NO_CANDIDATE("no_candidate"),
        /** No session has requested control, and automatic promotion is off. */
        NOT_AUTOMATIC("auto_promote_off"),
        /** Too many emergency promotions of late; this passes by itself. */
        EMERGENCY_RATE("emergency_rate"),
        /** Too many emergency promotions without a human decision; this passes by one. */
        EMERGENCY_STREAK("emergency_streak");

        private final String wireName;

        VacancyReason(String wireName) {
            this.wireName = wireName;
        }

        /** The word on the wire. */
        public String wireName() {
            return wireName;
        }
    }

    /** Returns the primary; null when control is not held. */
    default @Nullable SessionId holder() {
        return this instanceof Held held ? held.session() : null;
    }

    /** Returns the session control is reserved for; null for none. */
    default @Nullable SessionId reservedFor() {
        return this instanceof Reserved reserved ? reserved.session() : null;
    }

    /** The word on the wire: held, reserved or vacant. */
    default String wireName() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
