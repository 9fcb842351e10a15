// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * The last {@value #CAPACITY} key edges, from which a test sees that no key was lost and none got stuck.
 *
 * <p>Threading. Any thread.
 */
final class KeyLog {

    static final int CAPACITY = 4096;

    private final Deque<KeyEdge> edges = new ArrayDeque<>();
    private Consumer<KeyEdge> follower = edge -> {};

    synchronized void add(KeyEdge edge) {
        if (edges.size() == CAPACITY) {
            edges.removeFirst();
        }
        edges.addLast(edge);
        follower.accept(edge);
    }

    /** Sets what is told of each further edge, in order, on the thread that adds it. */
    synchronized void follow(Consumer<KeyEdge> newFollower) {
        follower = newFollower;
    }

    /** Oldest first. */
    synchronized List<KeyEdge> edges() {
        return List.copyOf(edges);
    }
}
