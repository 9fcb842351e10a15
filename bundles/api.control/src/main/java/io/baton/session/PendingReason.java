// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

/** What a session still needs before it is admitted. */
public enum PendingReason {
    /** A valid nickname. */
    NICKNAME,
    /** Somebody's approval. */
    APPROVAL
}
