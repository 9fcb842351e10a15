// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import io.baton.session.Cause;
import io.baton.session.Command;
import io.baton.session.DecisionRecord;
import io.baton.session.Effect;
import io.baton.session.Login;
import io.baton.session.Mode;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionId;
import io.baton.session.TokenDigest;
import io.baton.session.codec.CommandCodec;
import io.baton.session.codec.OutcomeCodec;
import io.baton.session.codec.RosterCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The entry for a decision: actor, action and target for readers, command and result for the replay. */
final class DecisionEntry {

    private final DecisionRecord decided;
    private final Instant at;
    private final Roster before;
    private final Roster after;

    private DecisionEntry(DecisionRecord decided, Instant at) {
        this.decided = decided;
        this.at = at;
        this.before = decided.before();
        this.after = decided.after();
    }

    /** @param at the time of day; the time of the coordinator's clock, which a replay needs, is {@code clock} */
    static Map<String, Object> of(DecisionRecord decided, Instant at) {
        return new DecisionEntry(decided, at).entry();
    }

    /** Returns the address that a command comes from: that of its actor, else that of the session it is about. */
    static String source(DecisionRecord decided) {
        if (decided.command() instanceof Command.Join join) {
            return join.source();
        }
        DecisionEntry entry = new DecisionEntry(decided, decided.at());
        SessionId actor = decided.command().by();
        SessionId subject = actor == null ? entry.target(decided.command()) : actor;
        return subject == null
                ? ""
                : entry.before
                        .session(subject)
                        .or(() -> entry.after.session(subject))
                        .map(Session::source)
                        .orElse("");
    }

    /** What the entry says of a roster: equal rosters and no others have it. */
    static String digest(Roster roster) {
        byte[] form = JournalJson.CODEC.bytes(RosterCodec.write(roster));
        return HashChain.hex(form, 0, form.length);
    }

    private Map<String, Object> entry() {
        Command command = decided.command();
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("at", at.toString());
        entry.put("kind", "command");
        entry.put("action", CommandCodec.wireName(command));
        entry.put("n", decided.number());
        SessionId actor = command.by();
        put(entry, "actor", command instanceof Command.Join join ? newcomer(join) : person(actor));
        SessionId target = target(command);
        put(entry, "target", person(target));
        SessionId subject = target == null ? actor : target;
        if (subject != null) {
            put(entry, "before", mode(before, subject));
            put(entry, "after", mode(after, subject));
        }
        entry.put("outcome", OutcomeCodec.write(decided.outcome()));
        List<Map<String, Object>> modes = modes();
        if (!modes.isEmpty()) {
            entry.put("modes", modes);
        }
        List<Map<String, Object>> audited = decided.effects().stream()
                .filter(Effect.Audited.class::isInstance)
                .map(effect -> OutcomeCodec.write((Effect.Audited) effect))
                .toList();
        if (!audited.isEmpty()) {
            entry.put("audited", audited);
        }
        entry.put("revision", after.revision());
        entry.put("epoch", after.epoch());
        entry.put("roster", digest(after));
        entry.put("clock", decided.at().toString());
        entry.put("command", CommandCodec.write(command));
        return entry;
    }

    private @Nullable SessionId target(Command command) {
        return switch (command) {
            case Command.Join join -> byToken(join.token());
            case Command.Attach attach -> byToken(attach.token());
            case Command.Answered answered -> answered.session();
            case Command.Linked linked ->
                before.byLink(linked.link()).map(Session::id).orElse(null);
            case Command.LinkLost lost ->
                before.byLink(lost.link()).map(Session::id).orElse(null);
            case Command.LinkFailed failed -> failed.session();
            case Command.SocketClosed closed -> closed.session();
            case Command.ApproveRequest approve -> approve.requester();
            case Command.DenyRequest deny -> deny.requester();
            case Command.Transfer transfer -> transfer.to();
            case Command.ApproveSession approve -> approve.newcomer();
            case Command.DenySession deny -> deny.newcomer();
            case Command.Rename rename -> rename.session();
            case Command.Kick kick -> kick.session();
            default -> null;
        };
    }

    private @Nullable SessionId byToken(TokenDigest token) {
        return after.sessions().stream()
                .filter(session -> session.token().equals(token))
                .map(Session::id)
                .findFirst()
                .orElse(null);
    }

    private static Map<String, Object> newcomer(Command.Join join) {
        Login login = join.login();
        Map<String, Object> person = new LinkedHashMap<>();
        person.put("user", login.user());
        person.put("role", login.role().wireName());
        person.put("nickname", join.nickname());
        person.put("source", join.source());
        return person;
    }

    private @Nullable Map<String, Object> person(@Nullable SessionId id) {
        if (id == null) {
            return null;
        }
        Map<String, Object> person = new LinkedHashMap<>();
        person.put("session", id.value());
        Optional<Session> known = before.session(id).or(() -> after.session(id));
        known.ifPresent(session -> {
            person.put("user", session.user());
            person.put("role", session.role().wireName());
            person.put("nickname", session.nickname());
            person.put("source", session.source());
        });
        return person;
    }

    /** Every session whose mode changed: a tick may promote, a release makes a successor. */
    private List<Map<String, Object>> modes() {
        if (before.equals(after)) {
            return List.of();
        }
        Set<SessionId> all = new LinkedHashSet<>();
        before.sessions().forEach(session -> all.add(session.id()));
        after.sessions().forEach(session -> all.add(session.id()));
        List<Map<String, Object>> modes = new ArrayList<>();
        for (SessionId id : all) {
            String was = mode(before, id);
            String is = mode(after, id);
            if (!String.valueOf(was).equals(String.valueOf(is))) {
                Map<String, Object> change = new LinkedHashMap<>();
                change.put("session", id.value());
                after.session(id).or(() -> before.session(id)).ifPresent(it -> change.put("nickname", it.nickname()));
                put(change, "before", was);
                put(change, "after", is);
                cause(id).ifPresent(cause -> change.put("reason", cause.wireName()));
                modes.add(change);
            }
        }
        return modes;
    }

    private Optional<Cause> cause(SessionId id) {
        for (Effect effect : decided.effects()) {
            if (effect instanceof Effect.ModeChanged changed
                    && changed.session().equals(id)) {
                return Optional.of(changed.cause());
            }
            if (effect instanceof Effect.SessionRemoved removed
                    && removed.session().id().equals(id)) {
                return Optional.of(removed.cause());
            }
        }
        return Optional.empty();
    }

    private static @Nullable String mode(Roster roster, SessionId id) {
        return roster.session(id).map(roster::mode).map(Mode::wireName).orElse(null);
    }

    private static void put(Map<String, Object> entry, String key, @Nullable Object value) {
        if (value != null) {
            entry.put(key, value);
        }
    }
}
