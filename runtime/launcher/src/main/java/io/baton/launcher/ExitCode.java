// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

/** The exit codes of the process; part of the command line's contract, listed in {@code --help}. */
enum ExitCode {
    STOPPED(0, "stopped when asked (Ctrl-C, SIGTERM), everything closed"),
    FAILED(1, "could not start; the reason is on the last line"),
    USAGE(2, "the command line was not understood"),
    /** Given by the virtual machine itself, {@code -XX:+ExitOnOutOfMemoryError}. */
    OUT_OF_MEMORY(3, "out of memory; nothing was closed in order; baton run starts again then"),
    STOP_TIMED_OUT(4, "asked to stop, but something did not close in time"),
    DATA_IN_USE(5, "another instance uses the data directory"),
    RESTART(6, "a restart was asked for in the Web Console; baton run starts again then"),
    PORT_TAKEN(7, "another program uses the port"),
    CRASHED(8, "a part of the device failed for good, the reason is on the last line; baton run starts again then");

    final int status;
    final String meaning;

    ExitCode(int status, String meaning) {
        this.status = status;
        this.meaning = meaning;
    }
}
