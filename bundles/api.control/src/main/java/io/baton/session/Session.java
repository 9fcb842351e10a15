// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import io.baton.peer.PeerId;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One client with a seat. Its mode is not here: it follows from the roster, see {@link Roster#mode}.
 *
 * @param id public handle
 * @param user who logged in; empty where there is no login
 * @param role the login's standing right
 * @param source where it comes from: the client's address
 * @param nickname valid name; empty when it has none
 * @param nicknameKey what the name is compared by, see {@code NameCheck.Accepted#key}; empty when it has none
 * @param browser what it runs in, a short word such as {@code chrome}
 * @param createdAt when it took its seat
 * @param lastActive when it last did something a person does
 * @param pending what it still needs before it is admitted; empty when admitted
 * @param token digest of its present resume token
 * @param link its peer connection; null before the first answer
 * @param linked whether that connection is up
 * @param waitingSince when the wait for its connection began, at the join or at the last answer
 */
public record Session(
        SessionId id,
        String user,
        Role role,
        String source,
        String nickname,
        String nicknameKey,
        String browser,
        Instant createdAt,
        Instant lastActive,
        Set<PendingReason> pending,
        TokenDigest token,
        @Nullable PeerId link,
        boolean linked,
        Instant waitingSince) {

    public Session {
        pending = Set.copyOf(pending);
        if (linked && link == null) {
            throw new IllegalArgumentException("a linked session has a link");
        }
    }

    public boolean admitted() {
        return pending.isEmpty();
    }

    /** With this peer connection, which is not up yet, in place of any earlier one. */
    public Session withLink(PeerId newLink, Instant now) {
        return new Session(
                id,
                user,
                role,
                source,
                nickname,
                nicknameKey,
                browser,
                createdAt,
                lastActive,
                pending,
                token,
                newLink,
                false,
                now);
    }

    public Session withLinked(boolean isLinked) {
        return new Session(
                id,
                user,
                role,
                source,
                nickname,
                nicknameKey,
                browser,
                createdAt,
                lastActive,
                pending,
                token,
                link,
                isLinked,
                waitingSince);
    }

    public Session withNickname(String newNickname, String newKey) {
        return new Session(
                id,
                user,
                role,
                source,
                newNickname,
                newKey,
                browser,
                createdAt,
                lastActive,
                pending,
                token,
                link,
                linked,
                waitingSince);
    }

    public Session withToken(TokenDigest newToken) {
        return new Session(
                id,
                user,
                role,
                source,
                nickname,
                nicknameKey,
                browser,
                createdAt,
                lastActive,
                pending,
                newToken,
                link,
                linked,
                waitingSince);
    }

    public Session withLastActive(Instant instant) {
        return new Session(
                id,
                user,
                role,
                source,
                nickname,
                nicknameKey,
                browser,
                createdAt,
                instant,
                pending,
                token,
                link,
                linked,
                waitingSince);
    }
}
