// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc;

import io.baton.hid.KeysDown;

/**
 * A change of the input state that a client is told by JSON-RPC: the first three by HID-RPC instead, if it has that.
 */
public sealed interface InputStateEvent {

    /**
     * The LEDs of the target's keyboard changed.
     *
     * @param bits as in {@link io.baton.hid.HidOutput#leds()}
     */
    record Leds(int bits) implements InputStateEvent {}

    /** The keys that are down on the target changed. */
    record Keys(KeysDown keys) implements InputStateEvent {}

    /**
     * A macro began or ended.
     *
     * @param running whether it runs now
     */
    record Macro(boolean running) implements InputStateEvent {}

    /** A macro of this client ended before its last step. */
    record MacroEndedEarly(MacroEnd reason) implements InputStateEvent {}
}
