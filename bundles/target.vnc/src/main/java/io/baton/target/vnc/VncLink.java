// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc;

import io.baton.shared.frames.Rect;
import io.baton.shared.hidhost.HidHost;
import io.baton.shared.hidhost.UsbSignals;
import io.baton.shared.hidhost.WatchedPorts;
import io.baton.shared.threads.DaemonThreads;
import io.baton.target.vnc.rfb.ClientMessages;
import io.baton.target.vnc.rfb.CursorImage;
import io.baton.target.vnc.rfb.Framebuffer;
import io.baton.target.vnc.rfb.Handshake;
import io.baton.target.vnc.rfb.RfbException;
import io.baton.target.vnc.rfb.RfbReader;
import io.baton.target.vnc.rfb.SendQueue;
import io.baton.target.vnc.rfb.UpdateDecoder;
import io.baton.target.vnc.rfb.UpdateListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The connection to the server: made, kept, and made again when it is lost.
 *
 * <p>Threading. {@link #run} belongs to one thread, which connects and reads; each connection has another one that
 * writes. All else may be called by any thread.
 */
final class VncLink {

    /** The first pause before another attempt; each one is twice as long, up to the longest. */
    static final long FIRST_PAUSE_MILLIS = 250;

    static final long LONGEST_PAUSE_MILLIS = 5_000;

    /** A connection that lasted that long was none that fails at once. */
    static final long LASTING_NANOS = 10_000_000_000L;

    /** Within a message, the longest time without a byte, in either direction. */
    static final long STUCK_NANOS = 10_000_000_000L;

    private static final int MOST_CAUSES = 32;
    private static final Duration FLUSH = Duration.ofMillis(500);

    private final Connector connector;
    private final long maxPixels;
    private final LongSupplier nanoTime;
    private final RemoteComputer computer;
    private final WatchedPorts ports;
    private final UsbSignals signals;
    private final VncScreen screen;
    private final DaemonThreads threads;
    private final Logger log;
    private volatile boolean running = true;
    private volatile @Nullable Connection current;
    /** What was logged since a connection lasted. */
    private final Set<String> causes = new HashSet<>();

    private boolean quiet;
    private long pauseMillis = FIRST_PAUSE_MILLIS;

    /** Makes connections. */
    interface Connector {

        SocketChannel connect() throws IOException;

        /** The password; empty for none. */
        String password() throws IOException;

        /** The server's address, fit for a log. */
        String address();
    }

    VncLink(
            Connector connector,
            long maxPixels,
            LongSupplier nanoTime,
            RemoteComputer computer,
            WatchedPorts ports,
            UsbSignals signals,
            VncScreen screen,
            DaemonThreads threads,
            Logger log) {
        this.connector = connector;
        this.maxPixels = maxPixels;
        this.nanoTime = nanoTime;
        this.computer = computer;
        this.ports = ports;
        this.signals = signals;
        this.screen = screen;
        this.threads = threads;
        this.log = log;
    }

    /** Keeps a connection until {@link #close}. */
    void run() {
        while (running) {
            long begun = nanoTime.getAsLong();
            String cause;
            boolean refused = false;
            try (SocketChannel channel = connector.connect()) {
                cause = new Connection(channel).run();
            } catch (RfbException e) {
                cause = String.valueOf(e.getMessage());
                refused = e.isRefused();
            } catch (IOException e) {
                cause = text(e);
            } catch (RuntimeException e) {
                // whatever a server sends must not end the device
                log.error("VNC connection failed", e);
                cause = e.getClass().getSimpleName();
            }
            if (running) {
                lost(cause, refused, nanoTime.getAsLong() - begun >= LASTING_NANOS);
            }
        }
    }

    /** Has the ports take reports again unless messages still wait. */
    void unstallIfTaken() {
        Connection present = current;
        if (present == null || !present.queue.isFull()) {
            ports.stall(false);
        }
    }

    /** Ends a connection that has been stuck for too long. */
    void check() {
        Connection present = current;
        if (present != null) {
            present.check(nanoTime.getAsLong());
        }
    }

    /** Releases what is held, closes the connection, and ends {@link #run}. */
    void close(Thread thread) {
        running = false;
        ports.unplug();
        Connection present = current;
        if (present != null) {
            present.finish();
        }
        LockSupport.unpark(thread);
    }

    private void lost(String cause, boolean refused, boolean lasted) {
        if (lasted || causes.size() >= MOST_CAUSES) {
            causes.clear();
        }
        quiet = !causes.add(cause);
        if (!quiet) {
            log.warn("VNC server unavailable address={} reason=\"{}\"", connector.address(), cause);
        }
        if (lasted) {
            pauseMillis = FIRST_PAUSE_MILLIS;
        }
        long pause = refused ? LONGEST_PAUSE_MILLIS : pauseMillis;
        pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, pauseMillis * 2);
        long end = nanoTime.getAsLong() + pause * 1_000_000;
        for (long left = pause * 1_000_000; running && left > 0; left = end - nanoTime.getAsLong()) {
            LockSupport.parkNanos(this, left);
        }
    }

    private static String text(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private final class Connection implements UpdateListener, VncScreen.UpdateRequests {

        private final SocketChannel channel;
        private final SendQueue queue = new SendQueue();
        private final Thread writer = threads.unstarted("baton-vnc-writer", this::write);
        private volatile long readNanos = nanoTime.getAsLong();
        private volatile boolean betweenMessages;
        private volatile long writeNanos;
        private volatile boolean writing;
        private volatile @Nullable String reason;
        private @Nullable Desktop desktop;
        private boolean outstanding;
        private boolean everything = true;

        Connection(SocketChannel channel) {
            this.channel = channel;
        }

        /** Returns why it ended. */
        String run() throws IOException {
            current = this;
            RfbReader reader = new RfbReader(channel, () -> readNanos = nanoTime.getAsLong());
            try (UpdateDecoder decoder = new UpdateDecoder(reader, this, maxPixels)) {
                Handshake.Server server = new Handshake(reader, channel).run(connector.password());
                computer.begin(queue);
                decoder.resize(server.width(), server.height());
                writer.start();
                ports.stall(false);
                ports.plug();
                if (!quiet) {
                    log.info(
                            "VNC connected address={} version=3.{} size={}x{} name=\"{}\"",
                            connector.address(),
                            server.minor(),
                            server.width(),
                            server.height(),
                            server.name());
                }
                while (running) {
                    betweenMessages = true;
                    int type = reader.u8();
                    betweenMessages = false;
                    decoder.message(type);
                }
                return "closed";
            } catch (RfbException e) {
                throw e;
            } catch (IOException e) {
                String known = reason;
                return known == null ? text(e) : known;
            } finally {
                current = null;
                ports.unplug();
                computer.end();
                signals.ledReport(HidHost.ledReport(0));
                screen.desktop(null, null);
                screen.cursor(null);
                queue.close();
            }
        }

        void check(long now) {
            if (!betweenMessages && now - readNanos >= STUCK_NANOS) {
                fail("the server sends nothing");
            } else if (writing && now - writeNanos >= STUCK_NANOS) {
                fail("the server takes nothing");
            }
        }

        /** Sends what waits, if the server takes it soon, and closes. */
        void finish() {
            queue.close();
            threads.join(writer, FLUSH);
            fail("closed");
        }

        @Override
        public synchronized void request() {
            Desktop present = desktop;
            if (!outstanding && present != null) {
                outstanding = true;
                queue.add(ClientMessages.updateRequest(
                        !everything,
                        present.framebuffer().width(),
                        present.framebuffer().height()));
                everything = false;
            }
        }

        @Override
        public void resized(Framebuffer framebuffer) {
            synchronized (this) {
                Desktop present = desktop;
                if (present != null && present.framebuffer() == framebuffer) {
                    return;
                }
                desktop = new Desktop(framebuffer);
                everything = true;
            }
            computer.desktop(framebuffer.width(), framebuffer.height());
            screen.desktop(desktop, this);
        }

        @Override
        public void updated(List<Rect> changed) {
            synchronized (this) {
                Desktop present = desktop;
                if (present != null) {
                    present.drew(changed);
                }
                outstanding = false;
            }
            screen.changed();
        }

        @Override
        public void cursor(CursorImage image) {
            screen.cursor(image);
        }

        @Override
        public void leds(int bits) {
            computer.leds(bits);
            signals.ledReport(HidHost.ledReport(computer.hidLeds()));
        }

        @Override
        public void absolutePointer(boolean absolute) {
            computer.takesPositions(absolute);
        }

        @Override
        public void keyCodes() {
            computer.takesKeyCodes();
        }

        private void write() {
            try {
                for (byte[] messages = queue.take(); messages.length > 0; messages = queue.take()) {
                    writeNanos = nanoTime.getAsLong();
                    writing = true;
                    ByteBuffer left = ByteBuffer.wrap(messages);
                    while (left.hasRemaining()) {
                        channel.write(left);
                        writeNanos = nanoTime.getAsLong();
                    }
                    writing = false;
                    if (!queue.isFull()) {
                        ports.stall(false);
                    }
                }
            } catch (IOException e) {
                fail(text(e));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void fail(String because) {
            if (reason == null) {
                reason = because;
            }
            try {
                channel.close();
            } catch (IOException e) {
                log.debug("VNC connection not closed", e);
            }
        }
    }
}
