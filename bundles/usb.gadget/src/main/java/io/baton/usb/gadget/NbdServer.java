// SPDX-License-Identifier: Apache-2.0
package io.baton.usb.gadget;

import io.baton.port.BlockSource;
import io.baton.shared.linux.DeviceFile;
import io.baton.shared.linux.Posix;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's side of the network block device protocol (the NBD protocol document, transmission phase, simple
 * replies) for a source that is only read. What the source cannot deliver is an error of that one request.
 *
 * <p>Threading. One thread, in {@link #run}.
 */
final class NbdServer {

    static final int REQUEST_MAGIC = 0x25609513;
    static final int REPLY_MAGIC = 0x67446698;
    static final int REQUEST_BYTES = 28;
    static final int READ = 0;
    static final int WRITE = 1;
    static final int DISCONNECT = 2;
    static final int FLUSH = 3;
    /** Longer than any request of a kernel. */
    static final int MAX_LENGTH = 32 << 20;

    private static final Logger LOG = LoggerFactory.getLogger("usb.gadget");
    private static final int REPLY_BYTES = 16;

    private final Socket socket;
    private final BlockSource source;

    /** The connection to the client. */
    interface Socket {
        /** Returns how many bytes were read, 0 or less at the end. */
        int read(byte[] into) throws IOException;

        int write(byte[] from, int offset, int length) throws IOException;
    }

    NbdServer(DeviceFile socket, BlockSource source) {
        this(
                new Socket() {
                    @Override
                    public int read(byte[] into) throws IOException {
                        return socket.read(into);
                    }

                    @Override
                    public int write(byte[] from, int offset, int length) throws IOException {
                        return socket.write(from, offset, length);
                    }
                },
                source);
    }

    NbdServer(Socket socket, BlockSource source) {
        this.socket = socket;
        this.source = source;
    }

    void run() {
        try {
            while (answer()) {
                // until the client disconnects
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("block device server ended: {}", e.toString());
        }
    }

    /** Answers one request; returns false when the client disconnects. */
    private boolean answer() throws IOException {
        ByteBuffer request = ByteBuffer.wrap(fully(REQUEST_BYTES));
        int magic = request.getInt();
        request.getShort();
        int type = request.getShort() & 0xFFFF;
        long cookie = request.getLong();
        long offset = request.getLong();
        int length = request.getInt();
        if (magic != REQUEST_MAGIC || length < 0 || length > MAX_LENGTH) {
            throw new IOException("no request of the protocol");
        }
        switch (type) {
            case READ -> reply(cookie, offset, length);
            case WRITE -> {
                fully(length);
                reply(cookie, Posix.EPERM, new byte[REPLY_BYTES]);
            }
            case FLUSH -> reply(cookie, 0, new byte[REPLY_BYTES]);
            case DISCONNECT -> {
                return false;
            }
            default -> reply(cookie, Posix.EINVAL, new byte[REPLY_BYTES]);
        }
        return true;
    }

    private void reply(long cookie, long offset, int length) throws IOException {
        if (offset < 0 || offset > source.size() - length) {
            reply(cookie, Posix.EINVAL, new byte[REPLY_BYTES]);
            return;
        }
        byte[] reply = new byte[REPLY_BYTES + length];
        try {
            source.read(offset, ByteBuffer.wrap(reply, REPLY_BYTES, length));
        } catch (IOException | RuntimeException e) {
            LOG.warn("medium not read offset={} cause={}", offset, e.getMessage());
            reply(cookie, Posix.EIO, new byte[REPLY_BYTES]);
            return;
        }
        reply(cookie, 0, reply);
    }

    /** @param reply with room for its head, and then the content */
    private void reply(long cookie, int error, byte[] reply) throws IOException {
        ByteBuffer.wrap(reply).putInt(REPLY_MAGIC).putInt(error).putLong(cookie);
        for (int at = 0; at < reply.length; ) {
            at += socket.write(reply, at, reply.length - at);
        }
    }

    private byte[] fully(int length) throws IOException {
        byte[] whole = new byte[length];
        for (int at = 0; at < length; ) {
            byte[] part = at == 0 ? whole : new byte[length - at];
            int count = socket.read(part);
            if (count <= 0) {
                throw new EOFException("the client is gone");
            }
            if (at > 0) {
                System.arraycopy(part, 0, whole, at, count);
            }
            at += count;
        }
        return whole;
    }
}
