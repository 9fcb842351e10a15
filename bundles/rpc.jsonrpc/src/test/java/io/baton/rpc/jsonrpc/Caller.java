// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.baton.peer.PeerId;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcMethods;
import io.baton.session.SessionId;
import java.util.Map;
import java.util.concurrent.CompletionException;

/** Calls methods as the dispatcher does. */
final class Caller {

    private Caller() {}

    static Object call(RpcMethods methods, String method, String session, Map<String, Object> params) {
        RpcCall call = new RpcCall(method, params, new SessionId(session), new PeerId(1), 0, 0);
        return methods.call(call).toCompletableFuture().join();
    }

    /** Why a call is refused. */
    static String reason(RpcMethods methods, String method, String session, Map<String, Object> params) {
        CompletionException e = assertThrows(CompletionException.class, () -> call(methods, method, session, params));
        return assertInstanceOf(RpcException.class, e.getCause()).data();
    }
}
