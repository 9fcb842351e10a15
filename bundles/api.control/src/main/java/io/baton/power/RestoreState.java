// SPDX-License-Identifier: Apache-2.0
package io.baton.power;

/** What a supply does when the mains come back. The ordinal is the number on the wire. */
public enum RestoreState {
    /** It stays off. */
    OFF,
    /** It switches on. */
    ON,
    /** It does what it did before. */
    LAST
}
