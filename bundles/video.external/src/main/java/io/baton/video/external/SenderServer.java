// SPDX-License-Identifier: Apache-2.0
package io.baton.video.external;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the socket: one sender at a time, a second one is refused. Nothing it does waits for a sender.
 *
 * <p>Threading. {@link #turn} and {@link #close} belong to one thread, all else to any.
 */
final class SenderServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("video.external");
    private static final long MILLI = 1_000_000;

    private final Selector selector;
    private final ServerSocketChannel listener;
    private final ExternalStream stream;
    private final int milliFramesPerSecond;
    private final LongSupplier nanoTime;
    private final MessageReader reader = new MessageReader();
    private final Queue<Runnable> jobs = new ConcurrentLinkedQueue<>();
    private final long startNanos;
    private @Nullable SenderConnection sender;

    /** @param listener a channel that does not block */
    SenderServer(
            ServerSocketChannel listener,
            Selector selector,
            ExternalStream stream,
            int milliFramesPerSecond,
            LongSupplier nanoTime)
            throws IOException {
        this.listener = listener;
        this.selector = selector;
        this.stream = stream;
        this.milliFramesPerSecond = milliFramesPerSecond;
        this.nanoTime = nanoTime;
        startNanos = nanoTime.getAsLong();
        listener.register(selector, SelectionKey.OP_ACCEPT);
    }

    /** Runs a job within the next turn. */
    void execute(Runnable job) {
        jobs.add(job);
        selector.wakeup();
    }

    /**
     * Does what is to be done.
     *
     * @param wait whether to wait for something to do
     */
    void turn(boolean wait) throws IOException {
        if (wait) {
            selector.select(millisToDeadline());
        } else {
            selector.selectNow();
        }
        // the end of a sender before its successor, which would be refused otherwise
        if (selector.selectedKeys().stream().anyMatch(key -> key.channel() != listener)) {
            read();
        }
        if (selector.selectedKeys().stream().anyMatch(key -> key.channel() == listener)) {
            accept();
        }
        selector.selectedKeys().clear();
        stream.step();
        write();
        for (Runnable job = jobs.poll(); job != null; job = jobs.poll()) {
            job.run();
        }
    }

    private void accept() throws IOException {
        SocketChannel accepted = listener.accept();
        if (accepted == null) {
            return;
        }
        accepted.configureBlocking(false);
        if (sender != null) {
            LOG.warn("external sender refused reason=busy");
            SenderConnection.refuse(accepted, new SenderException(ErrorCode.BUSY, "another sender is connected"));
            return;
        }
        accepted.register(selector, SelectionKey.OP_READ);
        sender = new SenderConnection(accepted, reader, stream, milliFramesPerSecond, now());
    }

    private void read() {
        SenderConnection present = sender;
        if (present == null) {
            return;
        }
        try {
            if (!present.read(now())) {
                end(present, null, "closed");
            }
        } catch (SenderException e) {
            end(present, e, e.getMessage());
        } catch (IOException e) {
            end(present, null, e.getMessage());
        }
    }

    private void write() {
        SenderConnection present = sender;
        if (present == null) {
            return;
        }
        try {
            present.tick(now());
            boolean rest = present.write(now());
            SelectionKey key = present.channel().keyFor(selector);
            if (key != null) {
                key.interestOps(rest ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
            }
        } catch (SenderException e) {
            end(present, e, e.getMessage());
        } catch (IOException e) {
            end(present, null, e.getMessage());
        }
    }

    private void end(SenderConnection gone, @Nullable SenderException reason, @Nullable String cause) {
        if (reason == null) {
            LOG.info("external sender disconnected name={} cause={}", gone.name(), cause);
        } else {
            LOG.warn("external sender ended name={} code={} cause={}", gone.name(), reason.code(), cause);
        }
        sender = null;
        gone.close(reason);
        if (gone.isGreeted()) {
            stream.disconnected();
        }
    }

    /** Nanoseconds since the start, which do not overflow. */
    private long now() {
        return nanoTime.getAsLong() - startNanos;
    }

    /** 0 waits without a limit. */
    private long millisToDeadline() {
        SenderConnection present = sender;
        long deadline = present == null ? Long.MAX_VALUE : present.deadline();
        return deadline == Long.MAX_VALUE ? 0 : Math.max(1, (deadline - now()) / MILLI + 1);
    }

    /** Ends the connection. */
    @Override
    public void close() {
        SenderConnection present = sender;
        if (present != null) {
            end(present, new SenderException(ErrorCode.STOPPED, "Baton takes no external video any more"), "stopped");
        }
    }
}
