// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The last {@value #CAPACITY} key edges, from which a test sees that no key was lost and none got stuck.
 *
 * <p>Threading. Any thread.
 */
final class KeyLog {

    static final int CAPACITY = 4096;

    private final Deque<KeyEdge> edges = new ArrayDeque<>();

    synchronized void add(KeyEdge edge) {
        if (edges.size() == CAPACITY) {
            edges.removeFirst();
        }
        edges.addLast(edge);
    }

    /** Oldest first. */
    synchronized List<KeyEdge> edges() {
        return List.copyOf(edges);
    }

    synchronized void clear() {
        edges.clear();
    }
}
