// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import io.baton.power.PowerControl;
import io.baton.power.PowerListener;
import io.baton.power.PowerState;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assertions;

/**
 * The states that a power control tells from a thread of its own. Time passes only while a state is awaited: what is
 * asked for is never answered too late, however slow the machine is.
 */
public final class AwaitedPowerStates implements PowerListener {

    private static final long STEP_MILLIS = 20;

    private final ManualClock clock;
    private final BlockingQueue<PowerState> told = new LinkedBlockingQueue<>();

    /** @param clock of the control */
    public AwaitedPowerStates(ManualClock clock) {
        this.clock = clock;
    }

    @Override
    public void changed(PowerControl control) {
        told.add(control.state());
    }

    /** Waits for a state that was not awaited before; the test fails if it never comes. */
    public void await(Predicate<PowerState> wanted) throws InterruptedException {
        for (long waited = 0; waited < Patience.LONGEST.toMillis(); waited += STEP_MILLIS) {
            PowerState next = told.poll(STEP_MILLIS, TimeUnit.MILLISECONDS);
            if (next == null) {
                clock.advanceMillis(STEP_MILLIS);
            } else if (wanted.test(next)) {
                return;
            }
        }
        Assertions.fail("the state never came");
    }

    /** Forgets what was told. */
    public void clear() {
        told.clear();
    }
}
