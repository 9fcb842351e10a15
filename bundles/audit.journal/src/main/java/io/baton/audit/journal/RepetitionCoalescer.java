// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import io.baton.session.Command;
import io.baton.session.DecisionRecord;
import io.baton.session.Outcome;
import io.baton.session.SessionId;
import io.baton.session.codec.CommandCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Coalesces repeated commands, so that no client can push history out of the journal's files. Of a refused command the
 * first has an entry, and its repetitions are counted for {@link #REFUSED_WINDOW}. Of an accepted command that any
 * client may send, the first {@link #ACCEPTED_ENTRIES} of one address have entries, and further ones are counted for
 * {@link #ACCEPTED_WINDOW}. Of an accepted command that needs control or administration, the first
 * {@link #PRIVILEGED_ENTRIES} of each session have entries, more than a person makes, so that no user's decisions are
 * hidden behind those of others.
 *
 * <p>A refusal changes nothing, so a replay does not need it; of accepted commands the caller records the result. Ticks
 * are not coalesced: no client makes them come faster.
 *
 * <p>Threading. One thread.
 */
final class RepetitionCoalescer {

    static final Duration REFUSED_WINDOW = Duration.ofSeconds(10);
    static final Duration ACCEPTED_WINDOW = Duration.ofMinutes(1);
    static final int ACCEPTED_ENTRIES = 10;
    static final int PRIVILEGED_ENTRIES = 60;
    private static final int MAX_SUBJECTS = 256;
    private static final String DONE = "";

    private final Map<Subject, Count> counts = new LinkedHashMap<>();

    /**
     * What is repeated.
     *
     * @param actor the actor's session or a newcomer's address; of an accepted command that any client may send always
     *     the address
     * @param reason empty for an accepted command
     */
    private record Subject(String action, String actor, String reason) {

        boolean isAccepted() {
            return reason.equals(DONE);
        }
    }

    private static final class Count {
        final Instant since;
        int entries = 1;
        long times;

        Count(Instant since) {
            this.since = since;
        }
    }

    /** Returns whether a decision is only counted; any other needs an entry of its own. */
    boolean isRepeated(DecisionRecord decided) {
        if (decided.outcome().isDone() && decided.command() instanceof Command.Tick) {
            return false;
        }
        Subject subject = subject(decided);
        Count count = counts.get(subject);
        if (count == null) {
            counts.put(subject, new Count(decided.at()));
            return false;
        }
        if (subject.isAccepted() && count.entries < entries(decided.command())) {
            count.entries++;
            return false;
        }
        count.times++;
        return true;
    }

    private static Subject subject(DecisionRecord decided) {
        Command command = decided.command();
        String action = CommandCodec.wireName(command);
        return decided.outcome() instanceof Outcome.Refused refused
                ? new Subject(action, actor(command), refused.reason().wireName())
                : new Subject(action, isPrivileged(command) ? actor(command) : DecisionEntry.source(decided), DONE);
    }

    private static int entries(Command command) {
        return isPrivileged(command) ? PRIVILEGED_ENTRIES : ACCEPTED_ENTRIES;
    }

    /** Whether a command needs control or administration, or comes from the device itself. */
    private static boolean isPrivileged(Command command) {
        return switch (command) {
            case Command.ApproveRequest approve -> true;
            case Command.DenyRequest deny -> true;
            case Command.Transfer transfer -> true;
            case Command.Release release -> true;
            case Command.Claim claim -> true;
            case Command.ApproveSession approve -> true;
            case Command.DenySession deny -> true;
            case Command.Kick kick -> true;
            case Command.Configure configure -> true;
            case Command.AccountChanged changed -> true;
            case Command.Rename rename -> !rename.actor().equals(rename.session());
            default -> false;
        };
    }

    private static String actor(Command command) {
        @Nullable SessionId actor = command.by();
        return actor != null ? actor.value() : command instanceof Command.Join join ? join.source() : "";
    }

    /**
     * Returns entries for what was counted long enough, or to make room.
     *
     * @param now the time by the coordinator's clock
     * @param at the time of day, for the entries
     */
    List<Map<String, Object>> over(Instant now, Instant at) {
        return take(now, at, counts.size() - MAX_SUBJECTS);
    }

    /** Returns entries for all that was counted. */
    List<Map<String, Object>> all(Instant at) {
        return take(Instant.MAX, at, 0);
    }

    private List<Map<String, Object>> take(Instant now, Instant at, int oldest) {
        List<Map<String, Object>> entries = new ArrayList<>();
        int surplus = oldest;
        for (Iterator<Map.Entry<Subject, Count>> all = counts.entrySet().iterator(); all.hasNext(); surplus--) {
            Map.Entry<Subject, Count> one = all.next();
            Count count = one.getValue();
            Duration window = one.getKey().isAccepted() ? ACCEPTED_WINDOW : REFUSED_WINDOW;
            if (surplus > 0 || !now.isBefore(count.since.plus(window))) {
                all.remove();
                if (count.times > 0) {
                    entries.add(entry(at, one.getKey(), count.times));
                }
            }
        }
        return entries;
    }

    private static Map<String, Object> entry(Instant at, Subject subject, long times) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("at", at.toString());
        entry.put("kind", "repeated");
        entry.put("action", subject.action());
        entry.put("actor", subject.actor());
        if (!subject.isAccepted()) {
            entry.put("reason", subject.reason());
        }
        entry.put("times", times);
        return entry;
    }
}
