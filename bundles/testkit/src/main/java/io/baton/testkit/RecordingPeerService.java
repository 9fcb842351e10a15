// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import io.baton.peer.ChannelHandler;
import io.baton.peer.ChannelMessage;
import io.baton.peer.CloseReason;
import io.baton.peer.FrameAge;
import io.baton.peer.IceCandidate;
import io.baton.peer.PeerAnswer;
import io.baton.peer.PeerId;
import io.baton.peer.PeerLimits;
import io.baton.peer.PeerListener;
import io.baton.peer.PeerRefusedException;
import io.baton.peer.PeerService;
import io.baton.peer.PeerStats;
import io.baton.peer.VideoLatency;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A {@link PeerService} without a network: a test adds, links and ends peers, plays their side, and reads what was
 * asked of them. Listeners and handlers are called on the calling thread. Buffered messages never expire.
 */
public final class RecordingPeerService implements PeerService {

    /**
     * A message that was sent.
     *
     * @param text empty for a binary message
     * @param data empty for a text
     * @param thread the name of the sending thread
     */
    public record Sent(PeerId peer, String label, String text, byte[] data, String thread) {}

    private record Registration(ChannelHandler handler, Set<String> labels) {}

    private static final class Peer {
        final Set<String> open = new LinkedHashSet<>();
        final List<ChannelMessage> buffer = new ArrayList<>();
        final Set<String> incomplete = ConcurrentHashMap.newKeySet();
        final Set<String> channelsEnded = ConcurrentHashMap.newKeySet();
        volatile boolean linked;
        volatile boolean video;
        volatile long fencingToken;
        private volatile boolean priority;
        volatile long unacknowledged;
        final AtomicLong reports = new AtomicLong();
        final AtomicLong messagesIn = new AtomicLong();
        final AtomicLong messagesOut = new AtomicLong();
        final AtomicLong messagesDiscarded = new AtomicLong();

        List<String> labels() {
            synchronized (this) {
                return List.copyOf(open);
            }
        }
    }

    private final Map<PeerId, Peer> peers = new ConcurrentSkipListMap<>();
    private final Map<PeerId, CloseReason> ended = new ConcurrentHashMap<>();
    private volatile int maxMessageBytes = Integer.MAX_VALUE;
    private final Set<PeerId> clogged = ConcurrentHashMap.newKeySet();
    private final List<PeerListener> listeners = new CopyOnWriteArrayList<>();
    private final List<Registration> handlers = new CopyOnWriteArrayList<>();
    private final Set<String> knownLabels = ConcurrentHashMap.newKeySet();
    private final List<Sent> sent = new CopyOnWriteArrayList<>();
    private final AtomicLong numbers = new AtomicLong();
    private final CallLog journal;
    private volatile Consumer<Sent> whenSent = ignored -> {};
    private final List<String> consents = new CopyOnWriteArrayList<>();
    private volatile PeerLimits limits = new PeerLimits("io.baton.testkit.peers", 100, 100);

    private volatile VideoLatency latency = VideoLatency.NONE;
    private volatile int knownTimestamp;
    private volatile Optional<FrameAge> frameAge = Optional.empty();

    public RecordingPeerService() {
        this(new CallLog());
    }

    public RecordingPeerService(CallLog journal) {
        this.journal = journal;
    }

    /** Adds a listener, which is first told of the peers and channels that exist. */
    public void listen(PeerListener listener) {
        peers.forEach((peer, state) -> {
            if (state.linked) {
                tell(listener, told -> told.linked(peer));
                state.labels().forEach(label -> tell(listener, told -> told.channelOpened(peer, label)));
            }
        });
        listeners.add(listener);
    }

    /** Sets the limits the service reports; nothing enforces them. */
    public void setLimits(PeerLimits newLimits) {
        limits = newLimits;
    }

    private void tellAll(Consumer<PeerListener> event) {
        listeners.forEach(listener -> tell(listener, event));
    }

    private static void tell(PeerListener listener, Consumer<PeerListener> event) {
        try {
            event.accept(listener);
        } catch (RuntimeException ignored) {
            // as PeerListener says: it changes nothing
            return;
        }
    }

    /** Adds a handler, which first gets the messages buffered for it. */
    public void addHandler(ChannelHandler handler, Map<String, ?> properties) {
        Object labels = properties.get(ChannelHandler.LABELS);
        Set<String> set = labels instanceof String[] many ? Set.of(many) : Set.of(String.valueOf(labels));
        knownLabels.addAll(set);
        handlers.add(new Registration(handler, set));
        peers.forEach((peer, state) -> {
            drain(state);
            reportEnds(peer, state);
        });
    }

    /** Removes a handler; messages that arrive for it now are buffered. */
    public void removeHandler(ChannelHandler handler) {
        handlers.removeIf(registration -> registration.handler == handler);
    }

