// SPDX-License-Identifier: Apache-2.0
package io.baton.terminal.pty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.shared.linux.Poller;
import io.baton.shared.linux.Posix;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real shell on a real pseudo terminal. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class PtyShellTest {

    private static final TerminalSettings SH = new TerminalSettings(true, Path.of("/bin/sh"), 1, Duration.ofMinutes(1));

    private final StringBuilder seen = new StringBuilder();

    private static void type(Shell shell, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertEquals(bytes.length, shell.write(bytes, 0, bytes.length));
    }

    /** Reads until the output matches. */
    private Matcher await(Shell shell, String pattern) throws IOException {
        byte[] buffer = new byte[4096];
        try (Poller poller = new Poller(1)) {
            for (Matcher found = Pattern.compile(pattern).matcher(seen);
                    ;
                    found = Pattern.compile(pattern).matcher(seen)) {
                if (found.find()) {
                    return found;
                }
                poller.clear().add(shell.descriptor(), Posix.POLLIN).await(-1);
                int length = shell.read(buffer);
                assertTrue(length >= 0, () -> "ended after " + seen);
                seen.append(new String(buffer, 0, length, StandardCharsets.UTF_8));
            }
        }
    }

    private static void awaitEnd(Shell shell) throws IOException {
        byte[] buffer = new byte[4096];
        try (Poller poller = new Poller(1)) {
            while (shell.read(buffer) >= 0) {
                poller.clear().add(shell.descriptor(), Posix.POLLIN).await(100);
            }
        }
    }

    @Test
    void aShellHasItsTerminalAsTheControllingOneAndItsSize() throws IOException {
        Shell shell = PtyShell.start(SH, 33, 101);
        type(
                shell,
                "echo size $(stty size) end; tty; exec 3</dev/tty && echo controlling $TERM; env | sort; echo done $((7 * 7))\r");
        await(shell, "size 33 101 end");
        await(shell, "/dev/pts/\\d+");
        await(shell, "controlling xterm-256color");
        await(shell, "done 49");
        assertFalse(seen.toString().contains("JAVA_HOME"), "the device's environment is not the shell's");
        shell.resize(24, 80);
        type(shell, "echo again $(stty size) end\r");
        await(shell, "again 24 80 end");
        type(shell, "exit\r");
        awaitEnd(shell);
        shell.end();
        shell.kill();
    }

    @Test
    void endingHangsUpAndKillsWhatIgnoresIt() throws IOException {
        Shell shell = PtyShell.start(SH, 24, 80);
        type(shell, "trap '' HUP TERM; sleep 1000 & echo child $! shell $$ end\r");
        Matcher pids = await(shell, "child (\\d+) shell (\\d+) end");
        ProcessHandle child = ProcessHandle.of(Long.parseLong(pids.group(1))).orElseThrow();
        ProcessHandle itself = ProcessHandle.of(Long.parseLong(pids.group(2))).orElseThrow();
        assertTrue(child.isAlive());
        shell.end();
        shell.kill();
        child.onExit().join();
        itself.onExit().join();
    }

    @Test
    void controlCInterruptsTheProgramAndNotTheShell() throws IOException {
        Shell shell = PtyShell.start(SH, 24, 80);
        // the program is in the foreground before it says so
        type(shell, "sh -c 'echo ready $((40 + 2)); exec sleep 1000'\r");
        await(shell, "ready 42");
        type(shell, "\u0003");
        await(shell, "\\^C\\s+[#$] ");
        type(shell, "echo still $((1 + 1))\r");
        await(shell, "still 2");
        shell.end();
        shell.kill();
    }

    @Test
    void aShellThatIsMissingIsRefused() {
        TerminalSettings missing = new TerminalSettings(true, Path.of("/nowhere/sh"), 1, Duration.ofMinutes(1));
        assertThrows(IOException.class, () -> PtyShell.start(missing, 24, 80));
    }

    @Test
    void aShellThatDoesNotStayEnds() throws IOException {
        Shell shell =
                PtyShell.start(new TerminalSettings(true, Path.of("/bin/false"), 1, Duration.ofMinutes(1)), 24, 80);
        awaitEnd(shell);
        shell.end();
        shell.kill();
    }
}
