// SPDX-License-Identifier: Apache-2.0
package io.baton.session.desk;

import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.peer.PeerService;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Links that are to be closed once what their clients were told had time to arrive. Until then they are dark and their
 * input counts for nothing.
 *
 * <p>Threading. The desk's thread.
 */
final class Farewells {

    static final Duration TIME = Duration.ofMillis(500);

    private record Farewell(Instant due, CloseReason reason) {}

    private final Map<PeerId, Farewell> waiting = new LinkedHashMap<>();

    void add(PeerId link, CloseReason reason, Instant now) {
        waiting.putIfAbsent(link, new Farewell(now.plus(TIME), reason));
    }

    /** When the next one is over. */
    Optional<Instant> next() {
        return waiting.values().stream().map(Farewell::due).min(Instant::compareTo);
    }

    /** Closes what is due by then. */
    void close(PeerService peers, Instant until) {
        waiting.entrySet().removeIf(entry -> {
            boolean due = !entry.getValue().due().isAfter(until);
            if (due) {
                peers.close(entry.getKey(), entry.getValue().reason());
            }
            return due;
        });
    }
}
