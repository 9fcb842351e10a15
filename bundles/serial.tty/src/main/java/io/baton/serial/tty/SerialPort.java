// SPDX-License-Identifier: Apache-2.0
package io.baton.serial.tty;

import io.baton.shared.terminal.LineMode;
import io.baton.shared.terminal.TerminalDevice;
import java.io.IOException;
import java.nio.file.Path;

/** An open serial port; non-blocking. One thread. */
interface SerialPort extends AutoCloseable {

    /** Opens ports. */
    interface Opener {
        SerialPort open(Path path, LineMode mode) throws IOException;
    }

    /** What {@link #read} returns when the port is gone. */
    int GONE = -1;

    /** Returns the number to wait for. */
    int descriptor();

    int read(byte[] into) throws IOException;

    int write(byte[] from, int offset, int length) throws IOException;

    void configure(LineMode mode) throws IOException;

    /** Discards what was written and not sent yet. */
    void discardOutput() throws IOException;

    /** Begins or ends a break. */
    void holdBreak(boolean held) throws IOException;

    @Override
    void close();

    /** Opens a port of the kernel. */
    static SerialPort open(Path path, LineMode mode) throws IOException {
        TerminalDevice device = TerminalDevice.open(path, mode);
        return new SerialPort() {
            @Override
            public int descriptor() {
                return device.descriptor();
            }

            @Override
            public int read(byte[] into) throws IOException {
                return device.read(into);
            }

            @Override
            public int write(byte[] from, int offset, int length) throws IOException {
                return device.write(from, offset, length);
            }

            @Override
            public void configure(LineMode next) throws IOException {
                device.configure(next);
            }

            @Override
            public void discardOutput() throws IOException {
                device.discardOutput();
            }

            @Override
            public void holdBreak(boolean held) throws IOException {
                device.holdBreak(held);
            }

            @Override
            public void close() {
                device.close();
            }
        };
    }
}
