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
 * Links that are to be closed once their clients have listeners what they were told: as soon as all of it is
 * acknowledged, at the latest after a while. Until then they are dark and their input counts for nothing.
 *
 * <p>Threading. The coordinator's thread.
 */
final class PendingCloses {

    static final Duration TIME = Duration.ofMillis(500);
    static final Duration LOOK = Duration.ofMillis(10);

    private record Farewell(Instant due, CloseReason reason) {}

    private final Map<PeerId, Farewell> waiting = new LinkedHashMap<>();

    void add(PeerId link, CloseReason reason, Instant now) {
        waiting.putIfAbsent(link, new Farewell(now.plus(TIME), reason));
    }

    /** Returns when the next close may be due. */
    Optional<Instant> next(Instant now) {
        return waiting.isEmpty() ? Optional.empty() : Optional.of(now.plus(LOOK));
    }

    /**
     * Closes what is listeners, and what is due by then.
     *
     * @param isHandedOver whether what a client was told has reached its channel, before which nothing can be listeners
     */
    void close(PeerService peers, Instant until, Predicate<PeerId> isHandedOver) {
        waiting.entrySet().removeIf(entry -> {
            PeerId link = entry.getKey();
            Farewell farewell = entry.getValue();
            boolean over = !farewell.due().isAfter(until) || (isHandedOver.test(link) && isHeard(peers, link));
            if (over) {
                peers.close(link, farewell.reason());
            }
            return over;
        });
    }

    /** Nor is a link closed that is on its way up: its client would take long to notice. */
    private static boolean isHeard(PeerService peers, PeerId link) {
        Optional<PeerStats> stats = peers.stats(link);
        return stats.isEmpty() || (stats.get().linked() && stats.get().bytesUnacknowledged() == 0);
    }
}
