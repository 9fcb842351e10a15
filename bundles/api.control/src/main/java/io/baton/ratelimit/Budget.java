// SPDX-License-Identifier: Apache-2.0
package io.baton.ratelimit;

/** What is limited. Rates are the provider's configuration. */
public enum Budget {
    /** Offers and attach requests, for each client address. */
    JOIN,
    /** RPC calls, for each session and for all together. */
    RPC,
    /** Input messages, for each session. */
    INPUT,
    /** Changes of name, for each session. */
    RENAME
}
