// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.peer.PeerStats;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkGradeTest {

    @ParameterizedTest
    @CsvSource({
        "false, 0, 1, 0",
        "true, 0, -1, 100",
        "true, 0.02, 100, 100",
        "true, 0.021, 1, 75",
        "true, 0.1, 1, 75",
        "true, 0.11, 1, 50",
        "true, 0, 101, 75",
        "true, 0, 400, 75",
        "true, 0, 401, 50",
        "true, 1, 5000, 0",
    })
    void gradeFallsByAQuarterForEachStepOfLossOrDelay(boolean linked, double lost, double roundTrip, int grade) {
        PeerStats stats = new PeerStats(linked, true, 0, 0, 0, 0, 0, lost, roundTrip, 0, -1, 0, 0, 0, 0);
        assertEquals(grade, LinkGrade.of(stats));
    }
}
