// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.peer.PeerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** What is remembered of each peer: whether it shook hands, and when its input was last accepted. */
final class PeerStates {

    private static final int SAVED_FIELDS = 3;

    private static final class Visitor {
        volatile boolean handshake;
        /** Nanoseconds; 0 for never. */
        volatile long lastInput;
    }

    private final Map<PeerId, Visitor> visitors = new ConcurrentHashMap<>();

    void shookHands(PeerId peer) {
        visitor(peer).handshake = true;
    }

    boolean hasShakenHands(PeerId peer) {
        Visitor visitor = visitors.get(peer);
        return visitor != null && visitor.handshake;
    }

    void inputAccepted(PeerId peer, long nanos) {
        visitor(peer).lastInput = nanos == 0 ? 1 : nanos;
    }

    long lastInput(PeerId peer) {
        Visitor visitor = visitors.get(peer);
        return visitor == null ? 0 : visitor.lastInput;
    }

    void forgetHandshake(PeerId peer) {
        Visitor visitor = visitors.get(peer);
        if (visitor != null) {
            visitor.handshake = false;
        }
    }

    void forget(PeerId peer) {
        visitors.remove(peer);
    }

    void keepOnly(Predicate<PeerId> known) {
        visitors.keySet().removeIf(known.negate());
    }

    /** Number, handshake (0 or 1) and age of the last input (-1 for none) of each. */
    List<Long> save(long now) {
        List<Long> saved = new ArrayList<>();
        visitors.forEach((peer, visitor) -> {
            saved.add(peer.number());
            saved.add(visitor.handshake ? 1L : 0L);
            saved.add(visitor.lastInput == 0 ? -1 : now - visitor.lastInput);
        });
        return saved;
    }

    void restore(List<Long> saved, long savedAt) {
        for (int i = 0; i + SAVED_FIELDS <= saved.size(); i += SAVED_FIELDS) {
            PeerId peer = new PeerId(saved.get(i));
            if (saved.get(i + 1) != 0) {
                shookHands(peer);
            }
            if (saved.get(i + 2) >= 0) {
                inputAccepted(peer, savedAt - saved.get(i + 2));
            }
        }
    }

    private Visitor visitor(PeerId peer) {
        return visitors.computeIfAbsent(peer, _ -> new Visitor());
    }
}
