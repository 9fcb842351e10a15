// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import io.baton.peer.ChannelHandler;
import io.baton.peer.ChannelMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the messages of a label wait for an absent handler, read from a handler's service properties. Holds no object of
 * the handler's, whose class loader may go. Immutable.
 *
 * @param waitNanos how long a message waits, nanoseconds
 * @param messages how many wait for one peer and label
 * @param rules which messages are coalesced
 */
record BufferPolicy(long waitNanos, int messages, List<CoalescingRule> rules) {

    private static final Logger LOG = LoggerFactory.getLogger("peer.webrtc");
    private static final int MAX_WAIT_MILLIS = 10_000;
    private static final int MAX_RULES = 16;

    BufferPolicy {
        rules = List.copyOf(rules);
    }

    /** Reads the properties. A value that is malformed or out of range is logged and counts as missing. */
    static BufferPolicy of(Map<String, ?> properties) {
        int millis =
                number(properties, ChannelHandler.WAIT_MILLIS, MAX_WAIT_MILLIS, ChannelHandler.DEFAULT_WAIT_MILLIS);
        int messages = number(
                properties,
                ChannelHandler.BUFFER_MESSAGES,
                ChannelHandler.PEER_MESSAGES,
                ChannelHandler.DEFAULT_BUFFER_MESSAGES);
        var rules = new ArrayList<CoalescingRule>();
        for (String text : strings(properties.get(ChannelHandler.COALESCE))) {
            try {
                rules.add(CoalescingRule.parse(text));
            } catch (IllegalArgumentException malformed) {
                LOG.warn("coalescing rule ignored rule=\"{}\" error=\"{}\"", text, malformed.getMessage());
            }
        }
        return new BufferPolicy(millis * 1_000_000L, messages, rules.subList(0, Math.min(rules.size(), MAX_RULES)));
    }

    private static int number(Map<String, ?> properties, String name, int max, int otherwise) {
        Object value = properties.get(name);
        if (value instanceof Number number && number.longValue() >= 0 && number.longValue() <= max) {
            return number.intValue();
        }
        if (value != null) {
            LOG.warn("channel property ignored name={} value={} max={}", name, value, max);
        }
        return otherwise;
    }

    /** The elements of a service property that is a {@code String} or {@code String[]}. */
    static List<String> strings(@Nullable Object value) {
        if (value instanceof String one) {
            return List.of(one);
        }
        return value instanceof String[] many ? List.of(many) : List.of();
    }

    /** Returns the rule both messages match; null when there is none. */
    @Nullable
    CoalescingRule rule(ChannelMessage first, ChannelMessage second) {
        for (CoalescingRule rule : rules) {
            if (rule.matches(first, second)) {
                return rule;
            }
        }
        return null;
    }
}
