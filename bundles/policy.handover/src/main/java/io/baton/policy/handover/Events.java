// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

/** Names of the events sessions are told of, as they are on the wire. */
final class Events {

    static final String REMOVED = "sessionRemoved";
    static final String OTHER_CONNECTED = "otherSessionConnected";
    static final String PENDING = "newSessionPending";
    static final String NO_APPROVER = "noApprover";
    static final String ACCESS_DENIED = "sessionAccessDenied";
    static final String REQUESTED = "primaryControlRequested";
    static final String REQUEST_DENIED = "primaryControlDenied";

    private Events() {}
}
