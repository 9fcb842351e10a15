// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.handover;

/**
 * Tells a component in its activation whether it is on standby beside a live provider of its role.
 *
 * <p>Threading. Any thread.
 */
public interface Standby {

    /** For a component that is never on standby. */
    Standby NONE = new Standby() {
        @Override
        public boolean begin(Runnable takeOver) {
            return false;
        }

        @Override
        public void end() {
            // never begins
        }
    };

    /**
     * Returns whether another bundle of the same symbolic name provides the role.
     *
     * @param takeOver if so, called at most once, when the last of these bundles has stopped; not after {@link #end}
     */
    boolean begin(Runnable takeOver);

    /** Ends the standby: {@code takeOver} is not called any more. */
    void end();
}
