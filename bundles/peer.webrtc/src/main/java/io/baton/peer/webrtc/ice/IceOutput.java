// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.ice;

/** Sends the datagrams of the agent. Must not block and must not call the agent. */
@FunctionalInterface
public interface IceOutput {

    /** Sends one datagram; it may get lost. */
    void send(IcePath path, byte[] packet);
}
