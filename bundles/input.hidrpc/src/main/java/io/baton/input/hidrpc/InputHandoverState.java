// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.handover.SavedState;
import io.baton.peer.PeerId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The state handed over to a successor: holds, queued messages, the rest of a macro, handshakes and counters. */
final class InputHandoverState {

    static final String ROLE = "input.hidrpc";
    static final int SCHEMA = 2;

    /** The same with other names: those of {@link #SCHEMA} and of schema 1. */
    static final int RENAMED_SCHEMA = 1;

    private static final Map<String, String> NAMES_OF_SCHEMA_1 = Map.of(
            "origins", "stamps",
            "releasePending", "neutralOwed",
            "macroEpoch", "macroFence",
            "peerStates", "visitors");

    private InputHandoverState() {}

    /** Returns the state in {@link #SCHEMA}. */
    static SavedState save(
            long now, InputPipeline pipeline, MacroPlayer macros, PeerStates peerStates, InputMetrics metrics) {
        byte[] macro = macros.save();
        PipelineHandoverState input = pipeline.save();
        return new SavedState(
                ROLE,
                SCHEMA,
                pipeline.holdsEpoch(),
                Duration.ZERO,
                Map.of(
                        "holds", input.holds(),
                        "origins", input.origins(),
                        "messages", input.messages(),
                        "buttons", input.buttons(),
                        "releasePending", input.releasePending(),
                        "macro", macro,
                        "macroEpoch", macros.epoch(),
                        "macroPeer", macros.peerNumber(),
                        "peerStates", peerStates.save(now),
                        "counters", metrics.save()));
    }

    /** Returns a state of {@link #SCHEMA} in this schema, which is the same or {@link #RENAMED_SCHEMA}. */
    static SavedState to(int schema, SavedState saved) {
        return schema == SCHEMA ? saved : renamed(saved, schema, NAMES_OF_SCHEMA_1);
    }

    /** Returns a state of any schema that is read in {@link #SCHEMA}; one of another schema as it is. */
    private static SavedState upgraded(SavedState saved) {
        if (saved.schema() != RENAMED_SCHEMA) {
            return saved;
        }
        Map<String, String> names = new HashMap<>();
        NAMES_OF_SCHEMA_1.forEach((name, old) -> names.put(old, name));
        return renamed(saved, SCHEMA, names);
    }

    private static SavedState renamed(SavedState saved, int schema, Map<String, String> names) {
        Map<String, Object> state = new HashMap<>();
        saved.state().forEach((name, value) -> state.put(names.getOrDefault(name, name), value));
        return new SavedState(saved.role(), schema, saved.epoch(), saved.age(), Map.copyOf(state));
    }

    /**
     * Restores the state a predecessor saved.
     *
     * <p>Returns false when the keys and buttons that should be down are unknown: the state is of another schema or
     * malformed, or older than the peer service keeps messages, so that an edge may have been discarded meanwhile. Then
     * only handshakes, last inputs and counters are restored, as far as they can be read.
     */
    static boolean restore(
            SavedState from,
            long now,
            InputPipeline pipeline,
            MacroPlayer macros,
            PeerStates peerStates,
            InputMetrics metrics) {
        SavedState saved = upgraded(from);
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
        PeerId macroPeer = state.get("macroPeer") instanceof Long number && number >= 0 ? new PeerId(number) : null;
        macros.restore(macro, macroPeer, macroEpoch, now);
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
