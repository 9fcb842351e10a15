// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.handover.HandoverStore;
import io.baton.handover.SavedState;
import java.util.List;
import java.util.Map;

/** The state handed over to a successor: holds, queued messages, the rest of a macro, handshakes and counters. */
final class InputHandoverState {

    static final String ROLE = "input.hidrpc";
    private static final int SCHEMA = 2;

    private InputHandoverState() {}

    static void save(
            HandoverStore handoverStore,
            long now,
            InputPipeline pipeline,
            MacroPlayer macros,
            PeerStates peerStates,
            InputMetrics metrics) {
        byte[] macro = macros.save();
        PipelineHandoverState input = pipeline.save();
        handoverStore.put(
                ROLE,
                SCHEMA,
                pipeline.holdsEpoch(),
                Map.of(
                        "holds", input.holds(),
                        "origins", input.origins(),
                        "messages", input.messages(),
                        "buttons", input.buttons(),
                        "releasePending", input.releasePending(),
                        "macro", macro,
                        "macroEpoch", macros.epoch(),
                        "peerStates", peerStates.save(now),
                        "counters", metrics.save()));
    }

    static void restore(
            SavedState saved,
            long now,
            InputPipeline pipeline,
            MacroPlayer macros,
            PeerStates peerStates,
            InputMetrics metrics) {
        if (saved.schema() != SCHEMA) {
            return;
        }
        Map<String, Object> state = saved.state();
        long gap = saved.age().toNanos();
        peerStates.restore(numbers(state, "peerStates"), now - gap);
        metrics.restore(numbers(state, "counters"));
        if (state.get("buttons") instanceof Integer buttons
                && state.get("releasePending") instanceof Boolean releasePending
                && state.get("messages") instanceof List<?> messages
                && state.get("macro") instanceof byte[] macro
                && state.get("macroEpoch") instanceof Long macroEpoch) {
            pipeline.restore(
                    new PipelineHandoverState(
                            numbers(state, "holds"),
                            numbers(state, "origins"),
                            messages.stream().map(byte[].class::cast).toList(),
                            buttons,
                            releasePending),
                    saved.epoch(),
                    gap);
            macros.restore(macro, macroEpoch, now);
        }
    }

    private static List<Long> numbers(Map<String, Object> state, String name) {
        return state.get(name) instanceof List<?> list
                ? list.stream().map(Long.class::cast).toList()
                : List.of();
    }
}