    /** Has the other side send a text. */
    public void receive(PeerId peer, String label, String text) {
        Peer state = peer(peer);
        long number = state.messagesIn.incrementAndGet();
        var message = new ChannelMessage(
                peer, label, true, text.getBytes(StandardCharsets.UTF_8), number, state.fencingToken);
        synchronized (state.buffer) {
            state.buffer.add(message);
        }
        drain(state);
        synchronized (state.buffer) {
            if (!knownLabels.contains(label) && state.buffer.remove(message)) {
                state.messagesDiscarded.incrementAndGet();
            }
        }
    }

    private void drain(Peer state) {
        synchronized (state.buffer) {
            Set<String> refused = new HashSet<>();
            state.buffer.removeIf(message ->
                    !refused.contains(message.label()) && (isTaken(message) || !refused.add(message.label())));
        }
    }

    private boolean isTaken(ChannelMessage message) {
        for (Registration registration : handlers) {
            if (registration.labels.contains(message.label())) {
                Set<String> incomplete = peer(message.peer()).incomplete;
                try {
                    if (incomplete.remove(message.label())) {
                        registration.handler.messagesDiscarded(message.peer(), message.label());
                    }
                    return registration.handler.message(message);
                } catch (RuntimeException lost) {
                    incomplete.add(message.label());
                    return true;
                }
            }
        }
        return false;
    }

    /** Has a receiver report of this peer arrive. */
    public void report(PeerId peer) {
        peer(peer).reports.incrementAndGet();
    }

    /** Sets the bytes sent to this peer that it has not acknowledged. */
    public void setBytesUnacknowledged(PeerId peer, long bytes) {
        peer(peer).unacknowledged = bytes;
    }

    /** Makes a peer that is not linked yet. */
    public PeerId add() {
        PeerId peer = new PeerId(numbers.incrementAndGet());
        peers.put(peer, new Peer());
        return peer;
    }

    /** Brings a peer's link up. */
    public void link(PeerId peer) {
        peer(peer).linked = true;
        tellAll(listener -> listener.linked(peer));
    }

    /** Has the other side open a channel. */
    public void open(PeerId peer, String label) {
        Peer state = peer(peer);
        synchronized (state) {
            state.open.add(label);
        }
        tellAll(listener -> listener.channelOpened(peer, label));
    }

    /** Has the other side close a channel. */
    public void closeChannel(PeerId peer, String label) {
        Peer state = peer(peer);
        synchronized (state) {
            state.open.remove(label);
        }
        tellAll(listener -> listener.channelClosed(peer, label));
        if (knownLabels.contains(label)) {
            state.channelsEnded.add(label);
        }
        reportEnds(peer, state);
    }

    private void reportEnds(PeerId peer, Peer state) {
        state.channelsEnded.removeIf(label -> !isBuffered(state, label) && isEndTaken(peer, label));
    }

    private static boolean isBuffered(Peer state, String label) {
        synchronized (state.buffer) {
            return state.buffer.stream().anyMatch(message -> message.label().equals(label));
        }
    }

    private boolean isEndTaken(PeerId peer, String label) {
        for (Registration registration : handlers) {
            if (registration.labels.contains(label)) {
                return registration.handler.channelEnded(peer, label);
            }
        }
        return false;
    }

    /** Ends a peer from outside. */
    public void end(PeerId peer, CloseReason reason) {
        if (peers.remove(peer) != null) {
            ended.put(peer, reason);
            tellAll(listener -> listener.closed(peer, reason));
        }
    }

    /** Makes every later send to this peer fail, as a full buffer does. */
    public void clog(PeerId peer) {
        clogged.add(peer);
    }

    /** Takes {@link #clog} back. */
    public void unclog(PeerId peer) {
        clogged.remove(peer);
    }

    public long fencingToken(PeerId peer) {
        return peer(peer).fencingToken;
    }

    public boolean video(PeerId peer) {
        return peer(peer).video;
    }

    /** Why a peer ended; empty while it exists. */
    public Optional<CloseReason> ended(PeerId peer) {
        return Optional.ofNullable(ended.get(peer));
    }

    public List<Sent> sent() {
        return List.copyOf(sent);
    }

    /** Texts sent to one peer on one label. */
    public List<String> texts(PeerId peer, String label) {
        List<String> texts = new ArrayList<>();
        for (Sent message : sent) {
            if (message.peer().equals(peer) && message.label().equals(label) && message.data().length == 0) {
                texts.add(message.text());
            }
        }
        return texts;
    }

    /** Sets what a peer does on the sending thread when it is sent a message. */
    public void whenSent(Consumer<Sent> reaction) {
        whenSent = reaction;
    }

