// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import java.util.Optional;

/** Tells whether replaced bundles are well, compared with what was before their replacement. */
interface HealthGate extends AutoCloseable {

    /**
     * What is wrong.
     *
     * @param reason a stable word
     * @param detail in a sentence
     */
    record Problem(String reason, String detail) {}

    /** Notes that the new bundles have started, from where on errors count. */
    void started();

    /** Returns the first problem found; empty when all is well. Called each second. */
    Optional<Problem> check();

    /** What is observed, for the journal. */
    String observed();

    /** Ends the observation; may be called again. */
    @Override
    void close();
}
