// SPDX-License-Identifier: Apache-2.0
package io.baton.terminal.pty;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Shells that a test plays; each started one is in the list. */
final class FakeShell implements Shell {

    static final class Starter implements Shell.Starter {
        final List<FakeShell> started = new ArrayList<>();
        boolean fails;

        @Override
        public Shell start(TerminalSettings settings, int rows, int columns) throws IOException {
            if (fails) {
                throw new IOException("there is no shell");
            }
            FakeShell shell = new FakeShell(rows, columns);
            started.add(shell);
            return shell;
        }
    }

    final ByteArrayOutputStream typed = new ByteArrayOutputStream();
    private final Deque<byte[]> output = new ArrayDeque<>();
    String size;
    boolean exited;
    boolean hungUp;
    boolean killed;

    private FakeShell(int rows, int columns) {
        size = rows + "x" + columns;
    }

    void print(String text) {
        output.add(text.getBytes(StandardCharsets.UTF_8));
    }

    String typed() {
        String text = typed.toString(StandardCharsets.UTF_8);
        typed.reset();
        return text;
    }

    @Override
    public int descriptor() {
        return 9;
    }

    @Override
    public int read(byte[] into) {
        byte[] next = output.poll();
        if (next == null) {
            return exited ? ENDED : 0;
        }
        System.arraycopy(next, 0, into, 0, next.length);
        return next.length;
    }

    @Override
    public int write(byte[] from, int offset, int length) {
        typed.write(from, offset, length);
        return length;
    }

    @Override
    public void resize(int rows, int columns) {
        size = rows + "x" + columns;
    }

    @Override
    public void end() {
        hungUp = true;
    }

    @Override
    public void kill() {
        killed = true;
    }
}
