// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.hid.HidEvent;
import io.baton.peer.PeerId;
import io.baton.session.Outcome;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One message on its way to the HID output.
 *
 * @param peer the sender
 * @param epoch the control epoch it arrived with (its fencing token)
 * @param arrival arrival time on the nano clock
 * @param message the decoded message
 * @param move whether it moves the pointer and changes no button
 * @param answer receives the outcome; null for a channel message
 */
record InputMessage(
        PeerId peer,
        long epoch,
        long arrival,
        HidRpcMessage message,
        boolean move,
        @Nullable CompletableFuture<Outcome> answer) {

    void answer(Outcome outcome) {
        CompletableFuture<Outcome> caller = answer;
        if (caller != null) {
            caller.complete(outcome);
        }
    }

    /** Returns the pointer buttons in this message; -1 when it carries none. */
    int buttons() {
        return switch (message) {
            case HidRpcMessage.Input(HidEvent.Pointer pointer) -> pointer.buttons();
            case HidRpcMessage.Input(HidEvent.Move moved) -> moved.buttons();
            default -> -1;
        };
    }

    /** Returns this move and a later one as one message; null when they cannot be merged. */
    @Nullable
    InputMessage mergedWith(InputMessage later) {
        if (!move || !later.move || epoch != later.epoch || !peer.equals(later.peer)) {
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
                    : later.withMessage(new HidRpcMessage.Input(new HidEvent.Move(dx, dy, second.buttons())));
        }
        return null;
    }

    InputMessage withMove(boolean isMove) {
        return new InputMessage(peer, epoch, arrival, message, isMove, answer);
    }

    private InputMessage withMessage(HidRpcMessage other) {
        return new InputMessage(peer, epoch, arrival, other, move, answer);
    }
}
