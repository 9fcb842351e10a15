// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;

/** The signalling socket by bytes (RFC 6455), for frames that no client library sends. */
final class BareSocket {

    private BareSocket() {}

    /** Requests the upgrade; the answer may be a refusal. */
    static Http.Response upgrade(Http http, String host, String header) throws IOException {
        return http.raw("GET " + SignallingFrames.PATH + " HTTP/1.1\r\nHost: " + host
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n" + header + "\r\n\r\n");
    }

    static Socket open(Http http) throws IOException {
        return open(http, "");
    }

    /**
     * Opens a socket.
     *
     * @param header a further header line with its end, or nothing
     */
    static Socket open(Http http, String header) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout(Http.TIMEOUT_MILLIS);
        socket.connect(http.address());
        socket.getOutputStream()
                .write(("GET " + SignallingFrames.PATH + " HTTP/1.1\r\nHost: " + http.host()
                                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n" + header + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        assertEquals(101, Http.read(socket).status());
        return socket;
    }

    /** Reads frames until the close frame (RFC 6455 §5.5.1). */
    static int closeCode(Socket socket) throws IOException {
        var in = new DataInputStream(socket.getInputStream());
        while (true) {
            int opcode = in.readUnsignedByte() & 0x0F;
            int length = in.readUnsignedByte();
            byte[] payload = in.readNBytes(length == 126 ? in.readUnsignedShort() : length);
            if (opcode == 8) {
                return ByteBuffer.wrap(payload).getShort();
            }
        }
    }

    /** A compressed text frame of a client (RFC 7692), masked with zeros: so many times the same character. */
    static byte[] compressed(int length) {
        byte[] text = "x".repeat(length).getBytes(StandardCharsets.US_ASCII);
        byte[] buffer = new byte[0xFFFF];
        int size;
        try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true)) {
            deflater.setInput(text);
            // the flush ends with an empty block of four bytes, which the frame leaves out
            size = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH) - 4;
        }
        return ByteBuffer.allocate(8 + size)
                .put((byte) 0xC1)
                .put((byte) 0xFE)
                .putShort((short) size)
                .putInt(0)
                .put(buffer, 0, size)
                .array();
    }

    /** A text frame of a client, masked with zeros. */
    static byte[] masked(String text) {
        byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(6 + payload.length)
                .put((byte) 0x81)
                .put((byte) (0x80 | payload.length))
                .putInt(0)
                .put(payload)
                .array();
    }
}
