// SPDX-License-Identifier: Apache-2.0
package io.baton.health.felix;

import io.baton.session.Command;
import io.baton.session.Mode;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Roster;
import io.baton.session.SessionCoordinator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.Result;

/** Checks of the session coordinator. */
final class SessionChecks {

    private static final long ANSWER_MILLIS = 1000;

    private final DeviceServices services;

    SessionChecks(DeviceServices services) {
        this.services = services;
    }

    /** At most one session has control. */
    Result onePrimary() {
        FormattingResultLog log = new FormattingResultLog();
        List<SessionCoordinator> present = services.coordinators;
        if (present.isEmpty()) {
            log.temporarilyUnavailable("The session coordinator is absent. Wait for its update to end, or start it.");
            return new Result(log);
        }
        if (present.size() > 1) {
            log.critical(
                    "{} session coordinators run at one time. Restart the device, and report this with a support"
                            + " archive.",
                    present.size());
        }
        long primaries = present.stream()
                .map(SessionCoordinator::roster)
                .mapToLong(SessionChecks::primaries)
                .sum();
        if (primaries > 1) {
            log.critical(
                    "{} sessions have control. Restart the device, and report this with a support archive.", primaries);
        } else {
            log.info("{} of at most one session has control.", primaries);
        }
        return new Result(log);
    }

    private static long primaries(Roster roster) {
        return roster.sessions().stream()
                .filter(session -> roster.mode(session) == Mode.PRIMARY)
                .count();
    }

    /** The coordinator decides a command that changes nothing within a second. */
    Result coordinatorAnswers() {
        FormattingResultLog log = new FormattingResultLog();
        List<SessionCoordinator> present = services.coordinators;
        if (present.isEmpty()) {
            log.temporarilyUnavailable("The session coordinator is absent. Wait for its update to end, or start it.");
            return new Result(log);
        }
        try {
            Outcome outcome = present.getFirst()
                    .submit(new Command.Tick())
                    .toCompletableFuture()
                    .get(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
            if (!(outcome instanceof Outcome.Refused refused)) {
                log.info("The session coordinator answers.");
            } else if (refused.reason() == Reason.TEMPORARILY_UNAVAILABLE) {
                log.temporarilyUnavailable(
                        "The session coordinator waits for the session policy. Wait for its update to end, or start"
                                + " it.");
            } else {
                log.critical(
                        "The session coordinator refuses: {}. See the length of its queue.",
                        refused.reason().wireName());
            }
        } catch (TimeoutException e) {
            log.critical(
                    "The session coordinator does not answer within {} ms. Make a support archive, then restart the"
                            + " device.",
                    ANSWER_MILLIS);
        } catch (ExecutionException e) {
            log.critical("The session coordinator failed to decide. The log says why.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            log.healthCheckError("The check was interrupted.");
        }
        return new Result(log);
    }
}
