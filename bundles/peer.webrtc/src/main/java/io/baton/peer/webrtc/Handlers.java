// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import io.baton.peer.ChannelHandler;
import java.util.List;
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

    /** @param prefixes of labels, from those that end in {@value #ANY} */
    private record Entry(ChannelHandler handler, Set<String> labels, List<String> prefixes) {

        boolean takes(String label) {
            if (labels.contains(label)) {
                return true;
            }
            for (String prefix : prefixes) {
                if (label.startsWith(prefix)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static final String ANY = "*";

    private final ServiceRegistry<Entry> entries = new ServiceRegistry<>();
    private final Map<String, BufferPolicy> policies = new ConcurrentHashMap<>();

    void add(ChannelHandler handler, Map<String, ?> properties) {
        Set<String> labels = Set.copyOf(BufferPolicy.strings(properties.get(ChannelHandler.LABELS)));
        BufferPolicy policy = BufferPolicy.of(properties);
        labels.forEach(label -> policies.put(label, policy));
        List<String> prefixes = labels.stream()
                .filter(label -> label.endsWith(ANY))
                .map(label -> label.substring(0, label.length() - ANY.length()))
                .toList();
        entries.add(new Entry(handler, labels, prefixes));
    }

    /** Removes a handler; the policies of its labels stay. */
    void remove(ChannelHandler handler) {
        entries.removeIf(entry -> entry.handler == handler);
    }

    @Nullable
    ChannelHandler find(String label) {
        for (Entry entry : entries.list()) {
            if (entry.takes(label)) {
                return entry.handler;
            }
        }
        return null;
    }

    /** Returns how messages of this label wait; null when it was never registered. */
    @Nullable
    BufferPolicy policy(String label) {
        BufferPolicy policy = policies.get(label);
        if (policy != null) {
            return policy;
        }
        for (Map.Entry<String, BufferPolicy> each : policies.entrySet()) {
            String pattern = each.getKey();
            if (pattern.endsWith(ANY) && label.startsWith(pattern.substring(0, pattern.length() - ANY.length()))) {
                return each.getValue();
            }
        }
        return null;
    }
}
