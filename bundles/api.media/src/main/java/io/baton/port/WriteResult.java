// SPDX-License-Identifier: Apache-2.0
package io.baton.port;

/** The result of writing a report. */
public enum WriteResult {
    /** Handed to the USB stack. */
    WRITTEN,
    /** The target has not polled the previous reports yet (EAGAIN): try again later. Nothing was written. */
    BUSY,
    /** The target is off or not configured (ESHUTDOWN): nothing was written. */
    OFF,
    /** This lease has ended, by a newer one, by lapse, or by closing: nothing was written. */
    REVOKED
}
