// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import static io.baton.policy.handover.RosterFixture.id;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.session.Cause;
import io.baton.session.Effect;
import io.baton.session.Mode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EffectListTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 5, 8, 9, 40})
    void effectsStayInOrder(int count) {
        EffectList one = new EffectList();
        EffectList all = new EffectList();
        List<Effect> expected = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Effect effect = new Effect.ModeChanged(id("s" + i), Mode.OBSERVER, Cause.JOINED);
            one.add(effect);
            expected.add(effect);
        }
        assertEquals(expected, one.toList());
        all.addAll(one);
        all.addAll(one);
        expected.addAll(List.copyOf(expected));
        assertEquals(expected, all.toList());
    }
}
