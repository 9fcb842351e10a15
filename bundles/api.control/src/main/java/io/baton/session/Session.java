// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import io.baton.peer.PeerId;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One client with a seat. Its mode is not here: it follows from the roster, see {@link Roster#mode}. Made by
 * {@link SessionBuilder}.
 *
 * @param id public handle
 * @param login how it logged in
 * @param source where it comes from: the client's address
 * @param browser what it runs in, a short word such as {@code chrome}
 * @param nickname valid name; empty when it has none
 * @param nicknameKey what the name is compared by, see {@code NameCheck.Accepted#key}; empty when it has none
 * @param token digest of its present resume token
 * @param previousToken digest of the token before, still valid: it is not certain that the client has the present one;
 *     null when it is
 * @param createdAt when it took its seat; resuming does not change it
 * @param lastActive when it last did something a person does
 * @param lastInput when input of it last reached the target; null when none did
 * @param pending what it still needs before it is admitted; empty when admitted
 * @param pendingSince when its wait for admission began
 * @param connection where it stands with its peer connection
 * @param flags what else is remembered of it
 * @param denials how often it, or the same client before, was denied
 * @param emergencies emergency promotions of it that no human decision followed
 * @param warnedAt when it was told that it will expire; null when it was not, or did something since
 * @param promptedAt when another user was last notified of a request of it; null when none was
 */
public record Session(
        SessionId id,
        Login login,
        String source,
        String browser,
        String nickname,
        String nicknameKey,
        TokenDigest token,
        @Nullable TokenDigest previousToken,
        Instant createdAt,
        Instant lastActive,
        @Nullable Instant lastInput,
        Set<PendingReason> pending,
        Instant pendingSince,
        Connection connection,
        Set<SessionFlag> flags,
        int denials,
        int emergencies,
        @Nullable Instant warnedAt,
        @Nullable Instant promptedAt) {

    public Session {
        pending = Set.copyOf(pending);
        flags = SessionFlags.of(flags);
        if (nickname.isEmpty() != nicknameKey.isEmpty()) {
            throw new IllegalArgumentException("a name has a key and a key has a name");
        }
        if (denials < 0 || emergencies < 0) {
            throw new IllegalArgumentException("nothing happens a negative number of times");
        }
    }

    public SessionBuilder edit() {
        return new SessionBuilder(this);
    }

    /** The account; empty where there is no login. */
    public String user() {
        return login.user();
    }

    /** The login's standing right. */
    public Role role() {
        return login.role();
    }

    /** Returns whether a token resumes this session. Compares in constant time. */
    public boolean isResumedBy(TokenDigest presented) {
        boolean present = token.matches(presented);
        boolean previous = previousToken != null && previousToken.matches(presented);
        return present || previous;
    }

    /** Returns whether it may have control: its role allows it, and it has a data channel to use it with. */
    public boolean mayControl() {
        return role().mayControl() && !is(SessionFlag.VIDEO_ONLY);
    }

    public boolean admitted() {
        return pending.isEmpty();
    }

    public boolean is(SessionFlag flag) {
        return flags.contains(flag);
    }

    /** Its peer connection; null before the first answer and in grace. */
    public @Nullable PeerId link() {
        return connection.peer();
    }

    /** Whether its peer connection is up. */
    public boolean linked() {
        return connection.state() == Connection.State.UP;
    }

    /** Returns whether its link was never up: it has a seat, and nothing yet shows that its client is there. */
    public boolean isSeat() {
        return !linked() && !is(SessionFlag.SEEN);
    }

    /** Returns whether its link was lost and not restored yet. */
    public boolean inGrace() {
        return connection.state() == Connection.State.LOST;
    }
}
