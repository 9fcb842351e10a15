// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import io.baton.peer.ChannelHandler;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who takes the messages of which label; of several the one that came first. */
final class Handlers {

    private record Entry(ChannelHandler handler, Set<String> labels) {}

    private final ServiceRegistry<Entry> entries = new ServiceRegistry<>();

    void add(ChannelHandler handler, Map<String, ?> properties) {
        entries.add(new Entry(handler, labels(properties.get(ChannelHandler.LABELS))));
    }

    private static Set<String> labels(@Nullable Object value) {
        if (value instanceof String one) {
            return Set.of(one);
        }
        return value instanceof String[] many ? Set.copyOf(Arrays.asList(many)) : Set.of();
    }

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
}
