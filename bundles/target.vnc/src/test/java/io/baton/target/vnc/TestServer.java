// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc;

import io.baton.target.vnc.rfb.ServerBytes;
import io.baton.testkit.Patience;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A VNC server on a real socket whose messages the test writes, one connection at a time. */
final class TestServer implements AutoCloseable {

    private final ServerSocket listener;
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private Socket socket = new Socket();
    private DataInputStream input = new DataInputStream(java.io.InputStream.nullInputStream());

    TestServer() throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    String url() {
        return "vnc://127.0.0.1:" + listener.getLocalPort();
    }

    /** Takes the next connection up to the end of the handshake, and begins to record what the client sends. */
    void accept(int width, int height) throws IOException {
        acceptWithoutReading(width, height);
        goOn();
    }

    /** Takes the next connection up to the end of the handshake, and reads no more until {@link #goOn}. */
    void acceptWithoutReading(int width, int height) throws IOException {
        Socket next = listener.accept();
        DataInputStream in = new DataInputStream(next.getInputStream());
        socket = next;
        send(new ServerBytes().raw("RFB 003.008\n".getBytes(StandardCharsets.ISO_8859_1)));
        in.readFully(new byte[12]);
        send(new ServerBytes().u8(1).u8(1));
        in.readFully(new byte[1]);
        send(new ServerBytes().u32(0));
        in.readFully(new byte[1]);
        send(new ServerBytes().u16(width).u16(height).raw(new byte[16]).u32(0));
        in.readFully(new byte[20]);
        in.readFully(new byte[2]);
        in.readFully(new byte[in.readUnsignedShort() * 4]);
        input = in;
    }

    void goOn() {
        DataInputStream in = input;
        Thread reader = new Thread(() -> read(in), "test-server");
        reader.setDaemon(true);
        reader.start();
    }

    /** Takes the next connection, agrees on the version, and says nothing more. */
    void acceptSilently() throws IOException {
        socket = listener.accept();
        send(new ServerBytes().raw("RFB 003.008\n".getBytes(StandardCharsets.ISO_8859_1)));
        socket.getInputStream().readNBytes(12);
    }

    /** Waits until the client has closed the connection. */
    void awaitClosed() throws IOException {
        while (socket.getInputStream().read() >= 0) {
            // what the client sent before does not matter
        }
    }

    void send(ServerBytes bytes) throws IOException {
        socket.getOutputStream().write(bytes.take());
    }

    /** Ends the connection. */
    void drop() throws IOException {
        socket.close();
    }

    /** The next message of the client; {@code closed} at the end of the connection. */
    String next() throws InterruptedException {
        String message = received.poll(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS);
        return message == null ? "nothing" : message;
    }

    private void read(DataInputStream in) {
        try {
            while (true) {
                received.add(message(in));
            }
        } catch (EOFException e) {
            received.add("closed");
        } catch (IOException e) {
            received.add("closed");
        }
    }

    private static String message(DataInputStream in) throws IOException {
        int type = in.readUnsignedByte();
        switch (type) {
            case 3 -> {
                boolean incremental = in.readBoolean();
                in.readInt();
                return "request " + (incremental ? "changes " : "all ") + in.readUnsignedShort() + "x"
                        + in.readUnsignedShort();
            }
            case 4 -> {
                boolean down = in.readBoolean();
                in.readShort();
                return (down ? "down " : "up ") + Integer.toHexString(in.readInt());
            }
            case 5 -> {
                int buttons = in.readUnsignedByte();
                return "pointer " + buttons + " " + in.readUnsignedShort() + "," + in.readUnsignedShort();
            }
            default -> throw new UncheckedIOException(new IOException("message " + type));
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        listener.close();
    }
}
