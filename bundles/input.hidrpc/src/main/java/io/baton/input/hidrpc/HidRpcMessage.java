// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.hid.HidEvent;

/** One decoded HID-RPC message of a client. */
sealed interface HidRpcMessage {

    /** Requests the protocol version of the device. */
    record Handshake(int version) implements HidRpcMessage {}

    /** One keyboard or pointer event. */
    record Input(HidEvent event) implements HidRpcMessage {}

    /** The keys that are down remain held. */
    record KeepAlive() implements HidRpcMessage {}

    /**
     * Keyboard reports to play in order.
     *
     * @param steps each packed: modifiers in bits 48–55, six usages below
     * @param delays milliseconds to wait after each step, 0–65535
     */
    record Macro(long[] steps, int[] delays) implements HidRpcMessage {}

    /** Ends the running macro. */
    record CancelMacro() implements HidRpcMessage {}

    /** A well-formed message without effect: a wheel event of 0. */
    record Nothing() implements HidRpcMessage {}

    /** A message of unknown type or wrong length. */
    record Malformed() implements HidRpcMessage {}
}
