// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.queues;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;

/**
 * Watches the length of a bounded queue: one warning when it has passed 200 of 256 places, and one line when it is half
 * empty again.
 *
 * <p>Threading. Any thread; a length between the two marks costs two reads.
 */
public final class QueueMonitor {

    private final Logger log;
    private final String name;
    private final int capacity;
    private final int high;
    private final int low;
    private final AtomicBoolean warned = new AtomicBoolean();
    private volatile int length;

    /** @param capacity the most places; of fewer than 256 the marks are in proportion */
    public QueueMonitor(Logger log, String name, int capacity) {
        this.log = log;
        this.name = name;
        this.capacity = capacity;
        this.high = capacity * 200 / 256;
        this.low = capacity / 2;
    }

    /** Notes the present length. */
    public void length(int present) {
        length = present;
        if (present > high) {
            if (!warned.get() && warned.compareAndSet(false, true)) {
                log.warn("queue nearly full name={} length={} capacity={}", name, present, capacity);
            }
        } else if (present <= low && warned.get() && warned.compareAndSet(true, false)) {
            log.info("queue recovered name={} length={} capacity={}", name, present, capacity);
        }
    }

    /** Returns the length noted last. */
    public int length() {
        return length;
    }

    /** Returns name, length and capacity, as an administrator reads them. */
    public String gauge() {
        return "%s length=%d capacity=%d%s".formatted(name, length, capacity, isNearlyFull() ? " nearly full" : "");
    }

    /** Returns whether the warning was given and the queue has not recovered since. */
    public boolean isNearlyFull() {
        return warned.get();
    }
}
