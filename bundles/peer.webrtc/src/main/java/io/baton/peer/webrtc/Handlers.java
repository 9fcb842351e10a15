// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import io.baton.peer.ChannelHandler;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The registered handlers by label, of several the one registered first, and the buffer policy of every label that was
 * ever registered.
 *
 * <p>Threading. Safe from any thread.
 */
final class Handlers {

    private record Entry(ChannelHandler handler, Set<String> labels) {}

    private final ServiceRegistry<Entry> entries = new ServiceRegistry<>();
    private final Map<String, BufferPolicy> policies = new ConcurrentHashMap<>();

    void add(ChannelHandler handler, Map<String, ?> properties) {
        Set<String> labels = Set.copyOf(BufferPolicy.strings(properties.get(ChannelHandler.LABELS)));
        BufferPolicy policy = BufferPolicy.of(properties);
        labels.forEach(label -> policies.put(label, policy));
        entries.add(new Entry(handler, labels));
    }

    /** Removes a handler; the policies of its labels stay. */
    void remove(ChannelHandler handler) {
        entries.removeIf(entry -> entry.handler == handler);
    }

    @Nullable
    ChannelHandler find(String label) {
        for (Entry entry : entries.list()) {
            if (entry.labels.contains(label)) {
                return entry.handler;
            }
        }
        return null;
    }

    /** Returns how messages of this label wait; null when it was never registered. */
    @Nullable
    BufferPolicy policy(String label) {
        return policies.get(label);
    }
}
