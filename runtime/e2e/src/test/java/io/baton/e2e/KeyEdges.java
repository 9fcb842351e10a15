// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The key edges that the virtual target logs, such as {@code down 0x04}. */
final class KeyEdges {
    private KeyEdges() {}

    /** The HID usage of an edge. */
    static int usage(String edge) {
        return Integer.decode(edge.substring(edge.indexOf(' ') + 1));
    }

    /** The usages of the keys that are down after these edges. */
    static Set<Integer> stillDown(List<String> edges) {
        Set<Integer> down = new TreeSet<>();
        for (String edge : edges) {
            if (edge.startsWith("down ")) {
                down.add(usage(edge));
            } else {
                down.remove(usage(edge));
            }
        }
        return down;
    }
}
