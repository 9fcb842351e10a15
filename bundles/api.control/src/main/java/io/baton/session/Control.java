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
    record Vacant(Why why) implements Control {}

    /** Why nobody has control. */
    enum Why {
        /** Nobody admitted is here. */
        EMPTY("empty"),
        /** Nobody here may have it without asking. */
        NO_CANDIDATE("noCandidate"),
        /** Nobody asked, and nobody is promoted who did not. */
        NOT_AUTOMATIC("autoPromoteOff"),
        /** Too many emergency promotions of late; this passes by itself. */
        EMERGENCY_RATE("emergencyRate"),
        /** Too many emergency promotions without a human decision; this passes by one. */
        EMERGENCY_STREAK("emergencyStreak");

        private final String word;

        Why(String word) {
            this.word = word;
        }

        /** The word on the wire. */
        public String word() {
            return word;
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
    default String word() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
