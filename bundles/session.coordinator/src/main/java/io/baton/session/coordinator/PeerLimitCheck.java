// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.peer.PeerLimits;
import io.baton.peer.PeerService;
import io.baton.session.Setting;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns when {@code maxSessions} promises more sessions than the peer service can serve. Checked after every batch of
 * commands, so at start, at each change of the setting and after a replacement of the peer service; logged only when
 * one of the values changed.
 *
 * <p>Threading. The coordinator's thread.
 */
final class PeerLimitCheck {

    private static final Logger LOG = LoggerFactory.getLogger(LoggerName.VALUE);

    private int checkedSessions = -1;
    private @Nullable PeerLimits checkedLimits;

    void check(int maxSessions, @Nullable PeerService peers) {
        PeerLimits limits = peers == null ? null : peers.limits();
        if (limits == null || (maxSessions == checkedSessions && limits.equals(checkedLimits))) {
            return;
        }
        checkedSessions = maxSessions;
        checkedLimits = limits;
        String warning = warning(maxSessions, limits);
        if (!warning.isEmpty()) {
            LOG.warn(warning);
        }
    }

    /** The one line to log; empty when the limits suffice. */
    static String warning(int maxSessions, PeerLimits limits) {
        List<String> exceeded = new ArrayList<>();
        List<String> consequences = new ArrayList<>();
        if (maxSessions > limits.maxPeers()) {
            exceeded.add("maxPeers=" + limits.maxPeers());
            consequences.add("offers beyond " + limits.maxPeers() + " peers are refused");
        }
        if (maxSessions > limits.maxHalfOpen()) {
            exceeded.add("maxHalfOpen=" + limits.maxHalfOpen());
            consequences.add("of sessions that connect at the same moment, those beyond " + limits.maxHalfOpen()
                    + " are refused and have to retry");
        }
        return exceeded.isEmpty()
                ? ""
                : "session limit exceeds peer limits %s=%d pid=%s %s pid=%s: %s"
                        .formatted(
                                Setting.MAX_SESSIONS.wireName(),
                                maxSessions,
                                CoordinatorConfig.PID,
                                String.join(" ", exceeded),
                                limits.pid(),
                                String.join("; ", consequences));
    }
}
