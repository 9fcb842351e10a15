// SPDX-License-Identifier: Apache-2.0
package io.baton.video.external;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection of one sender: its state, and what it is to be told. Messages to it are made from the present wishes
 * when the ones before have left, so that no queue grows while the sender does not read.
 *
 * <p>Threading. One thread.
 */
final class SenderConnection {

    static final long HELLO_NANOS = 5_000_000_000L;
    static final long HALF_MESSAGE_NANOS = 5_000_000_000L;
    static final long UNREAD_NANOS = 10_000_000_000L;
    static final long KEY_FRAME_AGAIN_NANOS = 1_000_000_000L;
    private static final long NEVER = Long.MAX_VALUE;
    private static final int OUT_SIZE = 1024;
    private static final Logger LOG = LoggerFactory.getLogger("video.external");

    private final SocketChannel channel;
    private final MessageReader reader;
    private final ExternalStream stream;
    private final int milliFramesPerSecond;
    private final ByteBuffer out = ByteBuffer.allocate(OUT_SIZE).limit(0);
    private String name = "";
    private boolean greeted;
    private boolean leaving;
    private long helloBy;
    private long rest = NEVER;
    private long readBy = NEVER;
    private long keyFrameAgain = NEVER;
    private boolean watchedTold;
    private int bitrateTold;

    /** @param milliFramesPerSecond the wanted rate; 0 for the sender's own */
    SenderConnection(
            SocketChannel channel, MessageReader reader, ExternalStream stream, int milliFramesPerSecond, long now) {
        this.channel = channel;
        this.reader = reader;
        this.stream = stream;
        this.milliFramesPerSecond = milliFramesPerSecond;
        helloBy = now + HELLO_NANOS;
    }

    SocketChannel channel() {
        return channel;
    }

    /** The name that the sender gave; empty before its hello. */
    String name() {
        return name;
    }

    /** Whether the stream knows of it. */
    boolean isGreeted() {
        return greeted;
    }

    /** Reads what has arrived, at most as much as the memory for messages takes. Returns false when it has ended. */
    boolean read(long now) throws IOException, SenderException {
        int arrived = reader.fill(channel);
        boolean complete = false;
        for (ByteBuffer message = reader.next(); message != null; message = reader.next()) {
            complete = true;
            received(SenderMessageCodec.decode(message));
            if (leaving) {
                return false;
            }
        }
        if (!reader.isHalf()) {
            rest = NEVER;
        } else if (complete || rest == NEVER) {
            rest = now + HALF_MESSAGE_NANOS;
        }
        return arrived >= 0;
    }

    private void received(SenderMessage message) throws SenderException {
        if (message instanceof SenderMessage.Hello hello) {
            if (greeted) {
                throw new SenderException(ErrorCode.PROTOCOL, "a second hello");
            }
            greeted = true;
            helloBy = NEVER;
            name = hello.name();
            stream.connected();
            LOG.info("external sender connected name={}", name);
            return;
        }
        if (!greeted) {
            throw new SenderException(ErrorCode.PROTOCOL, "the first message must be a hello");
        }
        switch (message) {
            case SenderMessage.Mode mode -> stream.mode(mode.mode());
            case SenderMessage.Absent absent -> stream.absent(absent.state());
            case SenderMessage.Unit unit -> stream.unit(unit);
            case SenderMessage.Bye bye -> {
                leaving = true;
                LOG.info("external sender leaves name={} reason={}", name, bye.reason());
            }
            case SenderMessage.Hello hello -> throw new IllegalStateException(hello.toString());
        }
    }

    /** Writes what the sender is to be told, as far as it reads. Returns whether something is left. */
    boolean write(long now) throws IOException {
        if (greeted) {
            compose(now);
        }
        boolean moved = out.hasRemaining() && channel.write(out) > 0;
        if (!out.hasRemaining()) {
            readBy = NEVER;
        } else if (moved || readBy == NEVER) {
            readBy = now + UNREAD_NANOS;
        }
        return out.hasRemaining();
    }

    private void compose(long now) {
        if (out.hasRemaining()) {
            return;
        }
        out.clear();
        int bitrate = stream.bitrate();
        if (bitrateTold == 0) {
            SenderMessageCodec.welcome(out);
            if (milliFramesPerSecond > 0) {
                SenderMessageCodec.frameRate(out, milliFramesPerSecond);
            }
        }
        if (bitrate != bitrateTold) {
            bitrateTold = bitrate;
            SenderMessageCodec.bitrate(out, bitrate);
        }
        boolean watched = stream.isWatched();
        if (watched != watchedTold) {
            watchedTold = watched;
            SenderMessageCodec.plain(out, watched ? SenderMessageCodec.START : SenderMessageCodec.STOP);
        }
        boolean missing = stream.isKeyFrameMissing();
        boolean wanted = stream.takeKeyFrameRequest() || (missing && now - keyFrameAgain >= 0);
        if (watched && wanted) {
            SenderMessageCodec.plain(out, SenderMessageCodec.KEY_FRAME);
            keyFrameAgain = now + KEY_FRAME_AGAIN_NANOS;
        } else if (!missing) {
            keyFrameAgain = NEVER;
        }
        out.flip();
    }

    /** Returns when {@link #tick} is wanted; {@link Long#MAX_VALUE} for never. */
    long deadline() {
        return Math.min(Math.min(helloBy, rest), Math.min(readBy, keyFrameAgain));
    }

    /** Throws when the sender took too long. */
    void tick(long now) throws SenderException {
        if (now >= helloBy) {
            throw new SenderException(ErrorCode.TIMEOUT, "no hello came within 5 s");
        }
        if (now >= rest) {
            throw new SenderException(ErrorCode.TIMEOUT, "the rest of a message did not come within 5 s");
        }
        if (now >= readBy) {
            throw new SenderException(ErrorCode.TIMEOUT, "messages were not read within 10 s");
        }
    }

    /** Sends why the connection ends, if the sender reads, and closes it. */
    void close(@Nullable SenderException reason) {
        end(channel, out, reason);
        reader.clear();
    }

    /** Ends a connection that was not taken. */
    static void refuse(SocketChannel channel, SenderException reason) {
        end(channel, ByteBuffer.allocate(0), reason);
    }

    /** @param rest of a message that is on its way */
    private static void end(SocketChannel channel, ByteBuffer rest, @Nullable SenderException reason) {
        try (channel) {
            if (reason != null) {
                ByteBuffer last = ByteBuffer.allocate(2 * OUT_SIZE).put(rest);
                SenderMessageCodec.error(last, reason.code(), String.valueOf(reason.getMessage()));
                channel.write(last.flip());
            }
        } catch (IOException e) {
            LOG.debug("external sender not told", e);
        }
    }
}
