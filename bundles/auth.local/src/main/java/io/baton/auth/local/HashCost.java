// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

/**
 * What the hash of a password costs.
 *
 * @param memoryKib KiB of memory
 * @param iterations passes over it
 */
record HashCost(int memoryKib, int iterations) {

    private static final int MIN_MEMORY_KIB = 8;
    private static final int MAX_MEMORY_KIB = 64 * 1024;
    private static final int MAX_ITERATIONS = 99;

    /** Bounded, because a stored hash says what its verification costs. */
    HashCost {
        if (memoryKib < MIN_MEMORY_KIB || memoryKib > MAX_MEMORY_KIB || iterations < 1 || iterations > MAX_ITERATIONS) {
            throw new IllegalArgumentException("cost of a hash out of range");
        }
    }
}
