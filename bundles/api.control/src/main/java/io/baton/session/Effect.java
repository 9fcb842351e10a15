// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import org.jspecify.annotations.Nullable;

/** What follows from a decision, carried out by the desk after the roster changed, in order. */
public sealed interface Effect {

    /** A session's own mode changed; it is told. */
    record ModeChanged(SessionId session, Mode mode, String reason) implements Effect {}

    /**
     * Control changed hands or was released. All keys and buttons go up on the target before anybody's next input.
     *
     * @param from who had it; null when nobody had
     * @param to who has it; null when nobody has. The same as {@code from} when its holder took another peer connection
     * @param epoch the new control epoch
     */
    record ControlPassed(@Nullable SessionId from, @Nullable SessionId to, long epoch) implements Effect {}

    /** The picture of a peer connection is turned on. */
    record VideoOn(PeerId link) implements Effect {}

    /** A peer connection is closed. */
    record CloseLink(PeerId link, CloseReason reason) implements Effect {}
}
