// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.reports;

/**
 * One main item of a report descriptor: {@code count} values of {@code bitSize} bits each (USB HID 1.11 §6.2.2.5).
 *
 * @param kind input, output or feature
 * @param reportId the report it is part of; 0 when the device has but one, unnumbered report
 * @param bitOffset where it begins, the report id's byte included
 * @param bitSize bits of one value, 1–32
 * @param count number of values
 * @param logicalMinimum smallest meaningful value
 * @param logicalMaximum largest meaningful value
 * @param flags of the main item: bit 0 constant, bit 1 variable, bit 2 relative
 * @param usages usage page in the high 16 bits, usage in the low ones
 */
public record ReportField(
        Kind kind,
        int reportId,
        int bitOffset,
        int bitSize,
        int count,
        int logicalMinimum,
        int logicalMaximum,
        int flags,
        int[] usages) {

    public enum Kind {
        INPUT,
        OUTPUT,
        FEATURE
    }

    public boolean constant() {
        return (flags & 1) != 0;
    }

    public boolean variable() {
        return (flags & 2) != 0;
    }

    public boolean relative() {
        return (flags & 4) != 0;
    }

    /**
     * The usage of value {@code index} of a variable field: the last one named serves for all that follow; 0 if none.
     */
    public int usageOf(int index) {
        return usages.length == 0 ? 0 : usages[Math.min(index, usages.length - 1)];
    }

    /** Value {@code index} in a report, signed when the logical minimum is. */
    public int value(byte[] report, int index) {
        int first = bitOffset + index * bitSize;
        long bits = 0;
        for (int i = 0; i < bitSize; i++) {
            int at = first + i;
            bits |= (long) (report[at >> 3] >> (at & 7) & 1) << i;
        }
        int shift = Long.SIZE - bitSize;
        return (int) (logicalMinimum < 0 ? bits << shift >> shift : bits);
    }

    /** Writes value {@code index} into a report. */
    public void put(byte[] report, int index, int value) {
        int first = bitOffset + index * bitSize;
        for (int i = 0; i < bitSize; i++) {
            int at = first + i;
            int mask = 1 << (at & 7);
            int old = report[at >> 3] & ~mask;
            report[at >> 3] = (byte) ((value >> i & 1) == 0 ? old : old | mask);
        }
    }
}
