// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import io.baton.peer.PeerId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can change the roster. What comes from outside, time included, arrives as a command. The actor of a
 * command is the session whose channel it came in on; it is never taken from a parameter.
 */
public sealed interface Command {

    /**
     * A client asks to join.
     *
     * @param id id for a new session, should it be one
     * @param token digest of the token it will be given, new session or resumed
     * @param resume digest of the token it presented; null when it presented none
     * @param replaces the session its socket already belongs to; null on a fresh socket
     * @param nickname checked name it asks for; empty for none
     * @param nicknameKey what that name is compared by; empty for none
     * @param legacy whether it knows only JetKVM's protocol
     * @param videoOnly whether its offer has no data channel
     */
    record Join(
            SessionId id,
            TokenDigest token,
            @Nullable TokenDigest resume,
            @Nullable SessionId replaces,
            Login login,
            String source,
            String nickname,
            String nicknameKey,
            String browser,
            boolean legacy,
            boolean videoOnly)
            implements Command {

        /** An offer with a data channel. */
        public Join(
                SessionId id,
                TokenDigest token,
                @Nullable TokenDigest resume,
                @Nullable SessionId replaces,
                Login login,
                String source,
                String nickname,
                String nicknameKey,
                String browser,
                boolean legacy) {
            this(id, token, resume, replaces, login, source, nickname, nicknameKey, browser, legacy, false);
        }
    }

    /**
     * A client whose peer connection is alive came back on a new socket.
     *
     * @param login how it logged in; a session is given back to its own account only
     * @param resume digest of the token it presented
     * @param token digest of the token it will be given instead
     */
    record Attach(Login login, TokenDigest resume, TokenDigest token) implements Command {}

    /**
     * The session's offer was answered with this peer connection, in place of any earlier one.
     *
     * @param offer digest of the token that belongs to the offer: the answer to a replaced offer is refused; null for
     *     the newest offer, whichever that is
     */
    record Answered(
            SessionId session, PeerId link, @Nullable TokenDigest offer) implements Command {

        /** An answer to the newest offer. */
        public Answered(SessionId session, PeerId link) {
            this(session, link, null);
        }
    }

    /** A peer connection came up. */
    record Linked(PeerId link) implements Command {}

    /**
     * A peer connection that was up is gone.
     *
     * @param cause {@link Cause#LINK_LOST} or {@link Cause#SLOW_CLIENT}
     */
    record LinkLost(PeerId link, Cause cause) implements Command {

        /** The other side left or no longer answers. */
        public LinkLost(PeerId link) {
            this(link, Cause.LINK_LOST);
        }
    }

    /**
     * A peer connection never came up, or no peer could be made for an offer.
     *
     * @param link the peer connection; null when none was made
     * @param offer digest of the token that belongs to the offer, where there is no link: the failure of a replaced
     *     offer is refused; null for the newest offer, whichever that is
     */
    record LinkFailed(
            SessionId session,
            @Nullable PeerId link,
            @Nullable TokenDigest offer) implements Command {

        /** A failure of this link, or of the newest offer. */
        public LinkFailed(SessionId session, @Nullable PeerId link) {
            this(session, link, null);
        }
    }

    /**
     * The socket a session was on closed. This alone ends nothing.
     *
     * @param token digest of the token that socket was given last: each use brings another, so the late end of an old
     *     socket says nothing about a session that another socket has since
     */
    record SocketClosed(SessionId session, TokenDigest token) implements Command {}

    /** Asks for control. */
    record RequestPrimary(SessionId actor) implements Command {}

    /** Takes its request back. */
    record CancelRequest(SessionId actor) implements Command {}

    /** The primary hands control to a queued session. */
    record ApproveRequest(SessionId actor, SessionId requester) implements Command {}

    /** The primary denies a request for control. */
    record DenyRequest(SessionId actor, SessionId requester) implements Command {}

    /**
     * The primary or an administrator hands control to a session.
     *
     * @param from the session expected to have control; null for any
     */
    record Transfer(SessionId actor, @Nullable SessionId from, SessionId to) implements Command {}

    /** Gives control up. */
    record Release(SessionId actor) implements Command {}

    /** An administrator claims vacant or reserved control. */
    record Claim(SessionId actor) implements Command {}

    /** Lets a newcomer in. */
    record ApproveSession(SessionId actor, SessionId newcomer) implements Command {}

    /** Sends a newcomer away. */
    record DenySession(SessionId actor, SessionId newcomer) implements Command {}

    /** A newcomer asks again to be let in. */
    record RequestApproval(SessionId actor) implements Command {}

    /** A session takes another nickname, already checked; an administrator may rename another session. */
    record Rename(SessionId actor, SessionId session, String nickname, String nicknameKey) implements Command {}

    /** An administrator removes a session. */
    record Kick(SessionId actor, SessionId session) implements Command {}

    /** Ends every session of the actor's login. */
    record Logout(SessionId actor) implements Command {}

    /**
     * An account has another role, or none any more.
     *
     * @param user the account, never empty
     * @param role its new role; null when its logins are void
     */
    record AccountChanged(String user, @Nullable Role role) implements Command {

        public AccountChanged {
            if (user.isEmpty()) {
                throw new IllegalArgumentException("an account has a name");
            }
        }
    }

    /** The page reports that it is visible. */
    record SessionAlive(SessionId actor) implements Command {}

    /**
     * New settings, valid by construction.
     *
     * @param actor the administrator's session; null for the device's own configuration
     * @param names nicknames for sessions that need one, by session; checked and free
     */
    record Configure(@Nullable SessionId actor, Settings settings, Map<SessionId, Name> names) implements Command {

        /**
         * A nickname for a session.
         *
         * @param shown as it is shown
         * @param key what it is compared by
         */
        public record Name(String shown, String key) {}

        public Configure {
            names = Map.copyOf(names);
        }

        /** By the device's own configuration. */
        public Configure(Settings settings) {
            this(null, settings, Map.of());
        }
    }

    /**
     * Time passed: deadlines are looked at.
     *
     * @param samples activity since the previous tick, by session
     */
    record Tick(Map<SessionId, ActivitySample> samples) implements Command {

        public Tick {
            samples = Map.copyOf(samples);
        }

        /** Nothing was noticed. */
        public Tick() {
            this(Map.of());
        }
    }

    /** The session a command comes from; null for the world's. */
    default @Nullable SessionId by() {
        return switch (this) {
            case RequestPrimary(SessionId actor) -> actor;
            case CancelRequest(SessionId actor) -> actor;
            case ApproveRequest request -> request.actor();
            case DenyRequest request -> request.actor();
            case Transfer transfer -> transfer.actor();
            case Release(SessionId actor) -> actor;
            case Claim(SessionId actor) -> actor;
            case ApproveSession approval -> approval.actor();
            case DenySession denial -> denial.actor();
            case RequestApproval(SessionId actor) -> actor;
            case Rename rename -> rename.actor();
            case Kick kick -> kick.actor();
            case Logout(SessionId actor) -> actor;
            case SessionAlive(SessionId actor) -> actor;
            case Configure configure -> configure.actor();
            case Join join -> null;
            case Attach attach -> null;
            case Answered answered -> null;
            case Linked linked -> null;
            case LinkLost lost -> null;
            case LinkFailed failed -> null;
            case SocketClosed closed -> null;
            case AccountChanged changed -> null;
            case Tick tick -> null;
        };
    }
}
