// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import io.baton.peer.PeerId;
import org.jspecify.annotations.Nullable;

/** Everything that can change the roster. What comes from outside, time included, arrives as a command. */
public sealed interface Command {

    /**
     * Somebody knocks.
     *
     * @param id id for a new session, should it be one
     * @param token digest of the token it will be given, new session or resumed
     * @param resume digest of the token it presented; null when it presented none
     * @param replaces the session its socket already belongs to; null on a fresh socket
     * @param nickname checked name it asks for; empty for none
     * @param nicknameKey what that name is compared by; empty for none
     */
    record Join(
            SessionId id,
            TokenDigest token,
            @Nullable TokenDigest resume,
            @Nullable SessionId replaces,
            String user,
            Role role,
            String source,
            String nickname,
            String nicknameKey,
            String browser)
            implements Command {}

    /**
     * A client whose peer connection is alive came back on a new socket.
     *
     * @param resume digest of the token it presented
     * @param token digest of the token it will be given instead
     */
    record Attach(TokenDigest resume, TokenDigest token) implements Command {}

    /** The session's offer was answered with this peer connection, in place of any earlier one. */
    record Answered(SessionId session, PeerId link) implements Command {}

    /** A peer connection came up. */
    record Linked(PeerId link) implements Command {}

    /** A peer connection that was up is gone. */
    record LinkLost(PeerId link) implements Command {}

    /** A peer connection never came up, or no peer could be made for the seat (link null). */
    record LinkFailed(SessionId session, @Nullable PeerId link) implements Command {}

    /** A session takes another name, already checked for form. */
    record Rename(SessionId session, String nickname, String nicknameKey) implements Command {}

    /** New settings, already valid by construction. */
    record Configure(Settings settings) implements Command {}

    /** Time passed: deadlines are looked at. */
    record Tick() implements Command {}
}
