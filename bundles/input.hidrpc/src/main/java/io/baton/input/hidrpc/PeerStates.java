// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.peer.PeerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Per peer: whether the HID-RPC handshake is complete, when its input was last accepted, and fractions of its wheel.
 *
 * <p>Threading. Any thread.
 */
final class PeerStates {

    private static final int SAVED_FIELDS = 3;

    private static final class State {
        volatile boolean handshake;
        /** Nanoseconds; 0 for never. */
        volatile long lastInput;

        final WheelAccumulator wheel = new WheelAccumulator();
    }

    private final Map<PeerId, State> states = new ConcurrentHashMap<>();
    private volatile long lastInput;

    /** @param start counts as the first input */
    PeerStates(long start) {
        lastInput = start;
    }

    void handshakeCompleted(PeerId peer) {
        state(peer).handshake = true;
    }

    boolean isHandshakeComplete(PeerId peer) {
        State state = states.get(peer);
        return state != null && state.handshake;
    }

    void inputAccepted(PeerId peer, long nanos) {
        state(peer).lastInput = nanos == 0 ? 1 : nanos;
        if (nanos - lastInput > 0) {
            lastInput = nanos;
        }
    }

    /** Returns when input of any peer was last accepted, on the nano clock. */
    long lastInput() {
        return lastInput;
    }

    long lastInput(PeerId peer) {
        State state = states.get(peer);
        return state == null ? 0 : state.lastInput;
    }

    WheelAccumulator wheel(PeerId peer) {
        return state(peer).wheel;
    }

    void forgetHandshake(PeerId peer) {
        State state = states.get(peer);
        if (state != null) {
            state.handshake = false;
        }
    }

    void forget(PeerId peer) {
        states.remove(peer);
    }

    void keepOnly(Predicate<PeerId> known) {
        states.keySet().removeIf(known.negate());
    }

    /** Returns, for each peer, its number, the handshake (0 or 1) and the age of its last input (-1 for none). */
    List<Long> save(long now) {
        List<Long> saved = new ArrayList<>();
        states.forEach((peer, state) -> {
            saved.add(peer.number());
            saved.add(state.handshake ? 1L : 0L);
            saved.add(state.lastInput == 0 ? -1 : now - state.lastInput);
        });
        return saved;
    }

    void restore(List<Long> saved, long savedAt) {
        for (int i = 0; i + SAVED_FIELDS <= saved.size(); i += SAVED_FIELDS) {
            PeerId peer = new PeerId(saved.get(i));
            if (saved.get(i + 1) != 0) {
                handshakeCompleted(peer);
            }
            if (saved.get(i + 2) >= 0) {
                inputAccepted(peer, savedAt - saved.get(i + 2));
            }
        }
    }

    private State state(PeerId peer) {
        return states.computeIfAbsent(peer, _ -> new State());
    }
}
