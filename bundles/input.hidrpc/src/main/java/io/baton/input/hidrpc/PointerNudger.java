// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import java.time.Duration;

/** Moves the target's pointer a little and back, as if a hand touched the mouse. */
public interface PointerNudger {

    /**
     * Moves it unless there was input within this time, a key or button is down, or there is no target.
     *
     * <p>Threading. Any thread; does not wait.
     */
    void nudge(Duration inactivity);
}
