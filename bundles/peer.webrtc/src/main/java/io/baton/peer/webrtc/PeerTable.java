// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import io.baton.peer.PeerId;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The existing peers by number, by local ICE user fragment, and by remote address an authentic check came from. */
final class PeerTable {

    private final ConcurrentNavigableMap<Long, Peer> byNumber = new ConcurrentSkipListMap<>();
    private final Map<String, Peer> byUfrag = new ConcurrentHashMap<>();
    private final Map<InetSocketAddress, Peer> byAddress = new ConcurrentHashMap<>();

    void add(Peer peer) {
        byUfrag.put(peer.localUfrag, peer);
        byNumber.put(peer.id.number(), peer);
    }

    void remove(Peer peer) {
        byNumber.remove(peer.id.number(), peer);
        byUfrag.remove(peer.localUfrag, peer);
        byAddress.values().removeIf(owner -> owner == peer);
    }

    /**
     * Assigns an address an authentic check came from: other datagrams from it belong to this peer, too. The source of
     * a check can be forged by any peer with checks of its own, so the address of a linked peer stays with it until
     * that peer uses another path, and one that a peer uses before it is linked passes only with an answer, which
     * proves that checks sent there arrive. A peer has a bounded number of addresses; a new one takes the place of the
     * oldest, so that a client whose address changes often stays reachable. Receive thread only.
     *
     * @param answered whether the peer answered a check that was sent to this address
     * @return whether the address belongs to this peer now
     */
    boolean claim(InetSocketAddress address, Peer peer, boolean answered) {
        Peer owner = byAddress.get(address);
        if (owner != null && owner != peer && owner.uses(address) && (owner.isLinked() || !answered)) {
            return false;
        }
        if (owner != peer) {
            InetSocketAddress forgotten = peer.claims(address);
            if (forgotten != null) {
                byAddress.remove(forgotten, peer);
            }
            byAddress.put(address, peer);
            if (owner != null) {
                owner.forgets(address);
            }
        }
        if (peer.isClosed()) {
            byAddress.remove(address, peer);
        }
        return byAddress.get(address) == peer;
    }

    @Nullable
    Peer get(PeerId id) {
        return byNumber.get(id.number());
    }

    @Nullable
    Peer byUfrag(String ufrag) {
        return byUfrag.get(ufrag);
    }

    @Nullable
    Peer byAddress(InetSocketAddress address) {
        return byAddress.get(address);
    }

    /** The peer whose checks carry this tag. */
    @Nullable
    Peer byTag(int tag) {
        Peer likely = byNumber.get((long) tag);
        if (likely != null) {
            return likely;
        }
        for (Peer peer : byNumber.values()) {
            if ((int) peer.id.number() == tag) {
                return peer;
            }
        }
        return null;
    }

    Collection<Peer> all() {
        return byNumber.values();
    }

    /** The peers of clients. */
    List<PeerId> clients() {
        return byNumber.values().stream()
                .filter(peer -> !peer.isOutbound())
                .map(peer -> peer.id)
                .toList();
    }

    /** The number of peers that the device offered to. */
    int outbound() {
        int count = 0;
        for (Peer peer : byNumber.values()) {
            count += peer.isOutbound() ? 1 : 0;
        }
        return count;
    }

    List<PeerId> ids() {
        return byNumber.values().stream().map(peer -> peer.id).toList();
    }

    int size() {
        return byNumber.size();
    }

    int halfOpen() {
        int count = 0;
        for (Peer peer : byNumber.values()) {
            count += peer.isLinked() ? 0 : 1;
        }
        return count;
    }
}
