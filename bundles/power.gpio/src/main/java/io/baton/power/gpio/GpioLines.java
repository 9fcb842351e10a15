// SPDX-License-Identifier: Apache-2.0
package io.baton.power.gpio;

import java.io.IOException;

/**
 * Requested lines of a chip. Bit n of a value is the nth line of the request; it is set while that line is active.
 *
 * <p>Threading. One thread.
 */
interface GpioLines extends AutoCloseable {

    /** Requests lines of a chip. */
    interface Opener {

        /**
         * Requests outputs, all inactive.
         *
         * @param flags as the kernel has them, {@link GpioChip#OUTPUT} among them
         */
        GpioLines outputs(String chip, int[] lines, long flags) throws IOException;

        /** Requests inputs, with their edges where the chip tells them. */
        GpioLines inputs(String chip, int[] lines, long flags) throws IOException;
    }

    /** Sets every line. */
    void set(long values) throws IOException;

    /** Returns which lines are active. */
    long values() throws IOException;

    /** Returns which lines became active since the last call; 0 where the chip does not tell. */
    long takeRisen() throws IOException;

    /** Whether the chip tells edges, so that {@link #descriptor} is readable when there is one. */
    boolean tellsEdges();

    int descriptor();

    /** Gives the lines back. */
    @Override
    void close();
}
