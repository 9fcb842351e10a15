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
 * Turns decisions into journal entries. Between two decisions whose numbers do not follow on each other it puts a gap
 * entry and the whole roster, so that a replay can continue from there.
 *
 * <p>Threading. One thread.
 */
final class EntryFactory {

    private static final String KIND = "kind";
    private static final String AT = "at";
    private static final String REASON = "reason";

    private final String life;
    private final RepetitionCoalescer repetitions = new RepetitionCoalescer();
    private long number = -1;
    private @Nullable Instant lastAt;
    private @Nullable Roster roster;
    private long missed;

    /** When an accepted command was first left out since the last snapshot; null while none is left out. */
    private @Nullable Instant omittedSince;

    /** Whether an entry tells a replay that commands are left out. */
    private boolean omissionMarked;

    /** @param life names this run of the process */
    EntryFactory(String life) {
        this.life = life;
    }

    /** Continues after a predecessor in the same process, if the entry is the one it closed the journal with. */
    void follow(Map<String, Object> last) {
        if ("closed".equals(last.get(KIND))
                && life.equals(last.get("life"))
                && last.get("n") instanceof Long n
                && last.get("heardAt") instanceof String at) {
            number = n;
            lastAt = Instant.parse(at);
        }
    }

    /** Returns how many decisions are known to be missing. */
    long missed() {
        return missed;
    }

    /**
     * Returns the entries for a decision, in order; none for a tick that changed nothing, since a replay does not need
     * it.
     *
     * @param at the time of day of the decision
     * @param why the reason to record should decisions be missing
     */
    List<Map<String, Object>> of(DecisionRecord decided, Instant at, String why) {
        Instant latest = lastAt;
        if (decided.number() <= number
                && latest != null
                && roster == null
                && !decided.at().isAfter(latest)) {
            return List.of();
        }
        List<Map<String, Object>> entries = new ArrayList<>(repetitions.over(decided.at(), at));
        boolean sameCoordinator = decided.number() > number;
        long lost = number < 0 ? 0 : sameCoordinator ? decided.number() - number - 1 : decided.number() - 1;
        if (lost > 0) {
            entries.add(gap(at, sameCoordinator ? why : "coordinator", lost));
        }
        Roster known = roster;
        Roster before = decided.before();
        if (known != null && lost == 0 && !before.equals(known) && before.equals(known.withEpoch(before.epoch()))) {
            Map<String, Object> entry = entry(at, "epoch");
            entry.put("epoch", before.epoch());
            entries.add(entry);
        } else if (known == null || lost > 0 || !before.equals(known)) {
            String reason = lost > 0 ? "gap" : known == null ? number < 0 ? "start" : "swap" : "coordinator";
            entries.addAll(snapshot(at, reason, before));
        } else if (isOmissionOver(decided.at())) {
            entries.addAll(snapshot(at, "repeated", before));
        }
        if (!isUnchangedTick(decided)) {
            if (!repetitions.isRepeated(decided)) {
                entries.addAll(omissionMark(at));
                entries.add(DecisionEntry.of(decided, at));
            } else if (decided.outcome().isDone() && omittedSince == null) {
                omittedSince = decided.at();
            }
        }
        roster = decided.after();
        number = decided.number();
        lastAt = decided.at();
        missed += lost;
        return entries;
    }

    private static boolean isUnchangedTick(DecisionRecord decided) {
        return decided.command() instanceof Command.Tick
                && decided.outcome().isDone()
                && decided.effects().isEmpty()
                && decided.after().equals(decided.before());
    }

    /** Returns an entry with the whole roster; empty when none is known. */
    List<Map<String, Object>> snapshot(Instant at, String reason) {
        Roster known = roster;
        return known == null ? List.of() : snapshot(at, reason, known);
    }

    /** Whether commands have been left out for so long that the roster is due, from which a replay continues. */
    private boolean isOmissionOver(Instant now) {
        Instant since = omittedSince;
        return since != null && !now.isBefore(since.plus(RepetitionCoalescer.ACCEPTED_WINDOW));
    }

    /** Returns the entry before the first one that follows on commands that were left out; else none. */
    private List<Map<String, Object>> omissionMark(Instant at) {
        if (omittedSince == null || omissionMarked) {
            return List.of();
        }
        omissionMarked = true;
        return List.of(entry(at, "omitted"));
    }

    private List<Map<String, Object>> snapshot(Instant at, String reason, Roster roster) {
        List<Map<String, Object>> entries = new ArrayList<>(omissionMark(at));
        entries.add(snapshotEntry(at, reason, roster));
        omittedSince = null;
        omissionMarked = false;
        return entries;
    }

    private static Map<String, Object> snapshotEntry(Instant at, String reason, Roster roster) {
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
        Instant latest = lastAt;
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
