// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Services of one kind in the order of their registration. Written by the service registry's threads, read by any.
 *
 * <p>A list kept by the component runtime does not suffice: it has no order of registration and does not report
 * additions. Removal is by identity, so that a replacement bound before its predecessor is unbound stays.
 *
 * @param <T> type of an entry
 */
final class ServiceRegistry<T> {

    private volatile List<T> entries = List.of();

    synchronized void add(T entry) {
        var next = new ArrayList<>(entries);
        next.add(entry);
        entries = List.copyOf(next);
    }

    synchronized void removeIf(Predicate<T> which) {
        var next = new ArrayList<>(entries);
        next.removeIf(which);
        entries = List.copyOf(next);
    }

    List<T> list() {
        return entries;
    }
}
