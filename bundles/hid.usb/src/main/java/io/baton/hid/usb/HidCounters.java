// SPDX-License-Identifier: Apache-2.0
package io.baton.hid.usb;

import java.util.concurrent.atomic.LongAdder;

/** Counts events and reports by their result, since start. */
final class HidCounters {

    /** Reports written. */
    final LongAdder written = new LongAdder();
    /** Events of an epoch that is over, refused when submitted or before writing. */
    final LongAdder stale = new LongAdder();
    /** Pointer moves that were merged with a later one while the port was busy, or dropped. */
    final LongAdder coalesced = new LongAdder();
    /** Reports that waited longer than the write time for a busy port. */
    final LongAdder late = new LongAdder();
    /** Events dropped because the port stayed busy beyond the bound, or because neutral came first. */
    final LongAdder discarded = new LongAdder();
    /** Events dropped because the target was off. */
    final LongAdder targetOff = new LongAdder();

    @Override
    public String toString() {
        return "written=" + written + " stale=" + stale + " coalesced=" + coalesced + " late=" + late + " discarded="
                + discarded + " targetOff=" + targetOff;
    }
}
