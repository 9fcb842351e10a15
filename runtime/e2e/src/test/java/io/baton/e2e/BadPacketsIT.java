// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Packets from unknown sources on the UDP port of WebRTC: none is answered, and none affects a session. */
final class BadPacketsIT {
    private static final Pattern PORT = Pattern.compile("WebRTC listening port=(\\d+)");
    private static final int STUN_MAGIC = 0x2112A442;
    private static final int FLOOD = 6_000;
    private static final String WARNING = "datagrams of unknown sources dropped";
    private static final int INTERVAL_SECONDS = 10;

    private static WorkingPrimary primary;
    private static int port;
    private static long began;

    private final Random random = new Random(20261121);
    private DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());

    BadPacketsIT() throws IOException {}

    @BeforeAll
    static void open() throws Exception {
        began = System.nanoTime();
        primary = WorkingPrimary.start(Map.of());
        port = primary.device.log().stream()
                .map(PORT::matcher)
                .filter(Matcher::find)
                .mapToInt(matcher -> Integer.parseInt(matcher.group(1)))
                .findFirst()
                .orElseThrow();
    }

    @AfterEach
    void assertUnaffected() throws IOException {
        primary.assertUnaffected();
        assertNotAnswered();
        socket.close();
    }

    @AfterAll
    static void close() {
        primary.close();
    }

    @Test
    void randomBytesAreNotAnswered() throws IOException {
        for (int i = 0; i < 300; i++) {
            send(bytes(i * 5));
        }
    }

    @Test
    void largestDatagramsAreNotAnswered() throws IOException {
        for (int i = 0; i < 20; i++) {
            byte[] huge = bytes(65_000);
            huge[0] = (byte) List.of(0, 1, 22, 128).get(i % 4).intValue();
            send(huge);
        }
    }

    @Test
    void stunWithWrongLengthsIsNotAnswered() throws IOException {
        byte[] complete = stun(0x0001, attribute(0x0006, "abcd:efgh".getBytes(StandardCharsets.US_ASCII)));
        for (int length = 0; length < complete.length; length++) {
            send(java.util.Arrays.copyOf(complete, length));
        }
        byte[] longer = complete.clone();
        longer[3] = (byte) 0xfc;
        send(longer);
        byte[] attribute = complete.clone();
        attribute[22] = (byte) 0xff;
        attribute[23] = (byte) 0xff;
        send(attribute);
        byte[][] many = new byte[200][];
        java.util.Arrays.fill(many, attribute(0x0006, new byte[4]));
        send(stun(0x0001, many));
    }

    @Test
    void stunForUnknownUsersIsNotAnswered() throws IOException {
        for (int type : new int[] {0x0001, 0x0101, 0x0111, 0x0011, 0x0003, 0x3fff}) {
            send(stun(type));
            send(stun(
                    type,
                    attribute(0x0006, "nobody:here".getBytes(StandardCharsets.US_ASCII)),
                    attribute(0x0008, bytes(20))));
        }
    }

    /** The user names are right, as on a wire that is listened to; the password is not. */
    @Test
    void stunWithoutThePasswordIsNotAnswered() throws Exception {
        try (SignallingFrames client = SignallingFrames.open(primary.device.address())) {
            client.send(Offers.frame(Offers.VIDEO));
            String answer = new String(
                    java.util.Base64.getDecoder()
                            .decode(client.next().path("data").asText()),
                    StandardCharsets.UTF_8);
            Matcher ufrag = Pattern.compile("a=ice-ufrag:([^\\\\]+)").matcher(answer);
            assertTrue(ufrag.find(), "the answer names the device");
            byte[] name = (ufrag.group(1) + ":abcd").getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 200; i++) {
                send(stun(0x0001, attribute(0x0006, name), attribute(0x0008, bytes(20))));
                send(stun(0x0001, attribute(0x0006, name), attribute(0x0025, new byte[0])));
            }
        }
    }

    @Test
    void dtlsWithoutIceIsNotAnswered() throws IOException {
        for (int content = 20; content <= 63; content++) {
            send(ByteBuffer.allocate(13 + 60)
                    .put((byte) content)
                    .putShort((short) 0xfefd)
                    .putLong(0)
                    .putShort((short) 60)
                    .put(bytes(60))
                    .array());
        }
    }

    @Test
    void rtpAndRtcpFromUnknownSourcesAreNotAnswered() throws IOException {
        for (int type = 0; type < 256; type++) {
            send(ByteBuffer.allocate(40)
                    .put((byte) 0x80)
                    .put((byte) type)
                    .put(bytes(38))
                    .array());
        }
    }

    /** Thousands of datagrams, some with the first bytes of each protocol on the port. */
    @Test
    void floodOfDatagramsIsReportedOncePerInterval() throws Exception {
        List<byte[]> kinds = new ArrayList<>(List.of(
                bytes(1),
                bytes(1200),
                stun(0x0001),
                stun(0x0001, attribute(0x0006, "abcd:efgh".getBytes(StandardCharsets.US_ASCII)))));
        for (int first : new int[] {22, 23, 128, 144}) {
            byte[] kind = bytes(200);
            kind[0] = (byte) first;
            kinds.add(kind);
        }
        for (int i = 0; i < FLOOD; i++) {
            send(kinds.get(i % kinds.size()));
        }
        primary.assertUnaffected();
        primary.device.awaitPrinted(WARNING);
        long intervals = 2 + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began) / INTERVAL_SECONDS;
        long warnings = primary.device.log().stream()
                .filter(line -> line.contains(WARNING))
                .count();
        assertTrue(warnings <= intervals, "said once in an interval, not for each packet: " + warnings);
    }

    private void send(byte[] data) throws IOException {
        socket.send(new DatagramPacket(data, data.length, InetAddress.getLoopbackAddress(), port));
    }

    /** No datagram came back. */
    private void assertNotAnswered() throws IOException {
        socket.setSoTimeout(1);
        try {
            socket.receive(new DatagramPacket(new byte[2000], 2000));
            throw new AssertionError("a datagram of an unknown source was answered");
        } catch (SocketTimeoutException expected) {
            // no answer
        }
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] stun(int type, byte[]... attributes) {
        int length = java.util.Arrays.stream(attributes)
                .mapToInt(attribute -> attribute.length)
                .sum();
        ByteBuffer message = ByteBuffer.allocate(20 + length)
                .putShort((short) type)
                .putShort((short) length)
                .putInt(STUN_MAGIC)
                .put(bytes(12));
        for (byte[] attribute : attributes) {
            message.put(attribute);
        }
        return message.array();
    }

    private static byte[] attribute(int type, byte[] value) {
        return ByteBuffer.allocate(4 + (value.length + 3) / 4 * 4)
                .putShort((short) type)
                .putShort((short) value.length)
                .put(value)
                .array();
    }
}
