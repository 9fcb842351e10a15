// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import io.baton.audit.AuditEvent;
import io.baton.session.Command;
import io.baton.session.DecisionRecord;
import io.baton.session.Roster;
import io.baton.session.codec.RosterCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns what was heard into entries, and notices what was not: between two decisions that do not follow on each other
 * goes a gap and the whole roster, so that a replay goes on from there.
 *
 * <p>Threading. One thread.
 */
final class EntryFactory {

    private static final String KIND = "kind";
    private static final String AT = "at";
    private static final String REASON = "reason";

    private final String life;
    private final RefusalCoalescer repetitions = new RefusalCoalescer();
    private long number = -1;
    private @Nullable Instant heardAt;
    private @Nullable Roster roster;
    private long missed;

    /** @param life names this run of the process */
    EntryFactory(String life) {
        this.life = life;
    }

    /** Goes on where a predecessor in the same process stopped, if this is the last thing it wrote. */
    void follow(Map<String, Object> last) {
        if ("closed".equals(last.get(KIND))
                && life.equals(last.get("life"))
                && last.get("n") instanceof Long n
                && last.get("heardAt") instanceof String at) {
            number = n;
            heardAt = Instant.parse(at);
        }
    }

    /** How many decisions are known to be missing. */
    long missed() {
        return missed;
    }

    /**
     * The entries for a decision, in order; none for a look at the time that changed nothing, since leaving it out
     * changes nothing when the rest is replayed.
     *
     * @param why what is to blame should some be missing
     */
    List<Map<String, Object>> of(DecisionRecord decided, String why) {
        Instant latest = heardAt;
        if (decided.number() <= number
                && latest != null
                && roster == null
                && !decided.at().isAfter(latest)) {
            return List.of();
        }
        List<Map<String, Object>> entries = new ArrayList<>(repetitions.over(decided.at()));
        boolean sameCoordinator = decided.number() > number;
        long lost = number < 0 ? 0 : sameCoordinator ? decided.number() - number - 1 : decided.number() - 1;
        if (lost > 0) {
            entries.add(gap(decided.at(), sameCoordinator ? why : "coordinator", lost));
        }
        Roster known = roster;
        Roster before = decided.before();
        if (known != null && lost == 0 && !before.equals(known) && before.equals(known.withEpoch(before.epoch()))) {
            Map<String, Object> entry = entry(decided.at(), "epoch");
            entry.put("epoch", before.epoch());
            entries.add(entry);
        } else if (known == null || lost > 0 || !before.equals(known)) {
            String reason = lost > 0 ? "gap" : known == null ? number < 0 ? "start" : "swap" : "coordinator";
            entries.add(snapshot(decided.at(), reason, before));
        }
        if (!isUnchangedTick(decided) && !repetitions.isRepeated(decided)) {
            entries.add(DecisionEntry.of(decided));
        }
        roster = decided.after();
        number = decided.number();
        heardAt = decided.at();
        missed += lost;
        return entries;
    }

    private static boolean isUnchangedTick(DecisionRecord decided) {
        return decided.command() instanceof Command.Tick
                && decided.outcome().isDone()
                && decided.effects().isEmpty()
                && decided.after().equals(decided.before());
    }

    /** The roster as it is known; empty when none is. */
    List<Map<String, Object>> snapshot(Instant at, String reason) {
        Roster known = roster;
        return known == null ? List.of() : List.of(snapshot(at, reason, known));
    }

    private static Map<String, Object> snapshot(Instant at, String reason, Roster roster) {
        Map<String, Object> entry = entry(at, "snapshot");
        entry.put(REASON, reason);
        entry.put("schema", (long) RosterCodec.SCHEMA);
        entry.put("roster", RosterCodec.write(roster));
        return entry;
    }

    static Map<String, Object> file(Instant at, long fileNumber, String reason) {
        Map<String, Object> entry = entry(at, "file");
        entry.put("file", fileNumber);
        entry.put(REASON, reason);
        return entry;
    }

    Map<String, Object> opened(Instant at) {
        Map<String, Object> entry = entry(at, "opened");
        entry.put("life", life);
        return entry;
    }

    /** Returns what is still to be written before the end. */
    List<Map<String, Object>> rest(Instant at) {
        return repetitions.all(at);
    }

    Map<String, Object> closed(Instant at) {
        Map<String, Object> entry = entry(at, "closed");
        entry.put("life", life);
        Instant latest = heardAt;
        if (latest != null) {
            entry.put("n", number);
            entry.put("heardAt", latest.toString());
        }
        return entry;
    }

    static Map<String, Object> tornTail(Instant at, TornTail torn) {
        Map<String, Object> entry = entry(at, "tornTail");
        entry.put("file", torn.file());
        entry.put("bytes", torn.bytes());
        entry.put("keptAs", torn.keptAs());
        return entry;
    }

    static Map<String, Object> gap(Instant at, String reason, long lost) {
        Map<String, Object> entry = entry(at, "gap");
        entry.put(REASON, reason);
        entry.put("lost", lost);
        return entry;
    }

    static Map<String, Object> note(Instant at, AuditEvent note) {
        Map<String, Object> entry = entry(at, "note");
        entry.put("action", note.action());
        entry.put("user", note.user());
        entry.put("source", note.source());
        entry.put("outcome", note.outcome());
        entry.put("details", new TreeMap<>(note.details()));
        return entry;
    }

    private static Map<String, Object> entry(Instant at, String kind) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put(AT, at.toString());
        entry.put(KIND, kind);
        return entry;
    }
}
