// SPDX-License-Identifier: Apache-2.0
package io.baton.video.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.video.AccessUnit;
import io.baton.video.AccessUnitSink;
import io.baton.video.Subscription;
import io.baton.video.VideoSignal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The protocol over a real socket, whose turns the test takes itself. */
class SenderServerTest {

    private static final long SECOND = 1_000_000_000;
    private static final List<byte[]> UNITS = Clip.units();

    private final Path directory;
    private final List<String> announced = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private long now = 100 * SECOND;
    private final VideoSocket socket;
    private final Selector selector;
    private final ExternalStream stream;
    private final SenderServer server;

    SenderServerTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        socket = VideoSocket.open(directory.resolve("video.sock"), "rw-------", "");
        selector = Selector.open();
        stream = new ExternalStream(() -> now, signal -> announced.add(text(signal)), () -> {});
        server = new SenderServer(socket.channel(), selector, stream, 25_000, () -> now);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        for (Client client : clients) {
            client.channel.close();
        }
        selector.close();
        socket.close();
    }

    @Test
    void senderIsToldWhatViewersWantAndItsFramesReachThem() throws IOException {
        Client client = new Client();
        client.send(Sent.hello(), Sent.mode(320, 240, 30_000));
        assertEquals(
                List.of("welcome 1 " + SenderMessageCodec.MAX_UNIT, "rate 25000", "bitrate 4000000"), client.told());
        assertEquals(List.of("READY 320x240"), announced);

        Viewer viewer = new Viewer();
        turns();
        assertEquals(List.of("start", "key"), client.told());
        stream.setTargetBitrate(1_500_000);
        stream.requestKeyFrame();
        turns();
        assertEquals(List.of("bitrate 1500000", "key"), client.told());

        client.unit(true, 0);
        client.unit(false, 1);
        assertEquals(List.of("READY 320x240", "key 0 sps", "1"), viewer.received);

        viewer.subscription.close();
        turns();
        assertEquals(List.of("stop"), client.told());
        client.unit(false, 2);
        assertEquals(3, viewer.received.size(), "nothing after the end");
        assertEquals(2, stream.stats().framesEncoded());
        assertEquals(1, stream.stats().framesSkipped());
    }

    @Test
    void senderThatIsGoneMeansNoSignalAndItsSuccessorBeginsWithAKeyFrame() throws IOException {
        Client first = new Client();
        first.send(Sent.hello(), Sent.mode(320, 240, 30_000));
        Viewer viewer = new Viewer();
        first.unit(true, 0);
        first.channel.close();
        Client second = new Client();
        turns();
        assertEquals(List.of("READY 320x240", "NO_SIGNAL"), announced);
        second.send(Sent.hello(), Sent.mode(320, 240, 30_000));
        assertEquals(List.of("welcome 1 4194304", "rate 25000", "bitrate 4000000", "start", "key"), second.told());
        second.unit(false, 8);
        second.unit(true, 0);
        second.unit(false, 1);
        assertEquals(
                List.of("READY 320x240", "key 0 sps", "NO_SIGNAL", "READY 320x240", "key 0 sps", "1"), viewer.received);
        assertEquals(2, stream.stats().encoderStarts());
    }

    @Test
    void secondSenderIsRefusedAndTheFirstStays() throws IOException {
        Client first = new Client();
        first.send(Sent.hello(), Sent.mode(320, 240, 30_000));
        first.told();
        Client second = new Client();
        turns();
        assertEquals(List.of("error 3 another sender is connected"), second.told());
        assertTrue(second.isClosed());
        assertFalse(first.isClosed());
    }

    @Test
    void protocolErrorsAreNamedAndEndTheConnection() throws IOException {
        assertRefused("error 1 the first message must be a hello", Sent.mode(320, 240, 30_000));
        assertRefused("error 1 the hello does not begin with BATONVID", Sent.hello("BATONVIX", 1, ""));
        assertRefused("error 2 version 2 is not spoken here, only 1", Sent.hello("BATONVID", 2, ""));
        assertRefused("error 1 a second hello", Sent.hello(), Sent.hello());
        assertRefused("error 1 an access unit came before a mode", Sent.hello(), Sent.unit(true, now, 0, UNITS.get(0)));
        assertRefused(
                "error 1 an access unit came before a mode",
                Sent.hello(),
                Sent.mode(320, 240, 30_000),
                Sent.absent(0),
                Sent.unit(true, now, 0, UNITS.get(0)));
        assertRefused("error 1 unknown message type 9", Sent.hello(), Sent.message(9, new byte[1]));
        assertRefused("error 1 unknown state of the signal 3", Sent.hello(), Sent.absent(3));
        assertRefused("error 1 width must be even and within 2?8192: 321", Sent.hello(), Sent.mode(321, 240, 30_000));
        assertRefused("error 4 a message of type 2 has at most 256 bytes, not 257", Sent.message(2, new byte[256]));
        assertRefused(
                "error 4 a message of type 4 has at most 4194322 bytes, not 4194323", new byte[] {0, 64, 0, 19, 4, 0});
        assertRefused("error 1 a message has at least one byte, not 0", new byte[] {0, 0, 0, 0, 4});
        assertRefused("error 1 the name has control characters", Sent.hello("BATONVID", 1, "a\nb"));
        assertEquals(VideoSignal.State.NO_SIGNAL, stream.signal().state());
    }

    @Test
    void videoThatCannotBeDecodedIsRefused() throws IOException {
        new Viewer();
        byte[] slice = Clip.firstKeyFrame().get(2);
        assertRefused(
                "error 6 a key frame has no SPS or PPS, and none came before it",
                Sent.hello(),
                Sent.mode(320, 240, 30_000),
                Sent.unit(true, now, 0, slice));
        assertRefused(
                "error 6 the access unit does not begin with a start code",
                Sent.hello(),
                Sent.mode(320, 240, 30_000),
                Sent.unit(true, now, 0, new byte[] {0, 0, 0, 7, 101}));
    }

    @Test
    void parameterSetsThatCameOnceAreRepeated() throws IOException {
        Client client = new Client();
        client.send(Sent.hello(), Sent.mode(320, 240, 30_000));
        Viewer viewer = new Viewer();
        List<byte[]> nals = Clip.firstKeyFrame();
        client.send(Sent.unit(false, now, 0, Clip.concat(nals.get(0), nals.get(1))));
        client.send(Sent.unit(true, now, 0, nals.get(2)), Sent.unit(true, now, 1, nals.get(2)));
        assertEquals(List.of("READY 320x240", "key 0 sps", "key 1 sps"), viewer.received);
    }

    @Test
    void sizeInTheStreamIsTheOneThatIsAnnounced() throws IOException {
        Client client = new Client();
        client.send(Sent.hello(), Sent.mode(640, 480, 30_000));
        Viewer viewer = new Viewer();
        turns();
        client.unit(true, 0);
        assertEquals(List.of("READY 640x480", "READY 320x240", "key 0 sps"), viewer.received);
        assertEquals(List.of("READY 640x480", "READY 320x240"), announced);
    }

    @Test
    void senderThatStopsInAMessageOrSaysNothingIsEnded() throws IOException {
        Client silent = new Client();
        turns();
        now += 4 * SECOND;
        turns();
        assertFalse(silent.isClosed());
        now += SECOND;
        turns();
        assertEquals(List.of("error 5 no hello came within 5 s"), silent.told());

        Client half = new Client();
        half.send(Sent.hello(), new byte[] {0, 0, 0, 13, 2});
        half.told();
        now += 4 * SECOND;
        half.send(new byte[] {0});
        now += SECOND;
        turns();
        assertEquals(List.of("error 5 the rest of a message did not come within 5 s"), half.told());

        Client idle = new Client();
        idle.send(Sent.hello());
        now += 1000 * SECOND;
        turns();
        assertFalse(idle.isClosed(), "a sender need not send anything");
    }

    @Test
    void senderThatDoesNotReadBlocksNothingAndIsEnded() throws IOException {
        Client client = new Client();
        client.send(Sent.hello(), Sent.mode(320, 240, 30_000));
        Viewer viewer = new Viewer();
        int bitrate = 100_000;
        for (int i = 0; i < 5_000; i++) {
            stream.setTargetBitrate(bitrate++);
            server.turn(false);
        }
        client.unit(true, 0);
        assertEquals(List.of("READY 320x240", "key 0 sps"), viewer.received);
        assertFalse(client.isEnded());
        now += 11 * SECOND;
        turns();
        turns();
        assertEquals(List.of("READY 320x240", "NO_SIGNAL"), announced);
    }

    @Test
    void keyFrameThatDoesNotComeIsRequestedAgain() throws IOException {
        Client client = new Client();
        client.send(Sent.hello(), Sent.mode(320, 240, 30_000));
        client.told();
        new Viewer();
        turns();
        assertEquals(List.of("start", "key"), client.told());
        turns();
        assertEquals(List.of(), client.told());
        now += SECOND;
        turns();
        assertEquals(List.of("key"), client.told());
        client.unit(true, 0);
        now += 5 * SECOND;
        turns();
        assertEquals(List.of(), client.told());
    }

    @Test
    void captureTimeOfAnotherClockIsReplacedByTheTimeOfArrival() throws IOException {
        Client client = new Client();
        client.send(Sent.hello(), Sent.mode(320, 240, 30_000));
        Viewer viewer = new Viewer();
        client.send(
                Sent.unit(true, now - 40_000_000, 0, UNITS.get(0)),
                Sent.unit(false, now + 1, 1, UNITS.get(1)),
                Sent.unit(false, now - 11 * SECOND, 2, UNITS.get(2)));
        assertEquals(List.of(now - 40_000_000, now, now), viewer.times);
    }

    @Test
    void leavingSenderAndTheEndOfBatonAreSaid() throws IOException {
        Client client = new Client();
        client.send(Sent.hello(), Sent.mode(320, 240, 30_000), Sent.bye("update"));
        assertEquals(List.of("READY 320x240", "NO_SIGNAL"), announced);
        assertTrue(client.isClosed());
        Client next = new Client();
        next.send(Sent.hello());
        next.told();
        server.close();
        assertEquals(List.of("error 7 Baton takes no external video any more"), next.told());
    }

    private void assertRefused(String error, byte[]... messages) throws IOException {
        Client client = new Client();
        client.send(messages);
        assertEquals(error, client.told().getLast());
        assertTrue(client.isClosed());
    }

    private void turns() throws IOException {
        for (int i = 0; i < 4; i++) {
            server.turn(false);
        }
    }

    private static String text(VideoSignal signal) {
        return signal.mode() == null
                ? signal.state().toString()
                : signal.state() + " " + signal.mode().width() + "x"
                        + signal.mode().height();
    }

    private final class Client {

        private final SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        private boolean ended;

        Client() throws IOException {
            clients.add(this);
            channel.connect(UnixDomainSocketAddress.of(directory.resolve("video.sock")));
            channel.configureBlocking(false);
        }

        void send(byte[]... messages) throws IOException {
            for (byte[] message : messages) {
                ByteBuffer bytes = ByteBuffer.wrap(message);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                    turns();
                }
            }
        }

        void unit(boolean key, int number) throws IOException {
            send(Sent.unit(key, now, number, UNITS.get(key ? 0 : 1)));
        }

        List<String> told() throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            ByteBuffer part = ByteBuffer.allocate(4096);
            int got = channel.read(part);
            while (got > 0) {
                all.write(part.array(), 0, got);
                got = channel.read(part.clear());
            }
            ended |= got < 0;
            return Sent.told(all.toByteArray());
        }

        boolean isClosed() throws IOException {
            told();
            return ended;
        }

        /** Without reading what has arrived. */
        boolean isEnded() {
            return stream.signal().mode() == null;
        }
    }

    private final class Viewer implements AccessUnitSink {

        private final List<String> received = new ArrayList<>();
        private final List<Long> times = new ArrayList<>();
        private final Subscription subscription = stream.subscribe(this);

        @Override
        public void accessUnit(AccessUnit unit) {
            boolean sps = (unit.annexB().get(4) & 0x1F) == 7;
            received.add((unit.key() ? "key " : "") + unit.frameNumber() + (sps ? " sps" : ""));
            times.add(unit.captureNanos());
        }

        @Override
        public void signal(VideoSignal signal) {
            received.add(text(signal));
        }
    }
}
