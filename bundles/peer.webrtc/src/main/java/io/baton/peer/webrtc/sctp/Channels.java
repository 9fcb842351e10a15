// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The data channels of one association: opening (RFC 8832), messages and closing (RFC 8831 section 6). */
final class Channels {

    private static final byte[] NO_BYTES = new byte[0];
    /** Represents an empty message on the wire: SCTP cannot carry one (RFC 8831 section 6.6). */
    private static final byte[] EMPTY = new byte[1];

    private static final class Channel {
        final ChannelSettings settings;
        /** Set once the peer is known to have the channel: it opened it, or its ACK or a message on it arrived. */
        boolean agreed;

        boolean closing;
        boolean incomingReset;
        boolean closedNotified;

        Channel(ChannelSettings settings, boolean agreed) {
            this.settings = settings;
            this.agreed = agreed;
        }
    }

    private final SctpConfig config;
    private final DataTransport.Events events;
    private final SendQueue queue;
    private final StreamResets resets;
    private final Map<Integer, Channel> open = new HashMap<>();
    private int outboundStreams;
    private boolean peerResets;
    private long discarded;

    Channels(SctpConfig config, DataTransport.Events events, SendQueue queue, StreamResets resets) {
        this.config = config;
        this.events = events;
        this.queue = queue;
        this.resets = resets;
    }

    void start(int peerInboundStreams, boolean peerUnderstandsReset) {
        outboundStreams = Math.min(SctpConstants.STREAMS, peerInboundStreams);
        peerResets = peerUnderstandsReset;
    }

    long discarded() {
        return discarded;
    }

    int open(ChannelSettings settings) {
        if (open.size() >= config.maxChannels() || !queue.acceptsControl()) {
            return -1;
        }
        for (int id = config.dtlsClient() ? 0 : 1; id < outboundStreams; id += 2) {
            if (!open.containsKey(id) && !resets.pending(id)) {
                open.put(id, new Channel(settings, false));
                control(id, Dcep.open(settings));
                return id;
            }
        }
        return -1;
    }

    SendOutcome send(int id, boolean text, byte[] payload, long nowNanos) {
        Channel channel = open.get(id);
        if (channel == null || channel.closing) {
            return SendOutcome.CLOSED;
        }
        if (payload.length > config.remoteMaxMessageSize()) {
            return SendOutcome.TOO_LARGE;
        }
        if (!queue.accepts(payload.length)) {
            return SendOutcome.FULL;
        }
        boolean empty = payload.length == 0;
        int ppid = text
                ? empty ? SctpConstants.PPID_STRING_EMPTY : SctpConstants.PPID_STRING
                : empty ? SctpConstants.PPID_BINARY_EMPTY : SctpConstants.PPID_BINARY;
        ChannelSettings settings = channel.settings;
        long retransmits = settings.maxRetransmits();
        long lifetime = settings.maxLifetimeMillis();
        queue.add(new OutgoingMessage(
                queue.stream(id),
                empty ? EMPTY : payload,
                ppid,
                !settings.ordered() && channel.agreed,
                retransmits < 0 ? Long.MAX_VALUE : retransmits + 1,
                lifetime < 0 ? Long.MAX_VALUE : nowNanos + lifetime * 1_000_000L));
        return SendOutcome.QUEUED;
    }

    void close(int id) {
        Channel channel = open.get(id);
        if (channel == null || channel.closing) {
            return;
        }
        channel.closing = true;
        if (peerResets) {
            resets.request(id);
        } else {
            remove(id, channel);
        }
    }

    /** Removes all channels at the end of the association. */
    void closeAll() {
        List<Integer> ids = new ArrayList<>(open.keySet());
        ids.sort(null);
        for (int id : ids) {
            Channel channel = open.get(id);
            if (channel != null) {
                remove(id, channel);
            }
        }
    }

    void delivered(int id, int ppid, byte[] data) {
        if (ppid == SctpConstants.PPID_DCEP) {
            dcep(id, data);
            return;
        }
        Channel channel = open.get(id);
        if (channel == null || channel.closing) {
            discarded++;
            return;
        }
        agreed(id, channel);
        switch (ppid) {
            case SctpConstants.PPID_STRING -> events.message(id, true, data);
            case SctpConstants.PPID_BINARY -> events.message(id, false, data);
            case SctpConstants.PPID_STRING_EMPTY -> events.message(id, true, NO_BYTES);
            case SctpConstants.PPID_BINARY_EMPTY -> events.message(id, false, NO_BYTES);
            default -> discarded++;
        }
    }

    void incomingReset(int id) {
        Channel channel = open.get(id);
        if (channel == null) {
            return;
        }
        channel.incomingReset = true;
        if (!channel.closing) {
            channel.closing = true;
            resets.request(id);
            notifyClosed(id, channel);
        } else if (!resets.pending(id)) {
            remove(id, channel);
        }
    }

    void outgoingReset(int id) {
        Channel channel = open.get(id);
        if (channel != null && channel.closing && channel.incomingReset) {
            remove(id, channel);
        }
    }

    private void dcep(int id, byte[] message) {
        Channel channel = open.get(id);
        if (Dcep.isAck(message)) {
            if (channel != null && !channel.closing) {
                agreed(id, channel);
            }
            return;
        }
        if (!Dcep.isOpen(message)) {
            discarded++;
            return;
        }
        ChannelSettings settings = Dcep.parseOpen(message);
        // the peer may have our reset before we have its answer; before it is sent, the id is not free
        boolean replaces = channel != null && channel.closing && channel.incomingReset && resets.inFlight(id);
        if (channel != null && !replaces) {
            discarded++;
            close(id);
        } else if (settings == null
                || id >= outboundStreams
                || !queue.acceptsControl()
                || (!replaces && open.size() >= config.maxChannels())) {
            discarded++;
            if (id < outboundStreams && peerResets) {
                resets.request(id);
            }
        } else {
            accept(id, channel, settings);
        }
    }

    private void accept(int id, @Nullable Channel replaced, ChannelSettings settings) {
        if (replaced != null) {
            notifyClosed(id, replaced);
        }
        open.put(id, new Channel(settings, true));
        control(id, Dcep.ack());
        events.channelOpened(id, settings);
    }

    private void agreed(int id, Channel channel) {
        if (!channel.agreed) {
            channel.agreed = true;
            events.channelOpened(id, channel.settings);
        }
    }

    /** Queues a message of the opening protocol, which is always reliable and in order. */
    private void control(int id, byte[] message) {
        queue.add(new OutgoingMessage(
                queue.stream(id), message, SctpConstants.PPID_DCEP, false, Long.MAX_VALUE, Long.MAX_VALUE));
    }

    private void remove(int id, Channel channel) {
        open.remove(id, channel);
        notifyClosed(id, channel);
    }

    private void notifyClosed(int id, Channel channel) {
        if (!channel.closedNotified) {
            channel.closedNotified = true;
            events.channelClosed(id);
        }
    }
}
