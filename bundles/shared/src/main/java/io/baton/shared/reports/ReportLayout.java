// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.reports;

import java.util.List;

/**
 * What a report descriptor says: takes input reports apart and puts output reports together.
 *
 * @param numbered whether each report begins with its id
 * @param fields in the order of the descriptor
 */
public record ReportLayout(boolean numbered, List<ReportField> fields) {

    /** Takes the values of an input report. */
    public interface ValueConsumer {

        /** A variable field's value: a button, an axis, a modifier key. */
        void value(int usage, int value, boolean relative);

        /** A usage named in an array field: a key that is down. Values outside the logical range name nothing. */
        void selected(int usage);
    }

    public ReportLayout {
        fields = List.copyOf(fields);
    }

    /** Length in bytes of the report with this id, its id included; 0 when there is none. */
    public int length(ReportField.Kind kind, int reportId) {
        int bits = 0;
        for (ReportField field : fields) {
            if (field.kind() == kind && field.reportId() == reportId) {
                bits = Math.max(bits, field.bitOffset() + field.bitSize() * field.count());
            }
        }
        return (bits + 7) / 8;
    }

    /** Takes an input report apart. Returns false, having visited nothing, when it is too short or has no such id. */
    public boolean decode(byte[] report, ValueConsumer consumer) {
        if (report.length == 0) {
            return false;
        }
        int id = numbered ? report[0] & 0xFF : 0;
        int length = length(ReportField.Kind.INPUT, id);
        if (length == 0 || report.length < length) {
            return false;
        }
        for (ReportField field : fields) {
            if (field.kind() == ReportField.Kind.INPUT && field.reportId() == id && !field.constant()) {
                visit(field, report, consumer);
            }
        }
        return true;
    }

    /**
     * Puts the output report without id together that sets exactly the one-bit usages for which {@code on} has a bit.
     */
    public byte[] output(int firstUsage, int on) {
        byte[] report = new byte[length(ReportField.Kind.OUTPUT, 0)];
        for (ReportField field : fields) {
            boolean unnumbered = field.kind() == ReportField.Kind.OUTPUT && field.reportId() == 0;
            if (unnumbered && !field.constant() && field.variable()) {
                for (int i = 0; i < field.count(); i++) {
                    int bit = field.usageOf(i) - firstUsage;
                    field.put(report, i, bit >= 0 && bit < Integer.SIZE ? on >> bit & 1 : 0);
                }
            }
        }
        return report;
    }

    private static void visit(ReportField field, byte[] report, ValueConsumer consumer) {
        for (int i = 0; i < field.count(); i++) {
            int value = field.value(report, i);
            if (field.variable()) {
                if (value >= field.logicalMinimum() && value <= field.logicalMaximum()) {
                    consumer.value(field.usageOf(i), value, field.relative());
                }
            } else {
                int index = value - field.logicalMinimum();
                if (index >= 0 && value <= field.logicalMaximum() && index < field.usages().length) {
                    consumer.selected(field.usages()[index]);
                }
            }
        }
    }
}
