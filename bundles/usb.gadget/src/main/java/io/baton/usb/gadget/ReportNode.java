// SPDX-License-Identifier: Apache-2.0
package io.baton.usb.gadget;

import io.baton.port.WriteResult;

/**
 * The device node of one HID function. No call blocks.
 *
 * <p>Threading. {@link #write} under the lock of the ports; the rest on the gadget's thread, under that lock too.
 */
interface ReportNode {

    /** No file descriptor, and no report to read. */
    int NONE = -1;

    /**
     * Writes one report: {@link WriteResult#BUSY} when the target has not yet taken the previous ones,
     * {@link WriteResult#OFF} when the target has not configured the device or the node is not there.
     */
    WriteResult write(byte[] report);

    /** Returns the last output report of one byte that has come since the last call; {@link #NONE} without one. */
    int readLast();

    /** Opens the node if it is there and was not open; closes it when it was removed. */
    void refresh();

    /** Returns the file descriptor for polling, {@link #NONE} while closed. */
    int descriptor();

    void close();
}
