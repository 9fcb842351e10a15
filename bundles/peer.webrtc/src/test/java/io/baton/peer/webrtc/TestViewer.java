// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import io.baton.peer.webrtc.dtls.DtlsIdentity;
import io.baton.peer.webrtc.dtls.DtlsLink;
import io.baton.peer.webrtc.ice.ControllingSide;
import io.baton.peer.webrtc.ice.IceCredentials;
import io.baton.peer.webrtc.ice.StunMessage;
import io.baton.peer.webrtc.sctp.ChannelSettings;
import io.baton.peer.webrtc.sctp.DataTransport;
import io.baton.peer.webrtc.sctp.EndReason;
import io.baton.peer.webrtc.sctp.SctpAssociation;
import io.baton.peer.webrtc.sctp.SctpConfig;
import io.baton.peer.webrtc.sdp.RemoteFingerprint;
import io.baton.testkit.Patience;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A small browser: offers video and data, is the DTLS server, opens channels, counts RTP. Made of the same layers. */
final class TestViewer implements AutoCloseable {

    static final DtlsIdentity IDENTITY = DtlsIdentity.create(Instant.EPOCH, new SecureRandom());

    final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    final AtomicInteger rtpPackets = new AtomicInteger();
    final DatagramSocket socket;

    private final SecureRandom random = new SecureRandom();
    private final IceCredentials own = IceCredentials.fresh(random);
    private final Object lock = new Object();
    private @Nullable DtlsLink dtls;
    private @Nullable DataTransport sctp;
    private volatile boolean stopped;

    TestViewer() throws IOException {
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        socket.setSoTimeout(50);
    }

    /** An offer as browsers make it, promising {@code identity}'s certificate. */
    String offer(DtlsIdentity identity) {
        String transport = """
                c=IN IP4 0.0.0.0
                a=ice-ufrag:%s
                a=ice-pwd:%s
                a=fingerprint:%s
                a=setup:actpass
                """.formatted(own.ufrag(), own.password(), identity.fingerprint());
        return """
                v=0
                o=- 1 1 IN IP4 127.0.0.1
                s=-
                t=0 0
                a=group:BUNDLE 0 1
                m=video 9 UDP/TLS/RTP/SAVPF 96 97
                %sa=mid:0
                a=recvonly
                a=rtcp-mux
                a=rtpmap:96 H264/90000
                a=fmtp:96 packetization-mode=1;profile-level-id=42e01f
                a=rtpmap:97 rtx/90000
                a=fmtp:97 apt=96
                m=application 9 UDP/DTLS/SCTP webrtc-datachannel
                %sa=mid:1
                a=sctp-port:5000
                """.formatted(transport, transport);
    }

    String offer() {
        return offer(IDENTITY);
    }

    /** Takes the answer and connects. */
    void connect(String answer, int devicePort) {
        var device = new InetSocketAddress(InetAddress.getLoopbackAddress(), devicePort);
        var theirs = new IceCredentials(find(answer, "a=ice-ufrag:(\\S+)"), find(answer, "a=ice-pwd:(\\S+)"));
        byte[] digest = HexFormat.ofDelimiter(":").parseHex(find(answer, "a=fingerprint:sha-256 (\\S+)"));
        var side = new ControllingSide(own, theirs, random);
        var link = new DtlsLink(
                IDENTITY,
                false,
                List.of(new RemoteFingerprint("SHA-256", digest)),
                true,
                Patience.LONGEST,
                random,
                (data, offset, length) -> send(device, data, offset, length));
        dtls = link;
        sctp = new SctpAssociation(SctpConfig.defaults(false), random, new Events(link));
        Thread.ofPlatform().daemon().start(() -> receive(side, device, link));
        Thread.ofPlatform().daemon().start(() -> {
            try {
                link.handshake();
                synchronized (lock) {
                    link.open(this::packet);
                }
                events.add("linked");
            } catch (IOException failed) {
                events.add("failed");
            }
        });
    }

