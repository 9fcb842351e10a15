// SPDX-License-Identifier: Apache-2.0
package io.baton.session.desk;

import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.peer.PeerService;
import io.baton.peer.PeerStats;
import io.baton.policy.SessionPolicy;
import io.baton.session.Command;
import io.baton.session.Roster;
import io.baton.session.Session;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the roster with the peers that exist. What happened to a peer is told as it happens; this is for what
 * happened while nobody listened: before an answer was noted, or while the desk was replaced.
 *
 * <p>Threading. The desk's thread.
 */
final class Rounds {

    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    private final Ledger ledger;
    private final Collaborators with;
    private final InstantSource clock;
    private final Map<PeerId, Instant> strangers = new HashMap<>();
    private boolean first = true;

    Rounds(Ledger ledger, Collaborators with, InstantSource clock) {
        this.ledger = ledger;
        this.with = with;
        this.clock = clock;
    }

    void make(SessionPolicy policy) {
        PeerService peers = with.peers();
        if (peers == null) {
            return;
        }
        for (Session session : ledger.roster().sessions()) {
            PeerId link = session.link();
            if (link != null) {
                look(policy, link);
            }
        }
        closeStrangers(peers);
        first = false;
    }

    /** Notes what is true of this link by now. */
    void look(SessionPolicy policy, PeerId link) {
        PeerService peers = with.peers();
        Optional<Session> session = ledger.roster().byLink(link);
        if (peers == null || session.isEmpty()) {
            return;
        }
        Optional<PeerStats> stats = peers.stats(link);
        if (stats.isEmpty()) {
            gone(policy, link);
        } else if (stats.get().linked() && !session.get().linked()) {
            ledger.apply(policy, new Command.Linked(link));
        }
    }

    /** A peer is gone: lost if its link was up, failed if it never was; no news if it is nobody's by now. */
    void gone(SessionPolicy policy, PeerId link) {
        ledger.roster()
                .byLink(link)
                .map(session ->
                        session.linked() ? new Command.LinkLost(link) : new Command.LinkFailed(session.id(), link))
                .ifPresent(command -> ledger.apply(policy, command));
    }

    /**
     * A peer without a session is being set up, or was left over. The first time round whoever is connected was left
     * over: whose it was is forgotten.
     */
    private void closeStrangers(PeerService peers) {
        Roster roster = ledger.roster();
        Instant now = clock.instant();
        strangers.keySet().retainAll(peers.peers());
        for (PeerId peer : peers.peers()) {
            if (roster.byLink(peer).isPresent()) {
                strangers.remove(peer);
                continue;
            }
            Instant seen = strangers.computeIfAbsent(peer, unknown -> now);
            boolean leftOver =
                    first && peers.stats(peer).filter(PeerStats::linked).isPresent();
            if (leftOver || !now.isBefore(seen.plus(roster.settings().seatTimeout()))) {
                LOG.info("{} belongs to no session and is closed", peer);
                strangers.remove(peer);
                peers.close(peer, CloseReason.SESSION_ENDED);
            }
        }
    }
}
