// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.rpc.MethodTable;
import io.baton.rpc.Param;
import io.baton.rpc.RpcException;
import io.baton.session.Reason;
import io.baton.session.SessionId;
import java.util.Map;

/** Whether a call has the parameters its method takes, by the method table. */
final class ParamsValidator {

    private ParamsValidator() {}

    /** Unknown ones are ignored: a client may be newer. */
    static void check(MethodTable.Method method, Map<String, Object> given, SessionId caller) throws RpcException {
        for (Param param : method.params()) {
            Object value = given.get(param.name());
            if (value == null) {
                if (param.isRequired()) {
                    throw RpcException.badParameter("missing parameter: " + param.name());
                }
            } else if (!param.allows(value)) {
                throw RpcException.badParameter(param.name() + " must be " + param.expected());
            } else if (param.need() == Param.Need.OWN && !value.equals(caller.value())) {
                throw SessionCommands.refused(
                        Reason.NOT_ALLOWED,
                        "You can only do this for yourself: leave " + param.name() + " out, or give your own.");
            }
        }
    }
}
