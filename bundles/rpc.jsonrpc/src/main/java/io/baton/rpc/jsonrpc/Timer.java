// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import java.time.Duration;

/** Does something later. */
interface Timer extends AutoCloseable {

    /** Takes back what was to be done; fine when it was done already. */
    interface Appointment {
        void cancel();
    }

    Appointment after(Duration delay, Runnable work);

    /** Nothing is done any more. */
    @Override
    void close();
}
