// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.hid.HidEvent;
import io.baton.peer.PeerId;
import io.baton.session.Outcome;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One message on its way to the target.
 *
 * @param peer who sent it
 * @param fencingToken the control stamp it arrived with
 * @param arrival when, on the nano clock
 * @param message what it says
 * @param move whether it only moves the pointer: no button changed with it
 * @param answer to be told what became of it; null when nobody asked
 */
record InputMessage(
        PeerId peer,
        long fencingToken,
        long arrival,
        HidRpcMessage message,
        boolean move,
        @Nullable CompletableFuture<Outcome> answer) {

    void answer(Outcome outcome) {
        CompletableFuture<Outcome> asked = answer;
        if (asked != null) {
            asked.complete(outcome);
        }
    }

    /** The buttons this says are down; -1 when it says nothing about buttons. */
    int buttons() {
        return switch (message) {
            case HidRpcMessage.Input(HidEvent.Pointer pointer) -> pointer.buttons();
            case HidRpcMessage.Input(HidEvent.Move moved) -> moved.buttons();
            default -> -1;
        };
    }

    /** This and a later parcel as one; null when they do not go together. */
    @Nullable
    InputMessage joined(InputMessage later) {
        if (!move || !later.move || fencingToken != later.fencingToken || !peer.equals(later.peer)) {
            return null;
        }
        if (message instanceof HidRpcMessage.Input(HidEvent.Pointer _)
                && later.message instanceof HidRpcMessage.Input(HidEvent.Pointer _)) {
            return later;
        }
        if (message instanceof HidRpcMessage.Input(HidEvent.Move first)
                && later.message instanceof HidRpcMessage.Input(HidEvent.Move second)) {
            int dx = first.dx() + second.dx();
            int dy = first.dy() + second.dy();
            return Math.abs(dx) > 127 || Math.abs(dy) > 127
                    ? null
                    : later.saying(new HidRpcMessage.Input(new HidEvent.Move(dx, dy, second.buttons())));
        }
        return null;
    }

    InputMessage onlyMoving(boolean isMove) {
        return new InputMessage(peer, fencingToken, arrival, message, isMove, answer);
    }

    private InputMessage saying(HidRpcMessage other) {
        return new InputMessage(peer, fencingToken, arrival, other, move, answer);
    }
}
