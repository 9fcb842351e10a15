// SPDX-License-Identifier: Apache-2.0
package io.baton.terminal.pty;

import java.io.IOException;

/** A running shell on a terminal; non-blocking. One thread. */
interface Shell {

    /** Starts shells. */
    interface Starter {
        Shell start(TerminalSettings settings, int rows, int columns) throws IOException;
    }

    /** What {@link #read} returns once no program has the terminal any more. */
    int ENDED = -1;

    /** Returns the number to wait for. */
    int descriptor();

    int read(byte[] into) throws IOException;

    int write(byte[] from, int offset, int length) throws IOException;

    void resize(int rows, int columns) throws IOException;

    /** Hangs up, and asks the shell to end. Does not wait. */
    void end();

    /** Ends the shell, and what was started from it and still runs, at once. After {@link #end}. */
    void kill();
}
