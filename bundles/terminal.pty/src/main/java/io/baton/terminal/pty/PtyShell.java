// SPDX-License-Identifier: Apache-2.0
package io.baton.terminal.pty;

import io.baton.shared.linux.ErrnoException;
import io.baton.shared.linux.Posix;
import io.baton.shared.terminal.PseudoTerminal;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A shell on a pseudo terminal of the kernel.
 *
 * <p>The terminal must become the controlling one of a new session, for job control and for the hang-up. Java starts no
 * process so, and must not open the other side of the terminal itself: a service is the leader of a session without a
 * terminal, which the kernel would give it. So {@code setsid} of util-linux or busybox makes the session, and a small
 * script in it opens the terminal, which becomes the controlling one by that, before it becomes the shell.
 */
final class PtyShell implements Shell {

    private static final File NOWHERE = new File("/dev/null");

    /**
     * {@code $1} is the terminal, the rest the command. A device that was started in the background of a script ignores
     * the signals of the keyboard, a shell cannot undo that for itself, and Ctrl-C would do nothing: {@code env} of
     * coreutils does it, where it is that one.
     */
    private static final String ATTACH = "exec <>\"$1\" >&0 2>&0; shift; S=--default-signal=INT,QUIT,TSTP,HUP,PIPE;"
            + " if env \"$S\" true 2>/dev/null; then exec env \"$S\" \"$@\"; fi; exec \"$@\"";

    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /** What the shell gets of the device's environment; the rest could contain secrets. */
    private static final List<String> KEPT = List.of("HOME", "LANG", "LC_ALL", "LOGNAME", "TZ", "USER");

    private final PseudoTerminal terminal;
    private final Process process;
    private final List<ProcessHandle> started = new ArrayList<>();

    private PtyShell(PseudoTerminal terminal, Process process) {
        this.terminal = terminal;
        this.process = process;
    }

    static Shell start(TerminalSettings settings, int rows, int columns) throws IOException {
        if (!settings.shell().isAbsolute() || !Files.isExecutable(settings.shell())) {
            throw new IOException("there is no shell " + settings.shell());
        }
        PseudoTerminal terminal = PseudoTerminal.open();
        try {
            terminal.resize(rows, columns);
            ProcessBuilder builder = new ProcessBuilder(
                            "setsid",
                            "sh",
                            "-c",
                            ATTACH,
                            "baton",
                            terminal.other().toString(),
                            settings.shell().toString(),
                            "-i")
                    .redirectInput(NOWHERE)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            Map<String, String> environment = builder.environment();
            environment.keySet().retainAll(KEPT);
            environment.put("TERM", "xterm-256color");
            environment.put("PATH", PATH);
            environment.put("SHELL", settings.shell().toString());
            Path home = Path.of(environment.getOrDefault("HOME", "/"));
            builder.directory((Files.isDirectory(home) ? home : Path.of("/")).toFile());
            return new PtyShell(terminal, builder.start());
        } catch (IOException e) {
            terminal.close();
            throw e;
        }
    }

    @Override
    public int descriptor() {
        return terminal.descriptor();
    }

    @Override
    public int read(byte[] into) throws IOException {
        try {
            int length = terminal.read(into);
            // a job in the background may keep the terminal; a shell that did not start never had it
            return length == 0 && !process.isAlive() ? ENDED : length;
        } catch (ErrnoException e) {
            if (e.errno() == Posix.EIO) {
                return ENDED;
            }
            throw e;
        }
    }

    @Override
    public int write(byte[] from, int offset, int length) throws IOException {
        return terminal.write(from, offset, length);
    }

    @Override
    public void resize(int rows, int columns) throws IOException {
        terminal.resize(rows, columns);
    }

    @Override
    public void end() {
        started.addAll(process.descendants().toList());
        terminal.close();
        process.destroy();
    }

    @Override
    public void kill() {
        process.destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
    }
}
