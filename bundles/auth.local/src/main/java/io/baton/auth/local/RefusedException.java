// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

/** Ends a change of the accounts that is not allowed; the accounts stay as they are. */
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Reply reply;

    RefusedException(Reply reply) {
        super(reply.code(), null, false, false);
        this.reply = reply;
    }

    Reply reply() {
        return reply;
    }
}
