// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Who has control. One field of the roster, so that two who have it cannot be said. */
public sealed interface Control {

    /**
     * Somebody has it.
     *
     * @param session who
     * @param since since when
     */
    record Held(SessionId session, Instant since) implements Control {}

    /** It is kept for somebody whose link was lost, until their grace is over. */
    record Reserved(SessionId session) implements Control {}

    /** Nobody has it and it is kept for nobody. */
    record Vacant(VacancyReason why) implements Control {}

    /** Why nobody has control. */
    enum VacancyReason {
        /** Nobody admitted is here. */
        EMPTY("empty"),
        /** Nobody here may have it without asking. */
        NO_CANDIDATE("no_candidate"),
        /** Nobody asked, and nobody is promoted who did not. */
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

    /** Who has control; null when nobody has. */
    default @Nullable SessionId holder() {
        return this instanceof Held held ? held.session() : null;
    }

    /** Whom it is kept for; null when for nobody. */
    default @Nullable SessionId reservedFor() {
        return this instanceof Reserved reserved ? reserved.session() : null;
    }

    /** The word on the wire: held, reserved or vacant. */
    default String wireName() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
