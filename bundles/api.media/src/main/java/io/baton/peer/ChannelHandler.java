// SPDX-License-Identifier: Apache-2.0
package io.baton.peer;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Takes the messages of data channels. Registered as a service with the property {@value #LABELS}; of several handlers
 * for one label the one registered first gets the messages until it is unregistered.
 *
 * <p>Buffering. While the handler of a label is absent, or present but leaving, messages are buffered in order with
 * their arrival time and fencing token. The limits come with the registration, as service properties of JDK types, and
 * apply to each of its labels: {@value #WAIT_MILLIS}, {@value #BUFFER_MESSAGES} and {@value #COALESCE}. They are kept
 * by label after the handler is unregistered, until another handler registers the label. Independent of the labels, one
 * peer has a budget of {@value #PEER_MESSAGES} messages and {@value #PEER_BYTES} bytes. What exceeds a limit is
 * discarded, oldest first, and counted. Messages of a label that was never registered are discarded at once.
 *
 * <p>Threading. Called by the peer's receive thread, one message at a time for a peer: it must not block and should not
 * allocate. The channel stays open whatever the handler does.
 *
 * <p>Errors. An exception thrown here is logged; the message is lost, and reported by {@link #messagesDiscarded}.
 */
@ConsumerType
public interface ChannelHandler {

    /**
     * Service property: a {@code String} or {@code String[]} of channel labels. One that ends in {@code *} stands for
     * all labels that begin so.
     */
    String LABELS = "baton.channel.labels";

    /**
     * Service property: how long a message waits for an absent handler, an {@code Integer} of milliseconds, 0–10 000.
     * {@value #DEFAULT_WAIT_MILLIS} where it is missing.
     */
    String WAIT_MILLIS = "baton.channel.wait.millis";

    /**
     * Service property: how many messages of one peer and label wait, an {@code Integer}, 0–512.
     * {@value #DEFAULT_BUFFER_MESSAGES} where it is missing.
     */
    String BUFFER_MESSAGES = "baton.channel.buffer.messages";

    /**
     * Service property: a {@code String} or {@code String[]} of rules by which waiting binary messages are coalesced,
     * one rule for each message type; none where it is missing.
     *
     * <p>A rule names the message type, the value of byte 0 as two hexadecimal digits, and then what happens to each
     * further byte, in order, separated by spaces: {@code equal} bytes must be the same in both messages,
     * {@code replace} bytes are taken from the later one, {@code add} bytes are signed and summed. {@code *n} after a
     * word repeats it. A message has exactly the length of its rule, 2–64 bytes. For instance a relative pointer report
     * of type 6 with dx, dy and buttons: {@code 06 add add equal}.
     *
     * <p>Three or more messages of one peer, label and fencing token that arrived directly one after another and match
     * the rule become two: the first as it was, and the combination of the others with the arrival time of the last.
     * Messages whose sum leaves −127…127 stay apart.
     */
    String COALESCE = "baton.channel.coalesce";

    /** Milliseconds a message waits by default. */
    int DEFAULT_WAIT_MILLIS = 2_000;

    /** Messages of one peer and label that wait by default. */
    int DEFAULT_BUFFER_MESSAGES = 256;

    /** Messages of one peer that wait at most, all labels together. */
    int PEER_MESSAGES = 512;

    /** Bytes of one peer that wait at most, all labels together, each message counted with 64 bytes of overhead. */
    int PEER_BYTES = 524_288;

    /**
     * Handles one message.
     *
     * @return false when this handler is leaving and did not take it: the message is buffered for the next one, before
     *     what comes after it
     */
    boolean message(ChannelMessage message);

    /**
     * Reports that messages of a peer are lost, because they exceeded a limit or a handler failed. Called before the
     * next message of this label, on the same thread. Messages of {@link PeerService#discardBuffered} are not reported.
     *
     * @return false when this handler is leaving: the next one is called
     */
    default boolean messagesDiscarded(PeerId peer, String label) {
        return true;
    }

    /**
     * Reports that the other side closed a data channel: no further message of it will come. Unlike
     * {@link PeerListener#channelClosed} it is kept for a handler that is absent, and follows the messages of this
     * label that wait for it. Not called when the whole peer closes.
     *
     * @return false when this handler is leaving: the next one is called
     */
    default boolean channelEnded(PeerId peer, String label) {
        return true;
    }
}
