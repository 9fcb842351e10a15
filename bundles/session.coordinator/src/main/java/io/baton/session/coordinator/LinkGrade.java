// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.peer.PeerStats;

/** How good a link is, coarsely: 0–100 in steps of 25, so that it rarely changes. */
final class LinkGrade {

    private LinkGrade() {}

    static int of(PeerStats stats) {
        if (!stats.linked()) {
            return 0;
        }
        int grade = 100;
        if (stats.fractionLost() > 0.02) {
            grade -= stats.fractionLost() > 0.1 ? 50 : 25;
        }
        if (stats.roundTripMillis() > 100) {
            grade -= stats.roundTripMillis() > 400 ? 50 : 25;
        }
        return grade;
    }
}
