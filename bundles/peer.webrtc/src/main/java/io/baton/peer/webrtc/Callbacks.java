// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The edge to other bundles' code: what they throw is logged and goes no further. */
final class Callbacks {

    private static final Logger LOG = LoggerFactory.getLogger(Callbacks.class);

    private Callbacks() {}

    /** What it answers; {@code otherwise} when it fails. */
    static boolean ask(String who, BooleanSupplier call, boolean otherwise) {
        try {
            return call.getAsBoolean();
        } catch (RuntimeException | LinkageError bug) {
            LOG.error("a {} failed", who, bug);
            return otherwise;
        }
    }

    static void run(String who, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | LinkageError bug) {
            LOG.error("a {} failed", who, bug);
        }
    }
}
