// SPDX-License-Identifier: Apache-2.0
package io.baton.peer;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Takes the messages of data channels. Registered as a service with the property {@value #LABELS}; of several handlers
 * for one label the one that came first gets the messages until it goes away.
 *
 * <p>While no handler is there, or the one that is there is leaving, messages are parked in order, with arrival time
 * and stamp: at most 256 for a peer and label, none older than {@value #PARK_MILLIS} ms for {@code hidrpc*} labels and
 * {@value #RPC_PARK_MILLIS} ms for others; what exceeds either is discarded, oldest first, and counted.
 *
 * <p>Threading. Called by the peer's receive thread, one message at a time for a peer: it must not block and should not
 * allocate. The channel stays open whatever the handler does.
 *
 * <p>Errors. An exception thrown here is logged and the message is lost.
 */
@ConsumerType
public interface ChannelHandler {

    /** Service property: a {@code String} or {@code String[]} of channel labels. */
    String LABELS = "baton.channel.labels";

    /** How long an input message ({@code hidrpc*}) waits for an absent handler, milliseconds. */
    int PARK_MILLIS = 500;

    /** How long any other message waits for an absent handler, milliseconds. */
    int RPC_PARK_MILLIS = 2_000;

    /**
     * A message arrived.
     *
     * @return false when this handler is leaving and did not take it: it is parked for the next one, before what comes
     *     after it
     */
    boolean message(ChannelMessage message);
}
