// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A consequence of a decision. The coordinator carries effects out after the roster changed, in order; listeners learn
 * of all of them.
 */
public sealed interface Effect {

    /** The mode of a session changed; the session is told. */
    record ModeChanged(SessionId session, Mode mode, Cause cause) implements Effect {}

    /**
     * Control changed hands or was released. All keys and buttons go up on the target before the next input is
     * accepted.
     *
     * @param from the session that had control; null when control was vacant
     * @param to the session that has control; null when control is vacant. The same as {@code from} when its holder
     *     took another peer connection
     * @param epoch the new control epoch
     */
    record ControlPassed(@Nullable SessionId from, @Nullable SessionId to, long epoch) implements Effect {}

    /** Control is reserved for a session in grace until then; every admitted session is told. */
    record ControlReserved(SessionId session, Instant until) implements Effect {}

    /** Control is vacant; every admitted session is told why. */
    record ControlVacant(Control.VacancyReason why) implements Effect {}

    /** The video of a peer connection is turned on. */
    record VideoOn(PeerId link) implements Effect {}

    /** A session is gone. */
    record SessionRemoved(Session session, Cause cause) implements Effect {}

    /** A peer connection is closed, after the notices to its session had time to arrive. */
    record CloseLink(PeerId link, CloseReason reason) implements Effect {}

    /**
     * An audit entry beside the one of the command itself.
     *
     * @param action a stable word
     * @param actor the acting session; null where a rule acted
     * @param target the session acted on; null for none
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

    /** One session is told something, even if this decision removed it. */
    sealed interface Notice extends Effect {

        /** The session that is told. */
        SessionId session();

        /**
         * Returns the peer connection on which the session is told: the one it has after the decision or, if the
         * decision removed it, the one it had before. Empty when it has none.
         */
        default Optional<PeerId> link(Roster before, Roster after) {
            return after.session(session()).or(() -> before.session(session())).map(Session::link);
        }
    }

    /**
     * The account and the address of a session, which only some sessions may see.
     *
     * @param user the account; empty where there is no login
     * @param source the address
     */
    record Origin(String user, String source) {}

    /**
     * The primary is told that a session asks for control.
     *
     * @param session the primary
     * @param requester the session that asks
     * @param nickname the requester's name
     * @param timeout when the request ends without an answer
     * @param origin the requester's; null where the primary may not see it
     */
    record ControlRequested(
            SessionId session,
            SessionId requester,
            String nickname,
            Duration timeout,
            @Nullable Origin origin) implements Notice {}

    /**
     * A requester is told that it does not get control.
     *
     * @param cause {@link Cause#REQUEST_DENIED} or {@link Cause#REQUEST_TIMEOUT}
     */
    record ControlDenied(SessionId session, Cause cause) implements Notice {}

    /**
     * An approver is told that a session waits for approval.
     *
     * @param session the approver
     * @param newcomer the pending session
     * @param nickname the newcomer's name; empty when it has none
     * @param browser as in {@link Session#browser}
     * @param origin the newcomer's
     * @param timeout when the newcomer is removed without an answer
     */
    record NewSessionPending(
            SessionId session, SessionId newcomer, String nickname, String browser, Origin origin, Duration timeout)
            implements Notice {}

    /** A pending session is told that no session can approve it at present. */
    record NoApprover(SessionId session) implements Notice {}

    /** A pending session is told that its admission was denied. */
    record SessionAccessDenied(SessionId session) implements Notice {}

    /**
     * A session is told that it was removed.
     *
     * @param cause why
     * @param retryAfter how long a new join would be refused; null when it would not
     */
    record SessionRemovedNotice(
            SessionId session, Cause cause, @Nullable Duration retryAfter) implements Notice {}

    /** A session is told not to reconnect, in the one way that clients of JetKVM's protocol understand. */
    record OtherSessionConnected(SessionId session) implements Notice {}

    /** A session is told that it expires after so long without activity. */
    record SessionExpiring(SessionId session, Duration left) implements Notice {}
}