    /** A check of this viewer's session, for any socket to send. */
    byte[] check(String answer) {
        var device = new IceCredentials(find(answer, "a=ice-ufrag:(\\S+)"), find(answer, "a=ice-pwd:(\\S+)"));
        return new ControllingSide(own, device, random).check();
    }

    private static String find(String text, String regex) {
        Matcher matcher = Pattern.compile(regex).matcher(text);
        if (!matcher.find()) {
            throw new IllegalArgumentException(regex);
        }
        return matcher.group(1);
    }

    private void receive(ControllingSide side, InetSocketAddress device, DtlsLink link) {
        var packet = new DatagramPacket(new byte[2_048], 2_048);
        int quiet = 0;
        while (!stopped) {
            try {
                if (quiet++ % 10 == 0) {
                    byte[] check = side.check();
                    send(device, check, 0, check.length);
                }
                packet.setLength(2_048);
                socket.receive(packet);
                datagram(side, device, link, packet.getData(), packet.getLength());
            } catch (SocketTimeoutException silence) {
                synchronized (lock) {
                    DataTransport transport = sctp;
                    if (transport != null) {
                        transport.tick(System.nanoTime());
                    }
                }
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void datagram(ControllingSide side, InetSocketAddress device, DtlsLink link, byte[] data, int length) {
        if (StunMessage.looksLike(data, 0, length)) {
            byte[] answer = side.answer(data, length, device);
            if (answer != null) {
                send(device, answer, 0, answer.length);
            }
        } else if (data[0] < 0) {
            rtpPackets.incrementAndGet();
        } else {
            synchronized (lock) {
                link.received(data, 0, length, this::packet);
            }
            if (link.hasEnded()) {
                events.add("ended");
                stopped = true;
            }
        }
    }

    private void packet(byte[] data, int offset, int length) {
        DataTransport transport = sctp;
        if (transport != null) {
            transport.receive(ByteBuffer.wrap(data, offset, length), System.nanoTime());
        }
    }

    private void send(InetSocketAddress to, byte[] data, int offset, int length) {
        try {
            socket.send(new DatagramPacket(data, offset, length, to));
        } catch (IOException lost) {
            return;
        }
    }

    private DataTransport transport() {
        DataTransport transport = sctp;
        if (transport == null) {
            throw new IllegalStateException("not connected");
        }
        return transport;
    }

    int open(String label) {
        synchronized (lock) {
            return transport().open(ChannelSettings.reliable(label), System.nanoTime());
        }
    }

    void say(int channel, String text) {
        synchronized (lock) {
            transport().send(channel, true, text.getBytes(StandardCharsets.UTF_8), System.nanoTime());
        }
    }

    void closeChannel(int channel) {
        synchronized (lock) {
            transport().closeChannel(channel, System.nanoTime());
        }
    }

    void goodbye() {
        DtlsLink link = dtls;
        if (link != null) {
            link.close();
        }
    }

    @Override
    public void close() {
        stopped = true;
        goodbye();
        socket.close();
    }

    private final class Events implements DataTransport.Events {

        private final DtlsLink link;

        Events(DtlsLink link) {
            this.link = link;
        }

        @Override
        public void transmit(ByteBuffer packet) {
            link.send(packet.array(), packet.arrayOffset() + packet.position(), packet.remaining());
        }

        @Override
        public void established() {
            events.add("established");
        }

        @Override
        public void channelOpened(int channel, ChannelSettings settings) {
            events.add("opened " + settings.label());
        }

        @Override
        public void message(int channel, boolean text, byte[] payload) {
            messages.add(new String(payload, StandardCharsets.UTF_8));
        }

        @Override
        public void channelClosed(int channel) {
            events.add("closed " + channel);
        }

        @Override
        public void ended(EndReason reason) {
            events.add("sctp " + reason);
        }
    }
}
