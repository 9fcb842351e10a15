// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.peer.PeerService;
import io.baton.peer.PeerStats;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Links that are closed once their clients have received the last notices: as soon as every byte is acknowledged, and
 * after {@link #MAX_DELAY} at the latest. Until then a link has no video and no fencing token.
 *
 * <p>Threading. The coordinator's thread.
 */
final class PendingCloses {

    static final Duration MAX_DELAY = Duration.ofMillis(500);
    static final Duration CHECK_INTERVAL = Duration.ofMillis(10);

    private record PendingClose(Instant due, CloseReason reason) {}

    private final Map<PeerId, PendingClose> pending = new LinkedHashMap<>();

    void add(PeerId link, CloseReason reason, Instant now) {
        pending.putIfAbsent(link, new PendingClose(now.plus(MAX_DELAY), reason));
    }

    /** Returns when the next close may be due. */
    Optional<Instant> next(Instant now) {
        return pending.isEmpty() ? Optional.empty() : Optional.of(now.plus(CHECK_INTERVAL));
    }

    /**
     * Closes the links whose clients acknowledged everything, and those that are due by then.
     *
     * @param isHandedOver whether a client's notices have reached its channel; before that none can be acknowledged
     */
    void close(PeerService peers, Instant until, Predicate<PeerId> isHandedOver) {
        pending.entrySet().removeIf(entry -> {
            PeerId link = entry.getKey();
            PendingClose close = entry.getValue();
            boolean over = !close.due().isAfter(until) || (isHandedOver.test(link) && isAcknowledged(peers, link));
            if (over) {
                peers.close(link, close.reason());
            }
            return over;
        });
    }

    /** False for a link that is still being set up: its client would take long to notice the close. */
    private static boolean isAcknowledged(PeerService peers, PeerId link) {
        Optional<PeerStats> stats = peers.stats(link);
        return stats.isEmpty() || (stats.get().linked() && stats.get().bytesUnacknowledged() == 0);
    }
}
