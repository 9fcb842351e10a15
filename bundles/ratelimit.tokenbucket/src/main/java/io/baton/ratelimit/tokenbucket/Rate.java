// SPDX-License-Identifier: Apache-2.0
package io.baton.ratelimit.tokenbucket;

/**
 * A rate, in the form the arithmetic needs.
 *
 * @param perSecond 0.01–100 000
 * @param burst how many may come at once, 1–100 000
 */
record Rate(double perSecond, int burst) {

    private static final double NANOS_PER_SECOND = 1e9;

    Rate {
        if (!(perSecond >= 0.01 && perSecond <= 100_000)) {
            throw new IllegalArgumentException("a rate must be within 0.01–100000 per second: " + perSecond);
        }
        if (burst < 1 || burst > 100_000) {
            throw new IllegalArgumentException("a burst must be within 1–100000: " + burst);
        }
    }

    /** Nanoseconds between two at this rate. */
    long interval() {
        return Math.round(NANOS_PER_SECOND / perSecond);
    }

    /** Nanoseconds of credit a rested bucket has. */
    long capacity() {
        return interval() * burst;
    }
}
