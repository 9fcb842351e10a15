// SPDX-License-Identifier: Apache-2.0
package io.baton.nickname;

/** What the rules say to a name. */
public sealed interface NameCheck {

    /**
     * The name is fine.
     *
     * @param name the name as it is shown
     * @param key equal for names people would take for the same; unique among sessions
     */
    record Accepted(String name, String key) implements NameCheck {}

    /**
     * The name is not.
     *
     * @param message for the person: what is wrong and what is allowed; does not repeat the name
     */
    record JoinRejected(String message) implements NameCheck {}
}
