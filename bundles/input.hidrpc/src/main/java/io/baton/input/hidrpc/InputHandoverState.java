// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.handover.HandoverStore;
import io.baton.handover.SavedState;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

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

    /**
     * Restores the state a predecessor saved.
     *
     * <p>Returns false when the keys and buttons that should be down are unknown: the state is of another schema or
     * malformed, or older than the peer service keeps messages, so that an edge may have been discarded meanwhile. Then
     * only handshakes, last inputs and counters are restored, as far as they can be read.
     */
    static boolean restore(
            SavedState saved,
            long now,
            InputPipeline pipeline,
            MacroPlayer macros,
            PeerStates peerStates,
            InputMetrics metrics) {
        if (saved.schema() != SCHEMA) {
            return false;
        }
        Map<String, Object> state = saved.state();
        long gap = saved.age().toNanos();
        peerStates.restore(numbers(state, "peerStates"), now - gap);
        metrics.restore(numbers(state, "counters"));
        List<Long> holds = numbers(state, "holds");
        List<Long> origins = numbers(state, "origins");
        List<byte[]> messages = list(state, "messages", byte[].class);
        if (gap > TimeUnit.MILLISECONDS.toNanos(HidRpcInput.WAIT_MILLIS)
                || !(state.get("buttons") instanceof Integer buttons)
                || !(state.get("releasePending") instanceof Boolean releasePending)
                || !(state.get("macro") instanceof byte[] macro)
                || !(state.get("macroEpoch") instanceof Long macroEpoch)
                || holds.size() < AutoRelease.SAVED_FIELDS
                || origins.size() != InputQueue.SAVED_FIELDS * messages.size()) {
            metrics.expired.add(messages.size());
            return false;
        }
        pipeline.restore(
                new PipelineHandoverState(holds, origins, messages, buttons, releasePending), saved.epoch(), gap);
        macros.restore(macro, macroEpoch, now);
        return true;
    }

    private static List<Long> numbers(Map<String, Object> state, String name) {
        return list(state, name, Long.class);
    }

    /** Returns a list of one type; empty when it is missing or has an element of another type. */
    private static <T> List<T> list(Map<String, Object> state, String name, Class<T> type) {
        return state.get(name) instanceof List<?> list && list.stream().allMatch(type::isInstance)
                ? list.stream().map(type::cast).toList()
                : List.of();
    }
}
