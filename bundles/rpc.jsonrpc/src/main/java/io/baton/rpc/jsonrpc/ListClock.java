// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.session.SessionCoordinator;
import java.time.Instant;
import java.util.function.UnaryOperator;

/**
 * The clock of a session list.
 *
 * @param now the time by the coordinator's clock, by which remaining seconds are counted
 * @param wallTime converts instants of that clock to the time of day, in which they are published
 */
record ListClock(Instant now, UnaryOperator<Instant> wallTime) {

    static ListClock of(SessionCoordinator coordinator) {
        return new ListClock(coordinator.now(), coordinator::wallTime);
    }

    /** Returns an instant of the coordinator's clock as published: ISO 8601, UTC, time of day. */
    String published(Instant instant) {
        return wallTime.apply(instant).toString();
    }
}
