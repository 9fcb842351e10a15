// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls code of other bundles: what it throws is logged and not passed on. */
final class Callbacks {

    private static final Logger LOG = LoggerFactory.getLogger("peer.webrtc");

    private Callbacks() {}

    /** Returns the call's result; {@code otherwise} when it throws. */
    static boolean ask(String target, BooleanSupplier call, boolean otherwise) {
        try {
            return call.getAsBoolean();
        } catch (RuntimeException | LinkageError bug) {
            LOG.error("call failed target=\"{}\"", target, bug);
            return otherwise;
        }
    }

    static void run(String target, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | LinkageError bug) {
            LOG.error("call failed target=\"{}\"", target, bug);
        }
    }
}
