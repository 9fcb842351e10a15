// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import io.baton.nickname.NicknameKey;
import io.baton.peer.PeerId;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.Spliterator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An immutable list of sessions in which ids, tokens, links and nicknames are unique, with an index by id. A successor
 * shares the index while the ids stay, and only what changed is checked again.
 *
 * <p>Threading. Any thread.
 *
 * <p>Errors. An {@link IllegalArgumentException} names what is not unique.
 */
public final class SessionTable extends AbstractList<Session> implements RandomAccess {

    private static final String ID = "a session is in the roster once";
    private static final String TOKEN = "a token belongs to one session";
    private static final String LINK = "a link belongs to one session";
    private static final String NICKNAME = "a nickname belongs to one session";

    private final Session[] sessions;
    /** Open addressing by the hash of the id: place + 1, or 0 where there is none. */
    private final int[] index;

    private SessionTable(Session[] sessions, int[] index) {
        this.sessions = sessions;
        this.index = index;
    }

    /** Returns these sessions as a table; a table is returned as it is. */
    public static SessionTable of(List<Session> sessions) {
        return sessions instanceof SessionTable table ? table : checked(sessions.toArray(Session[]::new));
    }

    private static SessionTable checked(Session[] sessions) {
        DuplicateDetector seen = new DuplicateDetector(8 * sessions.length);
        for (Session session : sessions) {
            require(seen.add(session.id()), ID);
            require(seen.add(session.token()), TOKEN);
            TokenDigest previous = session.previousToken();
            require(previous == null || seen.add(previous), TOKEN);
            PeerId link = session.link();
            require(link == null || seen.add(link), LINK);
            for (String form : NicknameKey.forms(session.nicknameKey())) {
                require(seen.add(form), NICKNAME);
            }
        }
        return new SessionTable(sessions, indexed(sessions));
    }

    /** Requires that a session shares nothing with another one. */
    private static void requireDistinct(Session session, Session other) {
        require(!session.id().equals(other.id()), ID);
        requireDistinctKeys(session, other);
    }

    private static void requireDistinctKeys(Session session, Session other) {
        TokenDigest previous = session.previousToken();
        TokenDigest otherPrevious = other.previousToken();
        require(
                !session.token().equals(other.token())
                        && !session.token().equals(otherPrevious)
                        && (previous == null || (!previous.equals(other.token()) && !previous.equals(otherPrevious))),
                TOKEN);
        PeerId link = session.link();
        require(link == null || !link.equals(other.link()), LINK);
        require(!NicknameKey.clash(session.nicknameKey(), other.nicknameKey()), NICKNAME);
    }

    private static boolean hasSameKeys(Session one, Session other) {
        return one.token().equals(other.token())
                && Objects.equals(one.previousToken(), other.previousToken())
                && Objects.equals(one.link(), other.link())
                && one.nicknameKey().equals(other.nicknameKey());
    }

    private static int[] indexed(Session[] sessions) {
        int[] index = new int[Integer.highestOneBit(Math.max(sessions.length, 1)) * 4];
        for (int i = 0; i < sessions.length; i++) {
            int at = slot(sessions[i].id(), index.length);
            while (index[at] != 0) {
                at = (at + 1) & (index.length - 1);
            }
            index[at] = i + 1;
        }
        return index;
    }

    private static int slot(SessionId id, int slots) {
        int hash = id.hashCode();
        return (hash ^ hash >>> 16) & (slots - 1);
    }

    @Override
    public Session get(int place) {
        return sessions[place];
    }

    @Override
    public int size() {
        return sessions.length;
    }

    /** Returns the place of a session; −1 where there is none. */
    public int place(SessionId id) {
        int at = slot(id, index.length);
        for (int found = index[at]; found != 0; found = index[at]) {
            if (sessions[found - 1].id().equals(id)) {
                return found - 1;
            }
            at = (at + 1) & (index.length - 1);
        }
        return -1;
    }

    /** Returns a session; null where there is none. */
    public @Nullable Session find(SessionId id) {
        int place = place(id);
        return place < 0 ? null : sessions[place];
    }

    /** Returns a table with another version of the session at this place. */
    public SessionTable with(int place, Session changed) {
        Session old = sessions[place];
        require(changed.id().equals(old.id()), "a session keeps its id");
        if (!hasSameKeys(changed, old)) {
            for (int i = 0; i < sessions.length; i++) {
                if (i != place) {
                    requireDistinctKeys(changed, sessions[i]);
                }
            }
        }
        Session[] next = sessions.clone();
        next[place] = changed;
        return new SessionTable(next, index);
    }

    /** Returns a table with other versions of some sessions; the edit returns an unchanged session as it is. */
    public SessionTable map(UnaryOperator<Session> edit) {
        Session[] next = sessions;
        boolean sameKeys = true;
        for (int i = 0; i < sessions.length; i++) {
            Session changed = edit.apply(sessions[i]);
            if (!isSame(changed, sessions[i])) {
                require(changed.id().equals(sessions[i].id()), "a session keeps its id");
                sameKeys &= hasSameKeys(changed, sessions[i]);
                next = isSame(next, sessions) ? sessions.clone() : next;
                next[i] = changed;
            }
        }
        if (isSame(next, sessions)) {
            return this;
        }
        return sameKeys ? new SessionTable(next, index) : checked(next);
    }

    /** Returns a table with one session more. */
    public SessionTable plus(Session session) {
        for (Session other : sessions) {
            requireDistinct(session, other);
        }
        Session[] next = Arrays.copyOf(sessions, sessions.length + 1);
        next[sessions.length] = session;
        return new SessionTable(next, indexed(next));
    }

    /** Returns a table without a session. */
    public SessionTable minus(SessionId id) {
        int place = place(id);
        if (place < 0) {
            return this;
        }
        Session[] next = new Session[sessions.length - 1];
        System.arraycopy(sessions, 0, next, 0, place);
        System.arraycopy(sessions, place + 1, next, place, next.length - place);
        return new SessionTable(next, indexed(next));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SessionTable table ? Arrays.equals(sessions, table.sessions) : super.equals(other);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sessions);
    }

    @Override
    public Spliterator<Session> spliterator() {
        return Arrays.spliterator(sessions);
    }

    /** Compares references: an unchanged session is the very same object, and comparing its fields would cost more. */
    private static boolean isSame(Object one, Object other) {
        return one == other;
    }

    private static void require(boolean holds, String invariant) {
        if (!holds) {
            throw new IllegalArgumentException(invariant);
        }
    }
}
