// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

/** What a session needs before it is admitted. */
public enum PendingReason {
    /** A valid nickname. */
    NICKNAME,
    /** The approval of the primary or an administrator. */
    APPROVAL
}
