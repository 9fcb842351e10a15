// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import java.util.List;

/** Baton's bundles as a table. */
final class BundlesTable {

    private static final int NANOS_PER_MILLI = 1_000_000;

    private static final String ACTIVE = "active";
    private static final String STOPPED = "stopped";

    private BundlesTable() {}

    /**
     * A bundle.
     *
     * @param id the framework's number, by which the console's own page has it
     * @param name its symbolic name
     * @param version its version
     * @param state the framework's word, or that it is a fragment
     * @param swaps what became of it
     * @param health what the health checks say of it, a line each; empty where there are none
     */
    record Row(long id, String name, String version, String state, SwapMonitor.Swaps swaps, List<String> health) {

        Row {
            health = List.copyOf(health);
        }
    }

    /** @param appRoot the path of the console */
    static void write(HtmlWriter html, List<Row> rows, String appRoot) {
        long active = rows.stream().filter(row -> row.state().equals(ACTIVE)).count();
        html.status("%d bundles of Baton, %d active.".formatted(rows.size(), active), "data-testid", "bundles-summary");
        html.table("device-bundles", "Bundle", "Version", "State", "Swaps", "Last gap", "Health");
        for (Row row : rows) {
            html.open("tr", "data-bundle", row.name(), "data-state", row.state());
            html.open("td")
                    .element("a", row.name(), "href", appRoot + "/bundles/" + row.id())
                    .close("td");
            html.cell(row.version());
            html.cell(row.state());
            html.cell(String.valueOf(row.swaps().count()));
            html.cell(row.swaps()
                    .gap()
                    .map(gap -> gap.isZero() ? "none" : gap.toNanos() / NANOS_PER_MILLI + " ms")
                    .orElse(""));
            html.cell(health(row, rows));
            html.close("tr");
        }
        html.endTable();
    }

    /** A check may keep its last result for a while after its bundle has stopped. */
    private static String[] health(Row row, List<Row> rows) {
        if (row.state().equals(STOPPED)) {
            boolean replaced = rows.stream()
                    .anyMatch(other ->
                            other.name().equals(row.name()) && other.state().equals(ACTIVE));
            return new String[] {replaced ? "kept for a roll back" : "not checked while it is stopped"};
        }
        return row.health().isEmpty() ? new String[] {"no check"} : row.health().toArray(new String[0]);
    }
}
