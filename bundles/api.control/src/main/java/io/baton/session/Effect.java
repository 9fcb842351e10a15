// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What follows from a decision, carried out by the desk after the roster changed, in order. */
public sealed interface Effect {

    /** A session's own mode changed; it is told. */
    record ModeChanged(SessionId session, Mode mode, Cause cause) implements Effect {}

    /**
     * Control changed hands or was released. All keys and buttons go up on the target before anybody's next input.
     *
     * @param from who had it; null when nobody had
     * @param to who has it; null when nobody has. The same as {@code from} when its holder took another peer connection
     * @param epoch the new control epoch
     */
    record ControlPassed(@Nullable SessionId from, @Nullable SessionId to, long epoch) implements Effect {}

    /** Control is kept for somebody until then; everybody is told. */
    record ControlReserved(SessionId session, Instant until) implements Effect {}

    /** Nobody has control; everybody is told why. */
    record ControlVacant(Control.VacancyReason why) implements Effect {}

    /** The picture of a peer connection is turned on. */
    record VideoOn(PeerId link) implements Effect {}

    /** A session is told of an event, even if this decision removed it. Parameters are JDK types as JSON has them. */
    record Notify(SessionId session, String event, Map<String, Object> params) implements Effect {

        public Notify {
            params = Map.copyOf(params);
        }
    }

    /** A session is told that it will be gone unless somebody does something. */
    record SessionExpiring(SessionId session, long seconds) implements Effect {}

    /** A session is gone. */
    record SessionRemoved(Session session, Cause cause) implements Effect {}

    /** A peer connection is closed, after whatever its session was told has had time to arrive. */
    record CloseLink(PeerId link, CloseReason reason) implements Effect {}

    /**
     * Something for the audit beside the command itself.
     *
     * @param action a stable word
     * @param actor who did it; null for the rules themselves
     * @param target to whom; null for nobody
     * @param reason a stable word
     * @param terms the trust score's, or other numbers it was decided by
     */
    record Audited(
            String action,
            @Nullable SessionId actor,
            @Nullable SessionId target,
            String reason,
            Map<String, Integer> terms)
            implements Effect {

        public Audited {
            terms = Map.copyOf(terms);
        }
    }
}
