// SPDX-License-Identifier: Apache-2.0
package io.baton.port;

import org.osgi.annotation.versioning.ProviderType;

/**
 * An exclusive lease of the report ports, held by one HID output at a time. It lapses when neither {@link #write} nor
 * {@link #renew} was called for {@value #LAPSE_MILLIS} ms; the port then writes neutral reports by itself, so that a
 * holder that has failed leaves no key pressed.
 *
 * <p>Threading. One thread at a time.
 */
@ProviderType
public interface PortLease extends AutoCloseable {

    /** Milliseconds without a call after which the lease lapses. */
    int LAPSE_MILLIS = 500;

    /**
     * Writes one report without blocking.
     *
     * @param report the bytes a Linux HID gadget takes, at most {@link ReportPort#maxLength()}; not kept
     */
    WriteResult write(ReportPort port, byte[] report);

    /** Keeps the lease alive while there is nothing to write. Returns false when it has ended. */
    boolean renew();

    /**
     * Ends the lease. The ports keep their state until a new lease begins or the lapse time is over, then they turn
     * neutral: a successor that adopts within that time finds held keys still held. Closing twice has no effect.
     */
    @Override
    void close();
}
