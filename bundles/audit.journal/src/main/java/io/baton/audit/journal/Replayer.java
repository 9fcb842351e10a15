// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import io.baton.audit.journal.LineReader.Line;
import io.baton.policy.Decision;
import io.baton.policy.SessionPolicy;
import io.baton.session.Command;
import io.baton.session.Outcome;
import io.baton.session.Roster;
import io.baton.session.codec.CommandCodec;
import io.baton.session.codec.OutcomeCodec;
import io.baton.session.codec.RosterCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Has a policy decide everything again, from each roster that was written whole, and compares what it says with what
 * was written.
 *
 * <p>Threading. One thread, one use.
 */
final class Replayer {

    private final SessionPolicy policy;
    private @Nullable Roster roster;
    private boolean exact = true;
    private boolean sawOtherForm;
    private long commands;
    private long rosters;
    private long skipped;
    private long differences;
    private @Nullable String firstDifference;

    Replayer(SessionPolicy policy) {
        this.policy = policy;
    }

    /**
     * What was found.
     *
     * @param commands how many were decided again
     * @param rosters how many were written whole, each a new beginning or a comparison
     * @param skipped commands for which no roster was known
     * @param otherForm whether rosters were written in another version's form and so compared by revision and epoch
     * @param differences how often something else came out
     * @param firstDifference the first time; null when there was none
     */
    record Report(
            long commands,
            long rosters,
            long skipped,
            boolean otherForm,
            long differences,
            @Nullable String firstDifference) {}

    /** Replays files that follow on each other. */
    Report replay(List<Path> files) throws IOException {
        for (Path file : files) {
            int number = 0;
            for (Line line : LineReader.of(Files.readAllBytes(file)).lines()) {
                number++;
                String where = file.getFileName() + ", line " + number;
                if (line.good()) {
                    step(where, line);
                } else {
                    differs(where + ": this is not what was written");
                }
            }
        }
        return new Report(commands, rosters, skipped, sawOtherForm, differences, firstDifference);
    }

    private void step(String where, Line line) {
        try {
            Map<String, Object> entry = line.entry();
            switch (String.valueOf(entry.get("kind"))) {
                case "snapshot" -> snapshot(where, entry);
                case "command" -> command(where + " (entry " + entry.get("seq") + ")", entry);
                case "epoch" -> {
                    Roster known = roster;
                    roster = known == null ? null : known.withEpoch(whole(entry, "epoch"));
                }
                case "gap", "opened", "omitted" -> roster = null;
                default -> {
                    // does not touch the roster
                }
            }
        } catch (RuntimeException e) {
            differs(where + ": " + e);
        }
    }

    private void snapshot(String where, Map<String, Object> entry) {
        Map<String, Object> form = form(entry, "roster");
        Roster written = RosterCodec.read(form);
        exact = Arrays.equals(JournalJson.CODEC.bytes(form), JournalJson.CODEC.bytes(RosterCodec.write(written)));
        sawOtherForm |= !exact;
        rosters++;
        Roster known = roster;
        if (known != null && !"coordinator".equals(entry.get("reason")) && !known.equals(written)) {
            differs(where + ": the roster that was written is not the one that was come to");
        }
        roster = written;
    }

    private void command(String where, Map<String, Object> entry) {
        Roster before = roster;
        if (before == null) {
            skipped++;
            return;
        }
        Command command = CommandCodec.read(form(entry, "command"));
        Outcome expected = OutcomeCodec.read(form(entry, "outcome"));
        commands++;
        Decision decision = policy.decide(before, command, clock(entry));
        String what = where + ", " + CommandCodec.wireName(command) + ": ";
        if (!same(expected, decision.outcome())) {
            differs(what + "was " + text(expected) + ", is " + text(decision.outcome()));
            return;
        }
        Roster after = decision.next();
        if (after.revision() != whole(entry, "revision") || after.epoch() != whole(entry, "epoch")) {
            differs(what + "led to revision " + entry.get("revision") + " in epoch " + entry.get("epoch")
                    + ", leads to revision " + after.revision() + " in epoch " + after.epoch());
        } else if (exact && !DecisionEntry.digest(after).equals(entry.get("roster"))) {
            differs(what + "leads to another roster");
        } else {
            roster = after;
        }
    }

    /** Returns the time by which the command was decided; journals of earlier versions have one time only. */
    private static Instant clock(Map<String, Object> entry) {
        return Instant.parse(String.valueOf(entry.getOrDefault("clock", entry.get("at"))));
    }

    /** From here on nothing can be compared until the next roster that was written whole. */
    private void differs(String what) {
        differences++;
        if (firstDifference == null) {
            firstDifference = what;
        }
        roster = null;
    }

    /** Messages for people may be worded anew; what happens may not. */
    private static boolean same(Outcome one, Outcome other) {
        if (one instanceof Outcome.Refused refused && other instanceof Outcome.Refused too) {
            return refused.reason() == too.reason() && refused.retryAfter().equals(too.retryAfter());
        }
        return one.isDone() && other.isDone();
    }

    private static String text(Outcome outcome) {
        return outcome instanceof Outcome.Refused refused
                ? "refused " + refused.reason().wireName()
                : "done";
    }

    private static long whole(Map<String, Object> entry, String key) {
        if (entry.get(key) instanceof Long number) {
            return number;
        }
        throw new IllegalArgumentException("missing: " + key);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> form(Map<String, Object> entry, String key) {
        if (entry.get(key) instanceof Map<?, ?> form) {
            return (Map<String, Object>) form;
        }
        throw new IllegalArgumentException("missing: " + key);
    }
}
