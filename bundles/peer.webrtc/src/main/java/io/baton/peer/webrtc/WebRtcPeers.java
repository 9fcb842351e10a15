// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import io.baton.peer.ChannelHandler;
import io.baton.peer.CloseReason;
import io.baton.peer.FrameAge;
import io.baton.peer.IceCandidate;
import io.baton.peer.PeerAnswer;
import io.baton.peer.PeerId;
import io.baton.peer.PeerLimits;
import io.baton.peer.PeerListener;
import io.baton.peer.PeerOffer;
import io.baton.peer.PeerService;
import io.baton.peer.PeerStats;
import io.baton.peer.VideoLatency;
import io.baton.peer.webrtc.dtls.DtlsIdentity;
import io.baton.peer.webrtc.dtls.IdentityStore;
import io.baton.peer.webrtc.ice.IceTimings;
import io.baton.peer.webrtc.ice.RemoteCandidate;
import io.baton.peer.webrtc.net.UdpSocket;
import io.baton.peer.webrtc.net.UdpSockets;
import io.baton.peer.webrtc.rtp.LatencySamples;
import io.baton.shared.threads.DaemonThreads;
import io.baton.shared.threads.FatalReporter;
import io.baton.shared.threads.ThreadProbe;
import io.baton.video.EncodedVideo;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link PeerService} by WebRTC in pure Java over one UDP port. All references are optional and dynamic, because a
 * restart of this component would end every peer.
 *
 * <p>Outside of OSGi it is made with {@code new}, gets its encoder, handlers and listeners by the same methods the
 * component runtime calls, and is ended with {@link #close}.
 *
 * <p>Threads. {@code baton-peer-rx} receives datagrams and calls handlers and listeners; {@code baton-peer-timer} waits
 * for deadlines and answers offers; each {@code baton-dtls-n} makes one handshake; video frames are encrypted and sent
 * on the encoder's thread.
 */
@Component(
        service = {PeerService.class, Supplier.class},
        property = "baton.role=" + ThreadProbe.ROLE,
        immediate = true,
        configurationPid = WebRtcPeers.PID,
        configurationPolicy = ConfigurationPolicy.OPTIONAL)
@Designate(ocd = WebRtcConfig.class)
public final class WebRtcPeers implements PeerService, Supplier<String>, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("peer.webrtc");
    private static final long LATENCY_SPAN_NANOS = 10_000_000_000L;

    static final String PID = "io.baton.peer.webrtc";

    private static final Duration MIN_CONSENT_CHECK = Duration.ofMillis(500);
    /** RFC 7675, section 5.1. */
    private static final Duration MAX_CONSENT_LOST = Duration.ofSeconds(30);

    /** A job of these threads takes milliseconds. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);

    private final Settings settings;
    private final LongSupplier nanoTime;
    private final UdpSocket socket;
    private final PeerLifecycle lifecycle;
    private final PeerTable table;
    private final Handlers handlers = new Handlers();
    private final PeerFactory factory;
    private final OfferAnswerer offers;
    private final OutboundOffers outbound;
    private final StartupWarmUp warmUp;
    private final ThreadProbe receiverProbe;
    private final ThreadProbe timerProbe;
    private @Nullable ServiceRegistration<?> afterStart;
    private volatile boolean closing;

    /** Ends the process and takes the reason; offered by the launcher. */
    @Reference(
            target = "(baton.role=fatal)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Consumer<String> fatal;

    @Activate
    public WebRtcPeers(WebRtcConfig config, BundleContext context) throws IOException {
        this(
                Settings.of(config, context.getProperty("baton.data")),
                InstantSource.system(),
                System::nanoTime,
                new SecureRandom());
        // called by the launcher when the device is ready
        afterStart = context.registerService(
                Supplier.class, warmUp::start, FrameworkUtil.asDictionary(Map.of("baton.role", "after-start")));
    }

    /** Creates a service with the system's clock and randomness, which warms up at once. */
    public WebRtcPeers(Settings settings) throws IOException {
        this(settings, InstantSource.system(), System::nanoTime, new SecureRandom());
        warmUp.start();
    }

    private WebRtcPeers(Settings settings, InstantSource wall, LongSupplier nanoTime, SecureRandom random)
            throws IOException {
        this(
                settings,
                UdpSockets.open(settings.bind(), UdpSockets.DEFAULT_BUFFER, settings.means()),
                wall,
                nanoTime,
                random);
    }

    /**
     * Creates a service on a socket that is open already and is closed with the service. It does not warm up.
     *
     * @param nanoTime the clock of {@link System#nanoTime()}
     * @throws IOException when the certificate cannot be kept; the socket is closed then
     */
    public WebRtcPeers(
            Settings settings, UdpSocket socket, InstantSource wall, LongSupplier nanoTime, SecureRandom random)
            throws IOException {
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.socket = socket;
        DtlsIdentity identity;
        try {
            identity = IdentityStore.open(settings.directory(), wall.instant(), random);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
        var threads = new DaemonThreads(LOG, new FatalReporter(() -> fatal));
        lifecycle = new PeerLifecycle(settings, socket, nanoTime, random.nextInt(), threads);
        table = lifecycle.table;
        factory = new PeerFactory(settings, identity, socket, lifecycle.fanout.keyFrames(), nanoTime, wall, random);
        offers = new OfferAnswerer(settings, factory, lifecycle, handlers);
        outbound = new OutboundOffers(settings, factory, lifecycle, handlers, nanoTime);
        lifecycle.start();
        receiverProbe = new ThreadProbe("baton-peer-rx", lifecycle.receiver::execute, nanoTime, LONGEST_SILENCE);
        timerProbe = new ThreadProbe("baton-peer-timer", lifecycle.timer::execute, nanoTime, LONGEST_SILENCE);
        warmUp = new StartupWarmUp(settings.means(), wall, nanoTime, random, threads);
        LOG.info("WebRTC listening port={} gso={}", port(), socket.kind().equals("segmented"));
    }

    /** Changed settings apply from the next start: taking them now would end every connection. */
    @Modified
    void modified(WebRtcConfig config) {
        LOG.info("settings changed, restart needed port={} peers={}", config.port(), table.size());
    }

    /** The UDP port all peers share. */
    public int port() {
        return socket.localAddress().getPort();
    }

    /** Returns which thread hangs; an empty text while none does. */
    @Override
    public String get() {
        return receiverProbe.get() + timerProbe.get();
    }

    /** Sets the encoder to use from now on. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            unbind = "removeEncoder")
    public void setEncoder(EncodedVideo encoder) {
        lifecycle.fanout.setEncoder(encoder);
        lifecycle.refreshVideo();
    }

    /** Removes the encoder; does nothing when another has taken its place. */
    public void removeEncoder(EncodedVideo encoder) {
        lifecycle.fanout.removeEncoder(encoder);
        lifecycle.refreshVideo();
    }

    /** Adds a handler, which first gets the messages buffered for it. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, unbind = "removeHandler")
    public void addHandler(ChannelHandler handler, Map<String, ?> properties) {
        handlers.add(handler, properties);
        lifecycle.receiver.execute(() -> {
            long now = nanoTime.getAsLong();
            table.all().forEach(peer -> peer.channels.drainBuffer(now));
        });
    }

    /** Removes a handler; messages that arrive for it now are buffered. */
    public void removeHandler(ChannelHandler handler) {
        handlers.remove(handler);
    }

    /** Adds a listener, which is first told of the peers and channels that exist. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, unbind = "removeListener")
    public void addListener(PeerListener listener) {
        lifecycle.listeners.add(listener, added -> {
            for (Peer peer : table.all()) {
                if (peer.isLinked() && !peer.isOutbound()) {
                    added.linked(peer.id);
                    peer.channels.labels().forEach(label -> added.channelOpened(peer.id, label));
                }
            }
        });
    }

    public void removeListener(PeerListener listener) {
        lifecycle.listeners.remove(listener);
    }

    @Override
    public CompletionStage<PeerAnswer> answer(String offerSdp, @Nullable InetAddress reachedAt) {
        return offers.answer(offerSdp, reachedAt);
    }

    @Override
    public CompletionStage<PeerOffer> offer(PeerListener listener) {
        return outbound.offer(listener);
    }

    @Override
    public CompletionStage<PeerId> accept(PeerId id, String answerSdp) {
        return outbound.accept(id, answerSdp);
    }

    @Override
    public void addCandidate(PeerId id, IceCandidate candidate) {
        Peer peer = table.get(id);
        String generation = candidate.usernameFragment();
        if (peer == null || (generation != null && !generation.equals(peer.negotiated.remoteUfrag()))) {
            return;
        }
        RemoteCandidate.parse(candidate.candidate()).ifPresent(usable -> {
            peer.addRemote(usable);
            lifecycle.timer.at(peer.deadline());
        });
    }

    @Override
    public void setVideo(PeerId id, boolean on) {
        Peer peer = table.get(id);
        if (peer != null) {
            peer.setVideo(on, nanoTime.getAsLong());
            lifecycle.refreshVideo();
        }
    }

    @Override
    public void setPriority(PeerId id, boolean on) {
        Peer peer = table.get(id);
        if (peer != null) {
            peer.priority = on;
        }
    }

    @Override
    public void verify(PeerId id) {
        Peer peer = table.get(id);
        if (peer != null) {
            peer.verify();
            lifecycle.timer.at(peer.deadline());
        }
    }

    @Override
    public void setFencingToken(PeerId id, long token) {
        Peer peer = table.get(id);
        if (peer != null) {
            peer.channels.setFencingToken(token);
        }
    }

    @Override
    public void discardBuffered(PeerId id) {
        Peer peer = table.get(id);
        if (peer != null) {
            peer.channels.discardBuffered();
        }
    }

    @Override
    public int maxMessageBytes(PeerId id) {
        Peer peer = table.get(id);
        return peer == null ? 0 : peer.channels.maxMessageBytes();
    }

    @Override
    public boolean sendText(PeerId id, String label, String message) {
        return send(id, label, true, message.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean sendBinary(PeerId id, String label, byte[] message) {
        return send(id, label, false, message);
    }

    private boolean send(PeerId id, String label, boolean text, byte[] payload) {
        Peer peer = table.get(id);
        if (peer == null) {
            return false;
        }
        boolean sent = peer.channels.send(label, text, payload, nanoTime.getAsLong());
        lifecycle.timer.at(peer.channels.deadline());
        return sent;
    }

    @Override
    public void close(PeerId id, CloseReason reason) {
        lifecycle.close(id, reason);
    }

    @Override
    public void setConsent(Duration check, Duration lost) {
        boolean possible = check.compareTo(MIN_CONSENT_CHECK) >= 0
                && check.compareTo(lost) < 0
                && lost.compareTo(MAX_CONSENT_LOST) <= 0;
        if (possible) {
            factory.setTimings(new IceTimings(IceTimings.DEFAULT.pace(), check, lost));
        } else {
            LOG.warn("consent times ignored check={} lost={}", check, lost);
        }
    }

    @Override
    public List<PeerId> peers() {
        return table.clients();
    }

    @Override
    public PeerLimits limits() {
        return new PeerLimits(PID, settings.maxPeers(), settings.maxHalfOpen());
    }

    @Override
    public Optional<PeerStats> stats(PeerId id) {
        return Optional.ofNullable(table.get(id)).map(Peer::stats);
    }

    @Override
    public Optional<FrameAge> frameAge(PeerId id, int rtpTimestamp) {
        Peer peer = table.get(id);
        VideoTrackSender sender = peer == null ? null : peer.video;
        return sender == null ? Optional.empty() : sender.frameAge(rtpTimestamp, nanoTime.getAsLong());
    }

    @Override
    public VideoLatency videoLatency() {
        LatencySamples samples = new LatencySamples();
        long since = nanoTime.getAsLong() - LATENCY_SPAN_NANOS;
        for (Peer peer : table.all()) {
            VideoTrackSender sender = peer.video;
            if (sender != null) {
                sender.addLatency(samples, since);
            }
        }
        return samples.report();
    }

    /** Closes all peers, telling each, and frees the port and the threads. */
    @Deactivate
    @Override
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        if (afterStart != null) {
            afterStart.unregister();
        }
        offers.stop();
        outbound.stop();
        warmUp.stop();
        lifecycle.stop();
        LOG.info("WebRTC closed port={} {}", port(), lifecycle.receiver.counters());
        socket.close();
    }
}
