// SPDX-License-Identifier: Apache-2.0
package io.baton.serial.tty;

import io.baton.shared.terminal.LineMode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A port whose other end is a test. */
final class FakePort implements SerialPort, SerialPort.Opener {

    final List<String> opened = new ArrayList<>();
    final List<LineMode> modes = new ArrayList<>();
    final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final Deque<byte[]> output = new ArrayDeque<>();
    int room = Integer.MAX_VALUE;
    final List<Boolean> breaks = new ArrayList<>();
    int discards;
    boolean missing;
    boolean isOpen;
    private @Nullable IOException failure;

    void print(String text) {
        output.add(text.getBytes(StandardCharsets.UTF_8));
    }

    void fail(String reason) {
        failure = new IOException(reason);
    }

    String typed() {
        String text = written.toString(StandardCharsets.UTF_8);
        written.reset();
        return text;
    }

    @Override
    public SerialPort open(Path path, LineMode mode) throws IOException {
        if (missing) {
            throw new IOException("opening failed: the device is missing");
        }
        opened.add(path.toString());
        modes.add(mode);
        isOpen = true;
        failure = null;
        return this;
    }

    @Override
    public int descriptor() {
        return 7;
    }

    @Override
    public int read(byte[] into) throws IOException {
        if (failure != null) {
            throw failure;
        }
        byte[] next = output.poll();
        if (next == null) {
            return 0;
        }
        System.arraycopy(next, 0, into, 0, next.length);
        return next.length;
    }

    @Override
    public int write(byte[] from, int offset, int length) throws IOException {
        int taken = Math.min(room, length);
        room -= room == Integer.MAX_VALUE ? 0 : taken;
        written.write(from, offset, taken);
        return taken;
    }

    @Override
    public void configure(LineMode mode) {
        modes.add(mode);
    }

    @Override
    public void discardOutput() {
        discards++;
    }

    @Override
    public void holdBreak(boolean held) {
        breaks.add(held);
    }

    @Override
    public void close() {
        isOpen = false;
    }
}
