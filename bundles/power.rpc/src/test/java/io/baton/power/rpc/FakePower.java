// SPDX-License-Identifier: Apache-2.0
package io.baton.power.rpc;

import io.baton.power.PowerAction;
import io.baton.power.PowerControl;
import io.baton.power.PowerState;
import io.baton.power.RestoreState;
import io.baton.session.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A power control that records what it is told to do. */
final class FakePower implements PowerControl {

    final List<Object> done = new ArrayList<>();
    PowerState state = PowerState.leds(true, null);
    Outcome outcome = Outcome.done();

    /** What another thread does after the next reading of the state, before the reader uses it. */
    Runnable afterNextRead = () -> {};

    private final String kind;
    private final Set<PowerAction> actions;

    FakePower(String kind, PowerAction... actions) {
        this.kind = kind;
        this.actions = Set.of(actions);
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public String name() {
        return "the " + kind;
    }

    @Override
    public Set<PowerAction> actions() {
        return actions;
    }

    @Override
    public PowerState state() {
        PowerState read = state;
        Runnable once = afterNextRead;
        afterNextRead = () -> {};
        once.run();
        return read;
    }

    @Override
    public CompletionStage<Outcome> perform(PowerAction action) {
        done.add(action);
        return CompletableFuture.completedStage(outcome);
    }

    @Override
    public CompletionStage<Outcome> setRestore(RestoreState restore) {
        done.add(restore);
        return CompletableFuture.completedStage(outcome);
    }
}
