// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc;

import java.time.Instant;

/**
 * States that the target's picture goes elsewhere than to the sessions: into a file, or to another server. Registered
 * as a service (whiteboard) for as long as that lasts. The provider of {@link RpcEvents} shows it to every connected
 * session, from the registration until the service is gone, and to each session that connects meanwhile.
 *
 * <p>A bundle that does such a thing registers the disclosure first, and begins only when {@link RpcEvents#discloses}
 * returns true.
 *
 * @param kind where the picture goes
 * @param since time of day of the beginning
 * @param nickname the nickname of the session that began it; empty for none, or for the device itself
 * @param destination the host it is sent to; empty for a file of the device
 */
public record StreamDisclosure(Kind kind, Instant since, String nickname, String destination) {

    /** Where the picture goes. */
    public enum Kind {
        /** Into a file of the device. */
        RECORDING,
        /** To another server. */
        RELAY
    }
}
