// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.handover.SavedState;
import io.baton.shared.threads.DaemonThreads;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What works while the component is active, with its threads. Started and stopped once. */
final class InputRuntime {

    /**
     * What it is made of.
     *
     * @param fatal ends the device and gives the reason
     * @param longestSave how long the state is waited for at the end
     */
    record Parts(
            Services services, Path macroFile, DaemonThreads threads, Consumer<String> fatal, Duration longestSave) {}

    private final InputMetrics metrics = new InputMetrics();
    private final PeerStates peerStates;
    private final StateBroadcaster broadcaster;
    private final InputDispatcher dispatcher;
    private final KeyboardMacroStore macros;
    private final InputMethods methods;

    InputRuntime(Parts parts) {
        peerStates = new PeerStates(parts.services().nanoTime().getAsLong());
        LastRoster roster = new LastRoster(parts.services().coordinator());
        broadcaster = new StateBroadcaster(parts.services(), roster, peerStates, parts.threads());
        dispatcher = new InputDispatcher(
                parts.services(),
                roster,
                peerStates,
                metrics,
                broadcaster,
                parts.threads(),
                parts.fatal(),
                parts.longestSave());
        macros = new KeyboardMacroStore(parts.macroFile(), parts.threads());
        methods = new InputMethods(
                parts.services(), broadcaster, peerStates, macros, metrics, dispatcher::submitOrReject);
    }

    /** Continues with the state of a predecessor, null without one. */
    void restore(@Nullable SavedState saved) {
        dispatcher.restore(saved);
    }

    void start() {
        dispatcher.startTimer();
        broadcaster.start();
    }

    /** Reads the stored macros, which a predecessor may have changed until now. */
    void loadMacros() {
        macros.load();
    }

    /** Refuses messages from now on, ends the threads and returns the state; null when it could not be saved. */
    @Nullable
    SavedState stop() {
        SavedState saved = dispatcher.stop();
        dispatcher.stopTimer();
        broadcaster.stop();
        macros.stop();
        return saved;
    }

    InputMetrics metrics() {
        return metrics;
    }

    PeerStates peerStates() {
        return peerStates;
    }

    StateBroadcaster broadcaster() {
        return broadcaster;
    }

    InputDispatcher dispatcher() {
        return dispatcher;
    }

    InputMethods methods() {
        return methods;
    }
}
