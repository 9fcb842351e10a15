// SPDX-License-Identifier: Apache-2.0
package io.baton.power.jetkvm;

import io.baton.shared.linux.Poller;
import io.baton.shared.linux.Posix;
import io.baton.shared.terminal.PseudoTerminal;
import io.baton.shared.threads.DaemonThreads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/** A board at the other end of a pseudo terminal: it tells its state after each command, and from time to time. */
final class SimulatedBoard implements AutoCloseable {

    private static final Pattern COMMAND = Pattern.compile("[A-Z]{3}[A-Z_]*");

    /** The commands, in order. */
    final List<String> commands = new CopyOnWriteArrayList<>();

    private final PseudoTerminal line = PseudoTerminal.open();
    private final Poller poller = new Poller(1);
    private final Function<List<String>, String> state;
    private final DaemonThreads threads = new DaemonThreads(LoggerFactory.getLogger("board"), reason -> {});
    private final Thread thread;
    private volatile boolean running = true;

    /** @param state the state after the given commands */
    SimulatedBoard(Function<List<String>, String> state) throws IOException {
        this.state = state;
        thread = threads.start("baton-simulated-board", this::run);
    }

    static String atx(List<String> commands) {
        int reset = 0;
        int power = 0;
        for (String command : commands) {
            switch (command) {
                case "BTN_RST_ON" -> reset = 1;
                case "BTN_RST_OFF" -> reset = 0;
                case "BTN_PWR_ON" -> power = 1;
                case "BTN_PWR_OFF" -> power = 0;
                default -> throw new IllegalStateException(command);
            }
        }
        return "10" + reset + power + "\n";
    }

    static String dc(List<String> commands) {
        int on = 1;
        int restore = 2;
        for (String command : commands) {
            switch (command) {
                case "PWR_ON" -> on = 1;
                case "PWR_OFF" -> on = 0;
                case "RESTORE_MODE_OFF" -> restore = 0;
                case "RESTORE_MODE_ON" -> restore = 1;
                case "RESTORE_MODE_LAST_STATE" -> restore = 2;
                default -> throw new IllegalStateException(command);
            }
        }
        return on + ";12000.00;" + (on == 1 ? "500.00;6000.00;" : "0.00;0.00;") + restore + "\n";
    }

    void awaitCommands(int count) {
        while (commands.size() < count) {
            Thread.onSpinWait();
        }
    }

    Path path() {
        return line.other();
    }

    private void run() {
        StringBuilder received = new StringBuilder();
        byte[] buffer = new byte[256];
        while (running) {
            try {
                byte[] told = state.apply(commands).getBytes(StandardCharsets.US_ASCII);
                line.write(told, 0, told.length);
                poller.clear().add(line.descriptor(), Posix.POLLIN).await(100);
                int length = line.read(buffer);
                received.append(new String(buffer, 0, Math.max(0, length), StandardCharsets.US_ASCII));
                for (int end = received.indexOf("\n"); end >= 0; end = received.indexOf("\n")) {
                    String command = received.substring(0, end).strip();
                    // not what a line that no program has made raw yet echoes
                    if (COMMAND.matcher(command).matches()) {
                        commands.add(command);
                    }
                    received.delete(0, end + 1);
                }
            } catch (IOException e) {
                // nobody has the other end open
                poller.clear().await(20);
            }
        }
    }

    /** Is unplugged. */
    @Override
    public void close() {
        running = false;
        poller.wake();
        threads.join(thread, Duration.ofSeconds(10));
        line.close();
        poller.close();
    }
}
