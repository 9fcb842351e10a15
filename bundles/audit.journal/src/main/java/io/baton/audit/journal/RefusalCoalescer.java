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
 * Coalesces repeated refusals of the same request. The first has an entry, the others are counted for {@link #WINDOW}:
 * a refusal changes nothing, so a replay does not need them, and a flood of refused requests cannot push history out of
 * the journal's files.
 *
 * <p>Threading. One thread.
 */
final class RefusalCoalescer {

    static final Duration WINDOW = Duration.ofSeconds(10);
    private static final int KNOWN = 256;

    private final Map<Subject, Count> known = new LinkedHashMap<>();

    /** A refusal: the actor's session or a newcomer's address, the action and the reason. */
    private record Subject(String action, String actor, String reason) {}

    private static final class Count {
        final Instant since;
        long times;

        Count(Instant since) {
            this.since = since;
        }
    }

    /** Counts a refusal that has an entry already; whatever else it is given needs one of its own. */
    boolean isRepeated(DecisionRecord decided) {
        if (!(decided.outcome() instanceof Outcome.Refused refused)) {
            return false;
        }
        Subject subject = new Subject(
                CommandCodec.wireName(decided.command()),
                actor(decided.command()),
                refused.reason().wireName());
        Count count = known.get(subject);
        if (count == null) {
            known.put(subject, new Count(decided.at()));
            return false;
        }
        count.times++;
        return true;
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
        return take(now, at, known.size() - KNOWN);
    }

    /** Returns entries for all that was counted. */
    List<Map<String, Object>> all(Instant at) {
        return take(Instant.MAX, at, 0);
    }

    private List<Map<String, Object>> take(Instant now, Instant at, int oldest) {
        List<Map<String, Object>> entries = new ArrayList<>();
        int surplus = oldest;
        for (Iterator<Map.Entry<Subject, Count>> all = known.entrySet().iterator(); all.hasNext(); surplus--) {
            Map.Entry<Subject, Count> one = all.next();
            Count count = one.getValue();
            if (surplus > 0 || !now.isBefore(count.since.plus(WINDOW))) {
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
        entry.put("reason", subject.reason());
        entry.put("times", times);
        return entry;
    }
}
