// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import io.baton.upgrade.UpgradeState;
import io.baton.upgrade.UpgradeStatus;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes each step of an attempt to the journal and then shows it.
 *
 * <p>Threading. One writer at a time; any thread reads.
 */
final class Recorder {

    private static final Logger LOG = LoggerFactory.getLogger("upgrade.signed");

    private final Environment environment;
    private final UpgradeJournal journal;
    private volatile List<Attempt> attempts;

    Recorder(Environment environment) throws IOException {
        this.environment = environment;
        journal = new UpgradeJournal(environment.directory().resolve("journal.jsonl"));
        attempts = journal.attempts();
    }

    /** Returns an attempt that is not recorded yet. */
    Attempt begin(String name, String actor) {
        long number = attempts.isEmpty()
                ? 0
                : attempts.stream()
                        .mapToLong(attempt -> number(attempt.status().id()))
                        .max()
                        .orElse(0);
        return Attempt.begun(
                Long.toString(number + 1), name, actor, environment.clock().instant());
    }

    private static long number(String id) {
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /**
     * Records the next step, before it is done.
     *
     * @throws IOException when it is not on the medium
     */
    Attempt record(Attempt attempt, UpgradeState state, String step, String detail) throws IOException {
        Attempt next = attempt.step(state, step, environment.clock().instant(), detail);
        journal.append(next);
        show(next);
        return next;
    }

    /** Shows a step that could not be written; the next start finds the last one that was. */
    Attempt showOnly(Attempt attempt, UpgradeState state, String step, String detail) {
        Attempt next = attempt.step(state, step, environment.clock().instant(), detail);
        List<Attempt> others = new java.util.ArrayList<>(attempts);
        others.removeIf(other -> other.status().id().equals(next.status().id()));
        others.add(next);
        publish(others, next);
        return next;
    }

    private void show(Attempt attempt) {
        publish(journal.attempts(), attempt);
    }

    private void publish(List<Attempt> all, Attempt attempt) {
        attempts = List.copyOf(all);
        UpgradeStatus status = attempt.status();
        LOG.info(
                "upgrade step id={} step={} state={} reason={}",
                status.id(),
                status.steps().getLast().name(),
                status.state().wireName(),
                status.reason());
        environment.published().accept(status);
    }

    /** Returns the attempts, oldest first. */
    List<Attempt> attempts() {
        return attempts;
    }
}
