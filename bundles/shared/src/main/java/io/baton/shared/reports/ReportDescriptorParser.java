// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.reports;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a report descriptor (USB HID 1.11 §6.2.2) as a computer does. Bounded: at most {@value #MAX_LENGTH} bytes,
 * reports of at most {@value #MAX_REPORT_BITS} bits, {@value #MAX_USAGES} usages for an item.
 *
 * <p>Errors. {@link IllegalArgumentException} says what is wrong with the descriptor.
 */
public final class ReportDescriptorParser {

    static final int MAX_LENGTH = 4096;
    static final int MAX_REPORT_BITS = 8 * 64;
    static final int MAX_USAGES = 1024;
    private static final int MAX_DEPTH = 16;
    private static final int LONG_ITEM = 0xFE;

    /** Global items stay until changed; push and pop save and restore them. */
    private record Globals(int usagePage, int minimum, int maximum, int size, int reportId, int count) {}

    private final byte[] descriptor;
    private final List<ReportField> fields = new ArrayList<>();
    private final Map<String, Integer> bits = new HashMap<>();
    private final Deque<Globals> stack = new ArrayDeque<>();
    private final List<Integer> usages = new ArrayList<>();
    private Globals globals = new Globals(0, 0, 0, 0, 0, 0);
    private int usageMinimum = -1;
    private int depth;
    private boolean numbered;

    private ReportDescriptorParser(byte[] descriptor) {
        this.descriptor = descriptor;
    }

    public static ReportLayout parse(byte[] descriptor) {
        if (descriptor.length > MAX_LENGTH) {
            throw new IllegalArgumentException("longer than " + MAX_LENGTH + " bytes");
        }
        return new ReportDescriptorParser(descriptor).layout();
    }

    private ReportLayout layout() {
        int at = 0;
        while (at < descriptor.length) {
            int prefix = descriptor[at] & 0xFF;
            if (prefix == LONG_ITEM) {
                require(at + 1 < descriptor.length, "a long item is cut off");
                at += 3 + (descriptor[at + 1] & 0xFF);
                continue;
            }
            int size = (prefix & 3) == 3 ? 4 : prefix & 3;
            require(at + 1 + size <= descriptor.length, "an item is cut off");
            item(prefix & 0xFC, size, data(at + 1, size));
            at += 1 + size;
        }
        require(at == descriptor.length, "a long item is cut off");
        require(depth == 0, "a collection is not closed");
        return new ReportLayout(numbered, fields);
    }

    private int data(int at, int size) {
        int value = 0;
        for (int i = 0; i < size; i++) {
            value |= (descriptor[at + i] & 0xFF) << (8 * i);
        }
        return value;
    }

    private void item(int tag, int size, int data) {
        int signed = size == 0 ? 0 : data << (32 - 8 * size) >> (32 - 8 * size);
        Globals g = globals;
        switch (tag) {
            case 0x80 -> field(ReportField.Kind.INPUT, data);
            case 0x90 -> field(ReportField.Kind.OUTPUT, data);
            case 0xB0 -> field(ReportField.Kind.FEATURE, data);
            case 0xA0 -> {
                require(++depth <= MAX_DEPTH, "collections are nested too deeply");
                clearLocals();
            }
            case 0xC0 -> {
                require(--depth >= 0, "a collection is closed that was not opened");
                clearLocals();
            }
            case 0x04 -> globals = new Globals(data & 0xFFFF, g.minimum, g.maximum, g.size, g.reportId, g.count);
            case 0x14 -> globals = new Globals(g.usagePage, signed, g.maximum, g.size, g.reportId, g.count);
            case 0x24 -> globals = new Globals(g.usagePage, g.minimum, signed, g.size, g.reportId, g.count);
            case 0x74 -> {
                require(data >= 1 && data <= Integer.SIZE, "report size is not within 1–32");
                globals = new Globals(g.usagePage, g.minimum, g.maximum, data, g.reportId, g.count);
            }
            case 0x84 -> {
                require(data >= 1 && data <= 255, "report id is not within 1–255");
                numbered = true;
                globals = new Globals(g.usagePage, g.minimum, g.maximum, g.size, data, g.count);
            }
            case 0x94 -> {
                require(data >= 0 && data <= MAX_REPORT_BITS, "report count is out of range");
                globals = new Globals(g.usagePage, g.minimum, g.maximum, g.size, g.reportId, data);
            }
            case 0xA4 -> {
                require(stack.size() < MAX_DEPTH, "push is nested too deeply");
                stack.push(g);
            }
            case 0xB4 -> {
                require(!stack.isEmpty(), "pop without push");
                globals = stack.pop();
            }
            case 0x08 -> addUsage(usage(size, data));
            case 0x18 -> usageMinimum = usage(size, data);
            case 0x28 -> range(usage(size, data));
            default -> {
                // physical units, designators and strings do not change where the bits are
            }
        }
    }

    private int usage(int size, int data) {
        return size == 4 ? data : globals.usagePage << 16 | data;
    }

    private void range(int last) {
        require(usageMinimum != -1, "usage maximum without minimum");
        long count = Integer.toUnsignedLong(last) - Integer.toUnsignedLong(usageMinimum) + 1;
        require(count >= 1 && count <= MAX_USAGES, "usage range is empty or too long");
        for (int i = 0; i < count; i++) {
            addUsage(usageMinimum + i);
        }
        usageMinimum = -1;
    }

    private void addUsage(int usage) {
        require(usages.size() < MAX_USAGES, "too many usages");
        usages.add(usage);
    }

    private void field(ReportField.Kind kind, int flags) {
        Globals g = globals;
        require(g.size > 0 || g.count == 0, "no report size");
        String key = kind + " " + g.reportId;
        int offset = bits.getOrDefault(key, g.reportId == 0 ? 0 : 8);
        long end = offset + (long) g.size * g.count;
        require(end <= MAX_REPORT_BITS, "a report is longer than " + MAX_REPORT_BITS + " bits");
        bits.put(key, (int) end);
        int[] named = usages.stream().mapToInt(Integer::intValue).toArray();
        if (g.count > 0) {
            fields.add(
                    new ReportField(kind, g.reportId, offset, g.size, g.count, g.minimum, g.maximum, flags & 7, named));
        }
        clearLocals();
    }

    private void clearLocals() {
        usages.clear();
        usageMinimum = -1;
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
