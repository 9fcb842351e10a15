// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.baton.hid.HidEvent;
import io.baton.testkit.DamagedSeeds;
import org.junit.jupiter.api.Test;

/** Arbitrary bytes are malformed or within the ranges of a report, with no more steps than were sent. */
class HidRpcCodecFuzzTest {

    @FuzzTest
    void decodes(byte[] data) {
        HidRpcMessage message = HidRpcCodec.decode(data);
        if (message instanceof HidRpcMessage.Macro macro) {
            assertEquals(macro.steps().length, macro.delays().length);
            assertEquals(data.length, 6 + 9 * macro.steps().length);
        } else if (message instanceof HidRpcMessage.Input(HidEvent event)) {
            switch (event) {
                case HidEvent.Pointer at ->
                    assertTrue(Math.clamp(at.x(), 0, 32_767) == at.x()
                            && Math.clamp(at.y(), 0, 32_767) == at.y()
                            && Math.clamp(at.buttons(), 0, 31) == at.buttons());
                case HidEvent.Move by -> assertTrue(Math.abs(by.dx()) <= 127 && Math.abs(by.dy()) <= 127);
                case HidEvent.Wheel by ->
                    assertTrue(Math.abs(by.vertical()) <= 127 && Math.abs(by.horizontal()) <= 127);
                case HidEvent.Key key -> assertTrue(Math.clamp(key.usage(), 0, 255) == key.usage());
                case HidEvent.Keyboard keys -> assertTrue(Math.clamp(keys.modifiers(), 0, 255) == keys.modifiers());
            }
        }
    }

    @Test
    void s33DamagedMessagesAreDecodedWithinRanges() {
        DamagedSeeds.run(HidRpcCodecFuzzTest.class, "decodes", this::decodes);
    }
}
