// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.handover.HandoverStore;
import io.baton.handover.SavedState;
import java.util.List;
import java.util.Map;

/** What the input bundle leaves for its successor: holds, what waits, the rest of a macro, handshakes and counters. */
final class InputHandoverState {

    static final String ROLE = "input.hidrpc";
    private static final int SCHEMA = 1;

    private InputHandoverState() {}

    static void leave(
            HandoverStore shelf,
            long now,
            InputPipeline line,
            MacroPlayer macros,
            PeerStates visitors,
            InputMetrics tally) {
        byte[] macro = macros.save();
        PipelineHandoverState saved = line.save();
        shelf.put(
                ROLE,
                SCHEMA,
                line.holdsFence(),
                Map.of(
                        "holds", saved.holds(),
                        "stamps", saved.stamps(),
                        "messages", saved.messages(),
                        "buttons", saved.buttons(),
                        "neutralOwed", saved.neutralOwed(),
                        "macro", macro,
                        "macroFence", macros.fencingToken(),
                        "visitors", visitors.save(now),
                        "counters", tally.save()));
    }

    static void restore(
            SavedState shelved,
            long now,
            InputPipeline line,
            MacroPlayer macros,
            PeerStates visitors,
            InputMetrics tally) {
        if (shelved.schema() != SCHEMA) {
            return;
        }
        Map<String, Object> state = shelved.state();
        long gap = shelved.age().toNanos();
        visitors.restore(numbers(state, "visitors"), now - gap);
        tally.restore(numbers(state, "counters"));
        if (state.get("buttons") instanceof Integer buttons
                && state.get("neutralOwed") instanceof Boolean neutralOwed
                && state.get("messages") instanceof List<?> messages
                && state.get("macro") instanceof byte[] macro
                && state.get("macroFence") instanceof Long macroFence) {
            line.restore(
                    new PipelineHandoverState(
                            numbers(state, "holds"),
                            numbers(state, "stamps"),
                            messages.stream().map(byte[].class::cast).toList(),
                            buttons,
                            neutralOwed),
                    shelved.epoch(),
                    gap);
            macros.restore(macro, macroFence, now);
        }
    }

    private static List<Long> numbers(Map<String, Object> state, String name) {
        return state.get(name) instanceof List<?> list
                ? list.stream().map(Long.class::cast).toList()
                : List.of();
    }
}
