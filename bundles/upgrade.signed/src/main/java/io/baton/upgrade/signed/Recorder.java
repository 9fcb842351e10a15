// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import io.baton.upgrade.UpgradeState;
import io.baton.upgrade.UpgradeStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes each step of an attempt to the journal and then shows it.
 *
 * <p>Threading. One upgrade at a time writes, and the next one may begin while the last step of one is told; any thread
 * reads.
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
    synchronized Attempt begin(String name, String actor) {
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
        return end(attempt, state, step, detail, () -> {});
    }

    /**
     * Records the last step.
     *
     * @param release what lets the next upgrade begin; it is called when the step is on the medium, and before the end
     *     can be seen or is told: one who waited for it may begin at once
     * @throws IOException when it is not on the medium
     */
    Attempt end(Attempt attempt, UpgradeState state, String step, String detail, Runnable release) throws IOException {
        Attempt next = attempt.step(state, step, environment.clock().instant(), detail);
        synchronized (this) {
            journal.append(next);
            release.run();
            attempts = List.copyOf(journal.attempts());
        }
        tell(next);
        return next;
    }

    /** Shows a last step that could not be written; the next start finds the last one that was. */
    Attempt showOnly(Attempt attempt, UpgradeState state, String step, String detail, Runnable release) {
        Attempt next = attempt.step(state, step, environment.clock().instant(), detail);
        synchronized (this) {
            List<Attempt> all = new ArrayList<>(attempts);
            all.removeIf(other -> other.status().id().equals(next.status().id()));
            all.add(next);
            release.run();
            attempts = List.copyOf(all);
        }
        tell(next);
        return next;
    }

    private void tell(Attempt attempt) {
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
