// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.testkit.ManualClock;
import io.baton.testkit.RecordingPeerService;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a link is closed whose client gets a last notice. */
final class PendingClosesTest {

    private final RecordingPeerService peers = new RecordingPeerService();
    private final PendingCloses pendingCloses = new PendingCloses();
    private final Instant start = ManualClock.START;
    private final PeerId link = peers.add();

    PendingClosesTest() {
        peers.link(link);
        peers.setBytesUnacknowledged(link, 40);
        pendingCloses.add(link, CloseReason.SESSION_ENDED, start);
    }

    @Test
    void linkIsClosedWhenAllBytesAreAcknowledged() {
        pendingCloses.close(peers, start.plusMillis(20), link -> true);
        assertEquals(List.of(link), peers.peers());
        peers.setBytesUnacknowledged(link, 0);
        pendingCloses.close(peers, start.plusMillis(21), link -> true);
        assertEquals(List.of(), peers.peers());
    }

    @Test
    void linkThatIsStillBeingSetUpIsNotClosed() {
        PeerId starting = peers.add();
        pendingCloses.add(starting, CloseReason.SESSION_ENDED, start);
        pendingCloses.close(peers, start.plusMillis(20), told -> true);
        assertEquals(List.of(link, starting), peers.peers());
        peers.link(starting);
        pendingCloses.close(peers, start.plusMillis(21), told -> true);
        assertEquals(List.of(link), peers.peers());
    }

    @Test
    void linkIsClosedAfterTheMaximumDelay() {
        pendingCloses.close(peers, start.plus(PendingCloses.MAX_DELAY).minusMillis(1), link -> true);
        assertEquals(List.of(link), peers.peers());
        pendingCloses.close(peers, start.plus(PendingCloses.MAX_DELAY), link -> true);
        assertEquals(List.of(), peers.peers());
    }

    @Test
    void messageNotHandedOverYetDelaysTheClose() {
        peers.setBytesUnacknowledged(link, 0);
        pendingCloses.close(peers, start.plusMillis(20), told -> false);
        assertEquals(List.of(link), peers.peers());
        pendingCloses.close(peers, start.plus(PendingCloses.MAX_DELAY), told -> false);
        assertEquals(List.of(), peers.peers());
    }

    @Test
    void nextCheckIsDueWhileACloseIsPending() {
        assertEquals(Optional.of(start.plus(PendingCloses.CHECK_INTERVAL)), pendingCloses.next(start));
        pendingCloses.close(peers, Instant.MAX, link -> true);
        assertEquals(Optional.empty(), pendingCloses.next(start));
    }
}
