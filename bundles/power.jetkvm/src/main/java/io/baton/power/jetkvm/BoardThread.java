// SPDX-License-Identifier: Apache-2.0
package io.baton.power.jetkvm;

import io.baton.power.PowerAction;
import io.baton.power.PowerState;
import io.baton.power.RestoreState;
import io.baton.shared.linux.ErrnoException;
import io.baton.shared.linux.Poller;
import io.baton.shared.linux.Posix;
import io.baton.shared.power.PowerCall;
import io.baton.shared.power.PowerThread;
import io.baton.shared.terminal.LineMode;
import io.baton.shared.terminal.TerminalDevice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The board's one thread: opens the line, again after a loss, and carries what the board and its host say. */
final class BoardThread extends PowerThread {

    private static final Logger LOG = LoggerFactory.getLogger("power.jetkvm");
    private static final LineMode MODE = new LineMode(115_200, 8, LineMode.Parity.NONE, LineMode.StopBits.ONE);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int BUFFER = 1024;

    private final Path path;
    private final Board board;
    private final LongSupplier nanoTime;
    private final Poller poller;
    private final byte[] buffer = new byte[BUFFER];
    private @Nullable TerminalDevice line;
    private long nextTry;
    private String problem = "The line is not open yet.";

    BoardThread(Path path, Board board, LongSupplier nanoTime, Surroundings surroundings) throws IOException {
        super("jetkvm", "baton-power-jetkvm", PowerState.unknown("The line is not open yet."), surroundings);
        this.path = path;
        this.board = board;
        this.nanoTime = nanoTime;
        poller = new Poller(1);
        nextTry = nanoTime.getAsLong();
    }

    @Override
    public String name() {
        return board.name() + " on " + path;
    }

    @Override
    public Set<PowerAction> actions() {
        return board.actions();
    }

    @Override
    protected Set<RestoreState> restores() {
        return board.restores();
    }

    @Override
    protected String noSuch(PowerAction action) {
        return action.isButton() ? "The DC board has no power or reset button." : "The ATX board switches no supply.";
    }

    @Override
    protected void wake() {
        poller.wake();
    }

    @Override
    protected void serve() {
        TerminalDevice open = line;
        if (open == null) {
            open = tryOpen();
        }
        if (open == null) {
            for (PowerCall call = nextCall(); call != null; call = nextCall()) {
                call.answer().complete(unavailable(problem));
            }
            await(null, nextTry - nanoTime.getAsLong());
            return;
        }
        try {
            for (int length = open.read(buffer); length != 0; length = open.read(buffer)) {
                if (length < 0) {
                    throw new ErrnoException("reading failed", Posix.EIO);
                }
                board.receive(buffer, length);
            }
            for (PowerCall call = board.isBusy() ? null : nextCall();
                    call != null;
                    call = board.isBusy() ? null : nextCall()) {
                board.perform(call);
            }
            long nanos = board.step();
            send(open);
            PowerState state = board.state();
            if (state.problem().isEmpty()) {
                publish(state);
            } else {
                lost(state.problem());
            }
            await(open, nanos);
        } catch (IOException e) {
            failed(e);
        }
    }

    private @Nullable TerminalDevice tryOpen() {
        if (nanoTime.getAsLong() - nextTry < 0) {
            return null;
        }
        try {
            TerminalDevice opened = TerminalDevice.open(path, MODE);
            line = opened;
            board.opened();
            LOG.info("board's line open device={}", path);
            return opened;
        } catch (IOException e) {
            failed(e);
            return null;
        }
    }

    /** Commands are few and short: a line that takes none of them is as good as gone. */
    private void send(TerminalDevice open) throws IOException {
        for (byte[] next = board.nextUnsent(); next != null; next = board.nextUnsent()) {
            if (open.write(next, 0, next.length) < next.length) {
                throw new ErrnoException("writing failed", Posix.EIO);
            }
        }
    }

    private void await(@Nullable TerminalDevice open, long nanos) {
        int millis = (int) TimeUnit.NANOSECONDS.toMillis(Math.max(0, nanos) + 999_999);
        poller.clear();
        if (open != null) {
            poller.add(open.descriptor(), Posix.POLLIN);
        }
        poller.await(millis);
    }

    private void failed(IOException cause) {
        boolean taken = cause instanceof ErrnoException errno && errno.errno() == Posix.EBUSY;
        problem = taken
                ? "The port " + path + " is in use, perhaps by the serial console."
                : "The port " + path + " cannot be used: " + cause.getMessage() + ".";
        lost(problem);
        end();
        nextTry = nanoTime.getAsLong() + RETRY_NANOS;
    }

    private void end() {
        TerminalDevice open = line;
        if (open == null) {
            return;
        }
        line = null;
        board.closing();
        try {
            send(open);
        } catch (IOException e) {
            LOG.warn("board not told to release its buttons device={} cause=\"{}\"", path, e.getMessage());
        } finally {
            open.close();
        }
    }

    @Override
    protected void release() {
        end();
        poller.close();
    }
}
