// SPDX-License-Identifier: Apache-2.0
package io.baton.ratelimit;

/** What is limited. Rates are the provider's configuration. */
public enum Budget {
    /** Offers and attach requests of clients without a session, for each client address. */
    JOIN,
    /** Offers and attach requests of clients that prove to have a session, for each session. */
    RESUME,
    /** Attempts to log in, for each client address. */
    LOGIN,
    /** RPC calls of sessions without control, for each session and, where known, account and address. */
    RPC,
    /** RPC calls of the primary, for each session: a share that calls of other sessions cannot spend. */
    PRIMARY_RPC,
    /** Input messages, for each session. */
    INPUT,
    /** Requests that another user is asked to answer, for each account, login cookie or address. */
    PROMPT,
    /** Changes of nickname, for each session. */
    RENAME,
    /** Still pictures of the screen, for each account or client address. */
    SCREENSHOT
}