    public void clearSent() {
        sent.clear();
    }

    @Override
    public CompletionStage<PeerAnswer> answer(String offerSdp, @Nullable InetAddress reachedAt) {
        if (!offerSdp.startsWith("v=0")) {
            return CompletableFuture.failedFuture(new PeerRefusedException(
                    PeerRefusedException.Reason.BAD_OFFER, "The offer does not begin with v=0."));
        }
        return CompletableFuture.completedFuture(new PeerAnswer(add(), "v=0\r\n", List.of()));
    }

    @Override
    public void addCandidate(PeerId peer, IceCandidate candidate) {
        journal.add("candidate " + peer);
    }

    @Override
    public void setVideo(PeerId peer, boolean on) {
        journal.add("video " + peer + " " + on);
        Peer state = peers.get(peer);
        if (state != null) {
            state.video = on;
        }
    }

    @Override
    public void setPriority(PeerId peer, boolean on) {
        Peer state = peers.get(peer);
        if (state != null) {
            state.priority = on;
        }
    }

    /** The peers with priority. */
    public Set<PeerId> priority() {
        return peers.entrySet().stream()
                .filter(peer -> peer.getValue().priority)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    @Override
    public void setFencingToken(PeerId peer, long token) {
        journal.add("token " + peer + " " + token);
        Peer state = peers.get(peer);
        if (state != null) {
            state.fencingToken = token;
        }
    }

    @Override
    public void verify(PeerId peer) {
        journal.add("verify " + peer);
    }

    @Override
    public void discardBuffered(PeerId peer) {
        journal.add("discard " + peer);
        Peer state = peers.get(peer);
        if (state != null) {
            synchronized (state.buffer) {
                state.messagesDiscarded.addAndGet(state.buffer.size());
                state.buffer.clear();
            }
        }
    }

    /** Sets how many bytes a message to any peer may have. */
    public void setMaxMessageBytes(int bytes) {
        maxMessageBytes = bytes;
    }

    @Override
    public int maxMessageBytes(PeerId peer) {
        return peers.containsKey(peer) ? maxMessageBytes : 0;
    }

    @Override
    public boolean sendText(PeerId peer, String label, String message) {
        return send(new Sent(
                peer, label, message, new byte[0], Thread.currentThread().getName()));
    }

    @Override
    public boolean sendBinary(PeerId peer, String label, byte[] message) {
        return send(new Sent(
                peer, label, "", message.clone(), Thread.currentThread().getName()));
    }

    private boolean send(Sent message) {
        Peer state = peers.get(message.peer());
        int bytes = message.text().getBytes(StandardCharsets.UTF_8).length + message.data().length;
        if (state == null || clogged.contains(message.peer()) || bytes > maxMessageBytes) {
            return false;
        }
        synchronized (state) {
            if (!state.open.contains(message.label())) {
                return false;
            }
            sent.add(message);
            state.messagesOut.incrementAndGet();
        }
        whenSent.accept(message);
        return true;
    }

    @Override
    public void close(PeerId peer, CloseReason reason) {
        journal.add("close " + peer + " " + reason);
        end(peer, reason);
    }

    @Override
    public void setConsent(Duration check, Duration lost) {
        consents.add(check.toMillis() + " " + lost.toMillis());
    }

    /** Returns the consent times that were set, in milliseconds: {@code check lost}. */
    public List<String> consents() {
        return List.copyOf(consents);
    }

    @Override
    public List<PeerId> peers() {
        return List.copyOf(peers.keySet());
    }

    @Override
    public Optional<PeerStats> stats(PeerId peer) {
        return Optional.ofNullable(peers.get(peer))
                .map(state -> new PeerStats(
                        state.linked,
                        state.video,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        -1,
                        state.reports.get(),
                        -1,
                        state.messagesIn.get(),
                        state.messagesOut.get(),
                        state.messagesDiscarded.get(),
                        state.unacknowledged));
    }

    /** Sets what the device tells of the times of its frames; one frame is known by its timestamp. */
    public void setLatency(VideoLatency latency, int rtpTimestamp, FrameAge age) {
        this.latency = latency;
        knownTimestamp = rtpTimestamp;
        frameAge = Optional.of(age);
    }

    @Override
    public Optional<FrameAge> frameAge(PeerId peer, int rtpTimestamp) {
        return rtpTimestamp == knownTimestamp ? frameAge : Optional.empty();
    }

    @Override
    public VideoLatency videoLatency() {
        return latency;
    }

    @Override
    public PeerLimits limits() {
        return limits;
    }

    private Peer peer(PeerId peer) {
        Peer state = peers.get(peer);
        if (state == null) {
            throw new IllegalArgumentException("no such peer: " + peer);
        }
        return state;
    }
}
