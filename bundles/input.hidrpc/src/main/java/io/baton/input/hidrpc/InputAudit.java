// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.audit.AuditEvent;
import io.baton.audit.AuditLog;
import io.baton.rpc.RpcCall;
import io.baton.session.Session;
import io.baton.session.SessionCoordinator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Records changes that clients make to what the input stores. */
final class InputAudit {

    private InputAudit() {}

    /** Records a call that was carried out, with the session, its account and its address. */
    static void note(
            @Nullable AuditLog audit,
            @Nullable SessionCoordinator coordinator,
            RpcCall call,
            String action,
            Map<String, Object> details) {
        if (audit == null) {
            return;
        }
        Optional<Session> session =
                coordinator == null ? Optional.empty() : coordinator.roster().session(call.session());
        Map<String, Object> all = new HashMap<>(details);
        all.put("session", call.session().value());
        audit.note(new AuditEvent(
                action,
                session.map(caller -> caller.login().user()).orElse(""),
                session.map(Session::source).orElse(""),
                "done",
                all));
    }
}
