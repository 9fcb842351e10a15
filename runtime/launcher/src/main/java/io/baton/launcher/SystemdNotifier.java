// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells systemd the state of the service by its notification protocol (sd_notify(3)): datagrams to the Unix socket that
 * {@code NOTIFY_SOCKET} names. The JDK has no Unix datagram sockets, so these are the system calls of 64-bit Linux.
 * Without the variable nothing is sent.
 *
 * <p>Threading. Safe for any thread.
 */
final class SystemdNotifier {
    static final String READY = "READY=1";
    static final String STOPPING = "STOPPING=1";
    static final String ALIVE = "WATCHDOG=1";

    private static final short AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    /** MSG_NOSIGNAL, and MSG_DONTWAIT: a service manager that does not read must not hold up a stop. */
    private static final int FLAGS = 0x4040;
    /** The size of {@code sun_path} (unix(7)). */
    private static final int MAX_PATH = 108;

    private final byte[] socketPath;
    private final Consumer<String> log;
    private boolean failed;

    /**
     * @param socket the value of {@code NOTIFY_SOCKET}: a path, or a name in the abstract namespace after {@code @};
     *     null without systemd
     * @param log receives one line when a message cannot be sent
     */
    SystemdNotifier(@Nullable String socket, Consumer<String> log) {
        byte[] path = socket == null ? new byte[0] : socket.getBytes(StandardCharsets.UTF_8);
        if (path.length > 0 && path[0] == '@') {
            path[0] = 0;
        }
        this.log = log;
        if (path.length > MAX_PATH) {
            log.accept("systemd is not told anything: NOTIFY_SOCKET is too long");
            path = new byte[0];
        }
        socketPath = path;
    }

    /** Whether a service manager listens. */
    boolean isUsed() {
        return socketPath.length > 0;
    }

    /** A line for {@code systemctl status}. */
    static String status(String text) {
        return "STATUS=" + text.replaceAll("\\s+", " ");
    }

    /** Has systemd wait so long from now, where its own limit ends earlier. */
    static String extension(Duration wait) {
        return "EXTEND_TIMEOUT_USEC=" + TimeUnit.NANOSECONDS.toMicros(wait.toNanos());
    }

    /** Sends the assignments as one message. */
    void send(String... assignments) {
        if (!isUsed()) {
            return;
        }
        String error;
        try {
            error = send(String.join("\n", assignments).getBytes(StandardCharsets.UTF_8));
        } catch (RuntimeException e) {
            error = e.toString();
        }
        synchronized (this) {
            if (!error.isEmpty() && !failed) {
                failed = true;
                log.accept("systemd cannot be told: " + error);
            }
        }
    }

    /** Returns an empty text, or what failed. */
    private String send(byte[] message) {
        Linker linker = Linker.nativeLinker();
        MethodHandle socket = link(linker, "socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
        MethodHandle sendto = link(
                linker,
                "sendto",
                FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
        MethodHandle close = link(linker, "close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            int descriptor = (int) socket.invokeExact((int) AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
            if (descriptor < 0) {
                return "no Unix socket";
            }
            MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, message);
            long sent = (long) sendto.invokeExact(
                    descriptor, bytes, (long) message.length, FLAGS, address(arena), 2 + socketPath.length);
            int closed = (int) close.invokeExact(descriptor);
            return sent == message.length && closed == 0 ? "" : "its socket does not accept messages";
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** A {@code sockaddr_un}: the family, then the path, whose length the call is told. */
    private MemorySegment address(Arena arena) {
        MemorySegment address = arena.allocate(2 + MAX_PATH, 2);
        address.set(JAVA_SHORT, 0, AF_UNIX);
        MemorySegment.copy(socketPath, 0, address, JAVA_BYTE, 2, socketPath.length);
        return address;
    }

    private static MethodHandle link(Linker linker, String name, FunctionDescriptor signature) {
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), signature);
    }
}
