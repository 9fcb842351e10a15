// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.session.Effect;
import java.util.Arrays;
import java.util.List;

/** Effects in the order of their addition. A list that stays empty allocates no array: most decisions have few. */
final class EffectList {

    private static final Effect[] NONE = {};
    private static final int FIRST = 4;

    private Effect[] effects = NONE;
    private int size;

    void add(Effect effect) {
        if (size == effects.length) {
            effects = Arrays.copyOf(effects, Math.max(FIRST, 2 * size));
        }
        effects[size++] = effect;
    }

    void addAll(EffectList more) {
        for (int i = 0; i < more.size; i++) {
            add(more.effects[i]);
        }
    }

    List<Effect> toList() {
        return size == 0 ? List.of() : List.of(Arrays.copyOf(effects, size));
    }
}
