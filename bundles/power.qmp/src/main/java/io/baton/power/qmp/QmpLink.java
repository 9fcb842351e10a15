// SPDX-License-Identifier: Apache-2.0
package io.baton.power.qmp;

import io.baton.power.PowerAction;
import io.baton.power.PowerState;
import io.baton.shared.power.PowerCall;
import io.baton.shared.power.PowerThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread of a virtual machine's monitor: connects, reads and writes, and connects again after a loss. */
final class QmpLink extends PowerThread {

    private static final Logger LOG = LoggerFactory.getLogger("power.qmp");
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int BUFFER = 8 * 1024;

    private final QmpAddress address;
    private final boolean longPressQuits;
    private final LongSupplier nanoTime;
    private final Selector selector;
    private @Nullable Connection connection;
    private long nextTry;

    /** What there is while connected. */
    private record Connection(SocketChannel channel, QmpDialogue dialogue) {}

    QmpLink(QmpAddress address, boolean longPressQuits, LongSupplier nanoTime, Surroundings surroundings)
            throws IOException {
        super("qmp", "baton-power-qmp", PowerState.unknown("The virtual machine is not connected yet."), surroundings);
        this.address = address;
        this.longPressQuits = longPressQuits;
        this.nanoTime = nanoTime;
        selector = Selector.open();
        nextTry = nanoTime.getAsLong();
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
    protected String noSuch(PowerAction action) {
        return "This is not configured for the virtual machine (longPressQuits).";
    }

    @Override
    protected void wake() {
        selector.wakeup();
    }

    @Override
    protected void serve() {
        long nanos = step();
        int millis = Math.clamp(TimeUnit.NANOSECONDS.toMillis(nanos + 999_999), 0, 60_000);
        try {
            if (nanos < 0) {
                selector.select();
            } else if (millis > 0) {
                selector.select(millis);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        selector.selectedKeys().clear();
    }

    @Override
    protected void release() {
        end();
        closeSelector();
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
                publish(PowerState.leds(on, null));
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
        for (PowerCall call = nextCall(); call != null; call = nextCall()) {
            if (dialogue == null) {
                call.answer().complete(QmpDialogue.unavailable());
            } else if (call.action() != null) {
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
        end();
        lost("The virtual machine cannot be reached: " + cause.getMessage() + ".");
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
}
