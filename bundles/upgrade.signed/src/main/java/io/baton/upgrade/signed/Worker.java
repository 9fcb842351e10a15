// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import java.time.Duration;

/** Runs the work of upgrades, one task after the other. */
interface Worker {

    void run(Runnable task);

    void runAfter(Duration delay, Runnable task);
}
