// SPDX-License-Identifier: Apache-2.0
package io.baton.handover;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hands the state of a running component to a newer or older version of itself that runs beside it. Registered as a
 * service by each component with state in memory; obtained by the upgrade service.
 *
 * <p>A component that is activated while another bundle of the same symbolic name provides its role is on standby: it
 * uses neither devices nor the handover store, and refuses calls {@code TEMPORARILY_UNAVAILABLE}, until {@link #adopt}
 * or until that bundle has stopped. A frozen component refuses calls the same way, so that its callers keep them and
 * try again. One that is stopped while frozen or on standby leaves nothing in the store.
 *
 * <p>Threading. One call at a time, from any thread; may block for some hundred milliseconds.
 *
 * <p>Errors. An {@link IllegalStateException} for a call out of order; the component is as before.
 */
@ConsumerType
public interface StateHandover {

    /** Service property: the role whose state it is, as in {@link HandoverStore#put}. */
    String ROLE = "baton.handover.role";

    /** Service property, one or more integers: the schemas {@link #adopt} reads. */
    String READS = "baton.schema.reads";

    /** Service property, one or more integers: the schemas {@link #freeze} writes. */
    String WRITES = "baton.schema.writes";

    /**
     * Finishes the calls in progress, gives devices back as they are and returns the state.
     *
     * @param schema one of {@link #WRITES}
     * @throws IllegalArgumentException for any other schema; the component goes on
     */
    SavedState freeze(int schema);

    /**
     * Begins to provide the role with the state of the frozen provider.
     *
     * @param state of one of the schemas in {@link #READS}; an empty one from a provider that did not answer: all keys
     *     and buttons are released then
     * @throws IllegalArgumentException for a state that cannot be read; the component stays on standby
     */
    void adopt(SavedState state);

    /** Goes on after a successor has failed: with the state of the freeze, and with all keys and buttons released. */
    void resume();
}
