// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How this bundle makes its threads: named, daemon, never silent about their end. */
final class DaemonThreads {

    private static final Logger LOG = LoggerFactory.getLogger(DaemonThreads.class);

    private DaemonThreads() {}

    static Thread thread(String name, Runnable work) {
        return Thread.ofPlatform()
                .name(name)
                .daemon()
                .uncaughtExceptionHandler((thread, e) -> LOG.error("{} died", thread.getName(), e))
                .unstarted(work);
    }
}
