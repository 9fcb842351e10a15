// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import io.baton.peer.ChannelHandler;
import io.baton.peer.CloseReason;
import io.baton.peer.IceCandidate;
import io.baton.peer.PeerAnswer;
import io.baton.peer.PeerId;
import io.baton.peer.PeerListener;
import io.baton.peer.PeerRefusedException;
import io.baton.peer.PeerRefusedException.Reason;
import io.baton.peer.PeerService;
import io.baton.peer.PeerStats;
import io.baton.peer.webrtc.dtls.DtlsIdentity;
import io.baton.peer.webrtc.dtls.DtlsKeys;
import io.baton.peer.webrtc.dtls.IdentityStore;
import io.baton.peer.webrtc.ice.IceTimings;
import io.baton.peer.webrtc.ice.RemoteCandidate;
import io.baton.peer.webrtc.net.UdpSocket;
import io.baton.peer.webrtc.net.UdpSockets;
import io.baton.peer.webrtc.sctp.EndReason;
import io.baton.peer.webrtc.sctp.SctpConfig;
import io.baton.video.EncodedVideo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
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
 * WebRTC in pure Java over one UDP port. Precious: peers live here, so nothing it refers to may restart it.
 *
 * <p>Outside of OSGi it is made with {@code new}, given its encoder, handlers and listeners by the same methods the
 * component runtime calls, and ended with {@link #close}.
 *
 * <p>Threads. {@code baton-peer-rx} receives and calls handlers and listeners; {@code baton-peer-timer} does what time
 * brings and answers offers; {@code baton-dtls-n} each make one handshake; pictures are encrypted and sent on the
 * encoder's thread.
 */
@Component(
        service = PeerService.class,
        immediate = true,
        configurationPid = "io.baton.peer.webrtc",
        configurationPolicy = ConfigurationPolicy.OPTIONAL)
@Designate(ocd = WebRtcConfig.class)
public final class WebRtcPeers implements PeerService, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WebRtcPeers.class);
    /** A closed tab is noticed within ten seconds whatever is configured. */
    private static final long LONGEST_CONSENT_MILLIS = 10_000;

    private static final String DATA_PROPERTY = "baton.data";

    private final Settings settings;
    private final LongSupplier nanoTime;
    private final UdpSocket socket;
    private final PeerTable table = new PeerTable();
    private final Handlers handlers = new Handlers();
    private final Listeners listeners;
    private final DatagramReceiver reception;
    private final TimerThread deadlines;
    private final VideoFanout hub;
    private final PeerFactory maker;
    private final ThreadFactory handshakes = Threads.handshakes();
    private volatile boolean closing;

    @Activate
    public WebRtcPeers(WebRtcConfig config, BundleContext context) throws IOException {
        this(settings(config, context), InstantSource.system(), System::nanoTime, new SecureRandom());
    }

    /** A service of its own, with the system's clock and randomness. */
    public WebRtcPeers(Settings settings) throws IOException {
        this(settings, InstantSource.system(), System::nanoTime, new SecureRandom());
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
     * Begins to answer on a socket that is open already, and is closed with the service.
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
        deadlines = new TimerThread(nanoTime, this::tick);
        reception = new DatagramReceiver(socket, table, new Received(), nanoTime, random.nextInt());
        listeners = new Listeners(reception::execute);
        hub = new VideoFanout(nanoTime, deadlines::at, settings.minBitrate(), settings.maxBitrate());
        maker = new PeerFactory(settings, identity, socket, hub.keyFrames(), nanoTime, wall, random);
        deadlines.start();
        reception.start();
        new StartupWarmUp(wall, nanoTime, random).start();
        LOG.info("peers meet on UDP port {} ({})", port(), socket.kind());
    }

    private static Settings settings(WebRtcConfig config, BundleContext context) throws IOException {
        int consent = Math.clamp(config.consentIntervalMillis(), 500, 5_000);
        long consentTimeout = Math.min(4L * consent, LONGEST_CONSENT_MILLIS);
        String data = context.getProperty(DATA_PROPERTY);
        Path directory = config.directory().isEmpty()
                ? Path.of(data == null ? "data" : data, "peer")
                : Path.of(config.directory());
        InetSocketAddress bind = config.address().isEmpty()
                ? new InetSocketAddress(config.port())
                : new InetSocketAddress(InetAddress.ofLiteral(config.address()), config.port());
        return new Settings(
                bind,
                config.loopback(),
                config.maxPeers(),
                config.maxHalfOpen(),
                Duration.ofMillis(config.setupTimeoutMillis()),
                new IceTimings(
                        IceTimings.DEFAULT.pace(), Duration.ofMillis(consent), Duration.ofMillis(consentTimeout)),
                config.minBitrate(),
                config.maxBitrate(),
                directory,
                UdpSockets.Means.BEST);
    }

    /** New settings wait for the next start: taking them now would end every connection. */
    @Modified
    void modified(WebRtcConfig config) {
        LOG.info("new settings (UDP port {}) apply from the next start; {} peers go on", config.port(), table.size());
    }

    /** The UDP port all peers share. */
    public int port() {
        return socket.localAddress().getPort();
    }

    /** The encoder came. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            unbind = "removeEncoder")
    public void setEncoder(EncodedVideo encoder) {
        hub.setEncoder(encoder);
        refreshVideo();
    }

    /** The encoder left; does nothing when another has taken its place. */
    public void removeEncoder(EncodedVideo encoder) {
        hub.removeEncoder(encoder);
        refreshVideo();
    }

    /** A handler came: it gets what is parked for it first. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, unbind = "removeHandler")
    public void addHandler(ChannelHandler handler, Map<String, ?> properties) {
        handlers.add(handler, properties);
        reception.execute(() -> {
            long now = nanoTime.getAsLong();
            table.all().forEach(peer -> peer.channels.drainBuffer(now));
        });
    }

    /** A handler left; what comes now is parked. */
    public void removeHandler(ChannelHandler handler) {
        handlers.remove(handler);
    }

    /** A listener came: it is told what is there. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, unbind = "removeListener")
    public void addListener(PeerListener listener) {
        listeners.add(listener, newcomer -> {
            for (Peer peer : table.all()) {
                if (peer.isLinked()) {
                    newcomer.linked(peer.id);
                    peer.channels.labels().forEach(label -> newcomer.channelOpened(peer.id, label));
                }
            }
        });
    }

    public void removeListener(PeerListener listener) {
        listeners.remove(listener);
    }

    @Override
    public CompletionStage<PeerAnswer> answer(String offerSdp) {
        var answer = new CompletableFuture<PeerAnswer>();
        deadlines.execute(() -> {
            try {
                answer.complete(make(offerSdp));
            } catch (PeerRefusedException refused) {
                answer.completeExceptionally(refused);
            } catch (RuntimeException bug) {
                LOG.error("an offer could not be answered", bug);
                answer.completeExceptionally(bug);
            }
        });
        if (closing) {
            answer.completeExceptionally(new PeerRefusedException(Reason.CLOSING, "The device is shutting down."));
        }
        return answer;
    }

    private PeerAnswer make(String offerSdp) throws PeerRefusedException {
        if (closing) {
            throw new PeerRefusedException(Reason.CLOSING, "The device is shutting down.");
        }
        if (table.size() >= settings.maxPeers() || table.halfOpen() >= settings.maxHalfOpen()) {
            throw new PeerRefusedException(Reason.TOO_MANY_PEERS, "The device serves as many viewers as it can.");
        }
        PeerFactory.Made made = maker.make(offerSdp, this::channels);
        table.add(made.peer());
        deadlines.at(made.peer().deadline());
        LOG.info(
                "{} answered: {}{}",
                made.peer().id,
                made.peer().terms.video() == null ? "" : "video ",
                made.peer().terms.data() == null ? "" : "data");
        return made.answer();
    }

    private Channels channels(PeerId id, @Nullable SctpConfig config) {
        return new Channels(id, config, maker.random(), new Owner(id), handlers);
    }

    @Override
    public void addCandidate(PeerId id, IceCandidate candidate) {
        Peer peer = table.get(id);
        String generation = candidate.usernameFragment();
        if (peer == null || (generation != null && !generation.equals(peer.terms.remoteUfrag()))) {
            return;
        }
        RemoteCandidate.parse(candidate.candidate()).ifPresent(usable -> {
            peer.addRemote(usable);
            deadlines.at(peer.deadline());
        });
    }

    @Override
    public void setVideo(PeerId id, boolean on) {
        Peer peer = table.get(id);
        if (peer != null) {
            peer.setVideo(on, nanoTime.getAsLong());
            refreshVideo();
        }
    }

    private void refreshVideo() {
        deadlines.execute(
                () -> hub.update(table.all().stream().filter(Peer::isWatching).toList(), nanoTime.getAsLong()));
    }

    @Override
    public void setFencingToken(PeerId id, long stamp) {
        Peer peer = table.get(id);
        if (peer != null) {
            peer.channels.setFencingToken(stamp);
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
        deadlines.at(peer.channels.deadline());
        return sent;
    }

    @Override
    public void close(PeerId id, CloseReason reason) {
        Peer peer = table.get(id);
        if (peer == null || !peer.close(nanoTime.getAsLong())) {
            return;
        }
        table.remove(peer);
        refreshVideo();
        LOG.info("{} closed: {}", id, reason);
        reception.execute(() -> listeners.tell(listener -> listener.closed(id, reason)));
    }

    @Override
    public List<PeerId> peers() {
        return table.ids();
    }

    @Override
    public Optional<PeerStats> stats(PeerId id) {
        return Optional.ofNullable(table.get(id)).map(Peer::stats);
    }

    private long tick(long now) {
        long next = hub.deadline();
        if (next <= now) {
            hub.tick(now);
            next = hub.deadline();
        }
        for (Peer peer : table.all()) {
            try {
                long deadline = peer.deadline();
                if (deadline <= now) {
                    deadline = tick(peer, now);
                }
                next = Math.min(next, deadline);
            } catch (RuntimeException bug) {
                // the others' time goes on
                LOG.error("{}: a timer broke", peer.id, bug);
                close(peer.id, CloseReason.PROTOCOL_ERROR);
            }
        }
        return next;
    }

    private long tick(Peer peer, long now) {
        if (peer.isLate(now)) {
            close(peer.id, CloseReason.SETUP_FAILED);
            return Long.MAX_VALUE;
        }
        peer.tick(now);
        if (peer.isLost()) {
            close(peer.id, peer.isLinked() ? CloseReason.CONSENT_LOST : CloseReason.SETUP_FAILED);
            return Long.MAX_VALUE;
        }
        return peer.deadline();
    }

    private void handshake(Peer peer) {
        try {
            DtlsKeys keys = peer.dtls.handshake();
            reception.execute(() -> linked(peer, keys));
        } catch (IOException failed) {
            if (!peer.isClosed()) {
                LOG.info("{} failed its DTLS handshake: {}", peer.id, failed.getMessage());
                close(peer.id, CloseReason.SETUP_FAILED);
            }
        } catch (RuntimeException bug) {
            LOG.error("{}: the DTLS handshake broke", peer.id, bug);
            close(peer.id, CloseReason.SETUP_FAILED);
        }
    }

    /** Receive thread. */
    private void linked(Peer peer, @Nullable DtlsKeys keys) {
        long now = nanoTime.getAsLong();
        if (peer.isClosed()) {
            return;
        }
        peer.link(keys, now);
        LOG.info("{} linked", peer.id);
        refreshVideo();
        listeners.tell(listener -> listener.linked(peer.id));
        peer.channels.begin(now);
        peer.dtls.open((data, offset, length) -> peer.channels.receive(data, offset, length, now));
        settle(peer, now);
    }

    /** Receive thread: hands on what a packet brought. */
    private void settle(Peer peer, long now) {
        peer.channels.deliver(now);
        if (peer.dtls.hasEnded()) {
            close(peer.id, peer.dtls.saidGoodbye() ? CloseReason.REMOTE : CloseReason.PROTOCOL_ERROR);
        } else {
            deadlines.at(peer.deadline());
        }
    }

    /** Ends all peers, saying so to each, and gives port and threads back. */
    @Deactivate
    @Override
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        for (PeerId id : table.ids()) {
            close(id, CloseReason.SHUTDOWN);
        }
        deadlines.execute(hub::close);
        deadlines.stop();
        reception.stop();
        LOG.info("port {} closed; from strangers: {}", port(), reception.counters());
        socket.close();
    }

    /** What packets bring; on the receive thread. */
    private final class Received implements DatagramReceiver.Events {

        @Override
        public void checked(Peer peer, long now) {
            if (peer.beginHandshake()) {
                handshakes.newThread(() -> handshake(peer)).start();
            }
            deadlines.at(peer.deadline());
        }

        @Override
        public void dtls(Peer peer, byte[] data, int offset, int length, long now) {
            peer.dtls.received(data, offset, length, (d, o, l) -> peer.channels.receive(d, o, l, now));
            settle(peer, now);
        }

        @Override
        public void rtcp(Peer peer, byte[] data, int offset, int length, long now) {
            VideoTrackSender picture = peer.picture;
            if (picture != null && picture.rtcp(data, offset, length, now)) {
                deadlines.at(Math.min(picture.deadline(), hub.deadline()));
            }
        }
    }

    /** What one peer's channels bring. */
    private final class Owner implements Channels.Owner {

        private final PeerId id;

        Owner(PeerId id) {
            this.id = id;
        }

        @Override
        public void transmit(byte[] data, int offset, int length) {
            Peer peer = table.get(id);
            if (peer != null) {
                peer.dtls.send(data, offset, length);
            }
        }

        @Override
        public void pending() {
            if (!reception.isCurrent()) {
                reception.execute(() -> {
                    Peer peer = table.get(id);
                    if (peer != null) {
                        peer.channels.deliver(nanoTime.getAsLong());
                    }
                });
            }
        }

        @Override
        public void opened(String label) {
            listeners.tell(listener -> listener.channelOpened(id, label));
        }

        @Override
        public void closed(String label) {
            listeners.tell(listener -> listener.channelClosed(id, label));
        }

        @Override
        public void ended(EndReason reason) {
            close(
                    id,
                    switch (reason) {
                        case SHUTDOWN, ABORTED, PEER_ABORTED -> CloseReason.REMOTE;
                        case HANDSHAKE_TIMEOUT -> CloseReason.SETUP_FAILED;
                        case RETRANSMISSION_LIMIT -> CloseReason.CONSENT_LOST;
                        case PEER_RESTARTED, MESSAGE_TOO_LARGE, PROTOCOL_VIOLATION -> CloseReason.PROTOCOL_ERROR;
                    });
        }
    }
}
