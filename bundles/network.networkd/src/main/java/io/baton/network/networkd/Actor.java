// SPDX-License-Identifier: Apache-2.0
package io.baton.network.networkd;

/**
 * The administrator that does something.
 *
 * @param nickname of the session
 * @param user the account; empty without a login
 * @param source the client's address
 */
record Actor(String nickname, String user, String source) {

    /** The device itself. */
    static final Actor DEVICE = new Actor("", "", "");
}
