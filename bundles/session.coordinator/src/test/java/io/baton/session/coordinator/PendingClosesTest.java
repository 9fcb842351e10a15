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

/** When a link is closed whose client was told something last. */
final class PendingClosesTest {

    private final RecordingPeerService peers = new RecordingPeerService();
    private final PendingCloses farewells = new PendingCloses();
    private final Instant start = ManualClock.START;
    private final PeerId link = peers.add();

    PendingClosesTest() {
        peers.link(link);
        peers.setBytesUnacknowledged(link, 40);
        farewells.add(link, CloseReason.SESSION_ENDED, start);
    }

    @Test
    void waitsUntilAllIsHeardAndNoLonger() {
        farewells.close(peers, start.plusMillis(20), link -> true);
        assertEquals(List.of(link), peers.peers());
        peers.setBytesUnacknowledged(link, 0);
        farewells.close(peers, start.plusMillis(21), link -> true);
        assertEquals(List.of(), peers.peers());
    }

    @Test
    void waitsForALinkThatIsOnItsWayUp() {
        PeerId rising = peers.add();
        farewells.add(rising, CloseReason.SESSION_ENDED, start);
        farewells.close(peers, start.plusMillis(20), told -> true);
        assertEquals(List.of(link, rising), peers.peers());
        peers.link(rising);
        farewells.close(peers, start.plusMillis(21), told -> true);
        assertEquals(List.of(link), peers.peers());
    }

    @Test
    void waitsForNobodyForEver() {
        farewells.close(peers, start.plus(PendingCloses.TIME).minusMillis(1), link -> true);
        assertEquals(List.of(link), peers.peers());
        farewells.close(peers, start.plus(PendingCloses.TIME), link -> true);
        assertEquals(List.of(), peers.peers());
    }

    @Test
    void whatIsNotSentYetIsNotHeard() {
        peers.setBytesUnacknowledged(link, 0);
        farewells.close(peers, start.plusMillis(20), told -> false);
        assertEquals(List.of(link), peers.peers());
        farewells.close(peers, start.plus(PendingCloses.TIME), told -> false);
        assertEquals(List.of(), peers.peers());
    }

    @Test
    void looksAgainSoonWhileSomebodyWaits() {
        assertEquals(Optional.of(start.plus(PendingCloses.LOOK)), farewells.next(start));
        farewells.close(peers, Instant.MAX, link -> true);
        assertEquals(Optional.empty(), farewells.next(start));
    }
}
