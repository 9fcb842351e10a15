// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The edge to other bundles' code: what they throw is logged and goes no further. */
final class Callbacks {

    private static final Logger LOG = LoggerFactory.getLogger(Callbacks.class);

    private Callbacks() {}

    static void run(String who, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | LinkageError bug) {
            LOG.error("a {} failed", who, bug);
        }
    }
}
