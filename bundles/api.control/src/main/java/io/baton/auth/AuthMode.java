// SPDX-License-Identifier: Apache-2.0
package io.baton.auth;

/** How a device knows its users. */
public enum AuthMode {
    /** No user has set the device up yet: every request is refused. */
    NOT_SET_UP(""),
    /** Clients log in, with the shared password or an account. */
    PASSWORD("password"),
    /** Every client is admitted, by explicit choice. */
    NO_PASSWORD("noPassword");

    private final String wireName;

    AuthMode(String wireName) {
        this.wireName = wireName;
    }

    /** The word that JetKVM's clients know. */
    public String wireName() {
        return wireName;
    }
}
