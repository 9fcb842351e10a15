// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import java.time.Duration;

/** Runs work later, one piece at a time. */
interface Timer extends AutoCloseable {

    /** Work that is to run later. */
    interface Appointment {

        /** Cancels the work; has no effect once it ran. */
        void cancel();
    }

    Appointment after(Duration delay, Runnable work);

    /** Runs what is due by now, and nothing after that. */
    @Override
    void close();
}
