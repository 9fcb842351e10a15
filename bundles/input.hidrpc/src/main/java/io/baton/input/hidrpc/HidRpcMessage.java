// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.hid.HidEvent;

/** What a client says in one HID-RPC message. */
sealed interface HidRpcMessage {

    /** Asks which version the device speaks. */
    record Handshake(int version) implements HidRpcMessage {}

    /** One thing a person did. */
    record Input(HidEvent event) implements HidRpcMessage {}

    /** The keys that are down are still held. */
    record KeepAlive() implements HidRpcMessage {}

    /**
     * Keyboard reports to play one after the other.
     *
     * @param steps each packed: modifiers in bits 48–55, six usages below
     * @param delays milliseconds to wait after each step, 0–65535
     */
    record Macro(long[] steps, int[] delays) implements HidRpcMessage {}

    /** Stop the macro that plays. */
    record CancelMacro() implements HidRpcMessage {}

    /** Well formed, and nothing to do: a wheel that did not turn. */
    record Nothing() implements HidRpcMessage {}

    /** Not a message of this protocol: unknown type or wrong length. */
    record Malformed() implements HidRpcMessage {}
}
