// SPDX-License-Identifier: Apache-2.0
package io.baton.power.qmp;

import io.baton.power.PowerAction;
import io.baton.power.PowerControl;
import io.baton.power.PowerListener;
import io.baton.power.PowerState;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.shared.threads.DaemonThreads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread of a virtual machine's monitor: connects, reads and writes, and connects again after a loss. */
final class QmpLink implements PowerControl {

    private static final Logger LOG = LoggerFactory.getLogger("power.qmp");
    private static final Duration JOIN = Duration.ofSeconds(5);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int BUFFER = 8 * 1024;
    private static final int MAX_CALLS = 8;

    private final QmpAddress address;
    private final boolean longPressQuits;
    private final Supplier<List<PowerListener>> listeners;
    private final LongSupplier nanoTime;
    private final DaemonThreads threads;
    private final Selector selector;
    private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>(MAX_CALLS);
    private final Thread thread;
    private volatile boolean running = true;
    private volatile PowerState state = PowerState.unknown("The virtual machine is not connected yet.");

    private @Nullable Connection connection;
    private long nextTry;
    private @Nullable PowerState told;

    private record Call(PowerAction action, CompletableFuture<Outcome> answer) {}

    /** What there is while connected. */
    private record Connection(SocketChannel channel, QmpDialogue dialogue) {}

    QmpLink(
            QmpAddress address,
            boolean longPressQuits,
            Supplier<List<PowerListener>> listeners,
            LongSupplier nanoTime,
            DaemonThreads threads)
            throws IOException {
        this.address = address;
        this.longPressQuits = longPressQuits;
        this.listeners = listeners;
        this.nanoTime = nanoTime;
        this.threads = threads;
        selector = Selector.open();
        nextTry = nanoTime.getAsLong();
        thread = threads.unstarted("baton-power-qmp", this::run);
    }

    void start() {
        thread.start();
    }

    void close() {
        running = false;
        selector.wakeup();
        threads.join(thread, JOIN);
    }

    @Override
    public String kind() {
        return "qmp";
    }

    @Override
    public String name() {
        return "Virtual machine";
    }

    @Override
    public Set<PowerAction> actions() {
        EnumSet<PowerAction> actions = EnumSet.of(PowerAction.SHORT_PRESS, PowerAction.RESET);
        if (longPressQuits) {
            actions.add(PowerAction.LONG_PRESS);
        }
        return actions;
    }

    @Override
    public PowerState state() {
        return state;
    }

    @Override
    public CompletionStage<Outcome> perform(PowerAction action) {
        if (!actions().contains(action)) {
            return CompletableFuture.completedStage(Outcome.refused(
                    Reason.UNSUPPORTED, "This is not configured for the virtual machine (longPressQuits)."));
        }
        Call call = new Call(action, new CompletableFuture<>());
        if (!running || !calls.offer(call)) {
            return CompletableFuture.completedStage(
                    Outcome.refused(Reason.BUSY, "Other presses wait.", Duration.ofSeconds(1)));
        }
        selector.wakeup();
        return call.answer();
    }

    private void run() {
        try {
            while (running) {
                long nanos = step();
                tell();
                int millis = Math.clamp(TimeUnit.NANOSECONDS.toMillis(nanos + 999_999), 0, 60_000);
                if (nanos < 0) {
                    selector.select();
                } else if (millis > 0) {
                    selector.select(millis);
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException e) {
            LOG.error("monitor of the virtual machine failed", e);
        } finally {
            end();
            answerCalls(null);
            closeSelector();
        }
    }

    private void closeSelector() {
        try {
            selector.close();
        } catch (IOException e) {
            LOG.debug("close failed", e);
        }
    }

    private long step() {
        Connection present = connection;
        long now = nanoTime.getAsLong();
        if (present == null) {
            answerCalls(null);
            if (now - nextTry < 0) {
                return nextTry - now;
            }
            nextTry = now + RETRY_NANOS;
            connect();
            return 0;
        }
        try {
            read(present);
            answerCalls(present.dialogue());
            long next = present.dialogue().untilOverdue();
            write(present);
            Boolean on = present.dialogue().isOn();
            if (on != null) {
                state = PowerState.leds(on, null);
            }
            return next;
        } catch (IOException | RuntimeException e) {
            lost(e);
            return 0;
        }
    }

    private void connect() {
        try {
            SocketChannel channel = address.connect();
            channel.register(selector, SelectionKey.OP_READ);
            connection = new Connection(channel, new QmpDialogue(nanoTime));
            LOG.info("virtual machine connected");
        } catch (IOException | RuntimeException e) {
            lost(e);
        }
    }

    private void answerCalls(@Nullable QmpDialogue dialogue) {
        for (Call call = calls.poll(); call != null; call = calls.poll()) {
            if (dialogue == null) {
                call.answer().complete(QmpDialogue.unavailable());
            } else {
                dialogue.perform(call.action(), call.answer());
            }
        }
    }

    private static void read(Connection present) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        int count = present.channel().read(buffer);
        while (count > 0) {
            present.dialogue().receive(buffer.array(), count);
            buffer.clear();
            count = present.channel().read(buffer);
        }
        if (count < 0) {
            throw new IOException("it ended the connection");
        }
    }

    /** Commands are few and short: a server that takes none of them is as good as gone. */
    private static void write(Connection present) throws IOException {
        for (byte[] next = present.dialogue().nextUnsent();
                next != null;
                next = present.dialogue().nextUnsent()) {
            ByteBuffer buffer = ByteBuffer.wrap(next);
            while (buffer.hasRemaining()) {
                if (present.channel().write(buffer) == 0) {
                    throw new IOException("it takes no commands");
                }
            }
        }
    }

    private void lost(Exception cause) {
        String problem = "The virtual machine cannot be reached: " + cause.getMessage() + ".";
        if (!problem.equals(state.problem())) {
            LOG.warn("virtual machine lost cause=\"{}\"", cause.getMessage());
        }
        state = PowerState.unknown(problem);
        end();
    }

    private void end() {
        Connection present = connection;
        connection = null;
        if (present != null) {
            present.dialogue().close();
            try {
                present.channel().close();
            } catch (IOException e) {
                LOG.debug("close failed", e);
            }
        }
    }

    private void tell() {
        PowerState present = state;
        if (present.equals(told)) {
            return;
        }
        told = present;
        for (PowerListener listener : listeners.get()) {
            try {
                listener.changed(this);
            } catch (RuntimeException | LinkageError e) {
                LOG.warn("listener failed", e);
            }
        }
    }
}
