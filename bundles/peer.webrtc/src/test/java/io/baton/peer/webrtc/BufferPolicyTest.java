// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.ChannelHandler;
import io.baton.peer.ChannelMessage;
import io.baton.peer.PeerId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BufferPolicyTest {

    private static ChannelMessage message(int... bytes) {
        byte[] data = new byte[bytes.length];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) bytes[i];
        }
        return new ChannelMessage(new PeerId(1), "a", false, data, 0, 0);
    }

    @Test
    void missingPropertiesGiveTheDefaults() {
        BufferPolicy policy = BufferPolicy.of(Map.of());
        assertEquals(2_000_000_000L, policy.waitNanos());
        assertEquals(256, policy.messages());
        assertTrue(policy.rules().isEmpty());
    }

    @Test
    void valuesOutOfRangeOrOfAnotherTypeGiveTheDefaults() {
        BufferPolicy policy = BufferPolicy.of(Map.of(
                ChannelHandler.WAIT_MILLIS,
                10_001,
                ChannelHandler.BUFFER_MESSAGES,
                "many",
                ChannelHandler.COALESCE,
                new String[] {"nonsense", "06 add"}));
        assertEquals(2_000_000_000L, policy.waitNanos());
        assertEquals(256, policy.messages());
        assertEquals(1, policy.rules().size());
        assertEquals(
                256, BufferPolicy.of(Map.of(ChannelHandler.BUFFER_MESSAGES, -1)).messages());
    }

    @Test
    void propertiesWithinTheirRangeApply() {
        BufferPolicy policy =
                BufferPolicy.of(Map.of(ChannelHandler.WAIT_MILLIS, 10_000, ChannelHandler.BUFFER_MESSAGES, 512));
        assertEquals(10_000_000_000L, policy.waitNanos());
        assertEquals(512, policy.messages());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "06", "zz add", "100 add", "-1 add", "06 sum", "06 add*0", "06 add*x", "06 add*64", "06 add*"
            })
    void malformedRuleIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> CoalescingRule.parse(text));
    }

    @Test
    void coalescingRuleReplacesAddsAndCompares() {
        CoalescingRule rule = CoalescingRule.parse("f6 replace*2 add equal");
        ChannelMessage first = message(0xF6, 1, 2, -100, 9);
        ChannelMessage second = message(0xF6, 3, 4, -27, 9);
        assertTrue(rule.matches(first, second));
        ChannelMessage combined = rule.coalesce(first, second);
        assertNotNull(combined);
        assertArrayEquals(message(0xF6, 3, 4, -127, 9).data(), combined.data());
        assertNull(rule.coalesce(first, message(0xF6, 3, 4, -28, 9)));
        assertFalse(rule.matches(first, message(0xF6, 3, 4, -27, 8)));
        assertFalse(rule.matches(first, message(0xF7, 3, 4, -27, 9)));
        assertFalse(rule.matches(first, message(0xF6, 3, 4, -27)));
        ChannelMessage text = new ChannelMessage(new PeerId(1), "a", true, second.data(), 0, 0);
        assertFalse(rule.matches(first, text));
    }

    @Test
    void policyOfALabelOutlivesItsHandler() {
        var handlers = new Handlers();
        ChannelHandler handler = message -> true;
        assertNull(handlers.policy("a"));
        handlers.add(
                handler, Map.of(ChannelHandler.LABELS, new String[] {"a", "b"}, ChannelHandler.BUFFER_MESSAGES, 7));
        assertSame(handler, handlers.find("b"));
        handlers.remove(handler);
        assertNull(handlers.find("b"));
        BufferPolicy kept = handlers.policy("b");
        assertNotNull(kept);
        assertEquals(7, kept.messages());
        assertNull(handlers.policy("c"));
    }
}
