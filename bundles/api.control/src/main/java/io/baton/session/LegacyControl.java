// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

/**
 * The control of clients that know only JetKVM's protocol and so cannot request it: the choices of
 * {@link Setting#LEGACY_CONTROL}.
 */
public enum LegacyControl {
    /** They follow the rules like any other session. */
    OBSERVE("observe"),
    /** The newest such client of an account takes control from any session of that account. */
    TAKE_OVER("takeOver"),
    /** The newest such client of an account takes control from another such client of that account, and removes it. */
    REPLACE_LEGACY("replaceLegacy");

    private final String wireName;

    LegacyControl(String wireName) {
        this.wireName = wireName;
    }

    /**
     * Returns the choice with this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    static LegacyControl named(String wireName) {
        for (LegacyControl control : values()) {
            if (control.wireName.equals(wireName)) {
                return control;
            }
        }
        throw new IllegalArgumentException("there is no choice " + wireName);
    }
}
