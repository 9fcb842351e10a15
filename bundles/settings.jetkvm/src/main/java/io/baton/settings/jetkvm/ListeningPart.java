// SPDX-License-Identifier: Apache-2.0
package io.baton.settings.jetkvm;

import io.baton.rpc.RpcException;
import java.io.IOException;
import java.util.Map;

/** Whether the device is reached from itself alone. That is decided at its start, not by a client. */
final class ListeningPart implements Part {

    private final Values values;

    ListeningPart(Values values) {
        this.values = values;
    }

    @Override
    public Map<String, Method> methods() {
        return Map.of("getLocalLoopbackOnly", params -> isLoopbackOnly(), "setLocalLoopbackOnly", this::change);
    }

    private boolean isLoopbackOnly() throws IOException {
        return values.flag(Defaults.SIGNALLING, "loopbackOnly");
    }

    private Change change(Map<String, Object> params) throws RpcException, IOException {
        if (Boolean.TRUE.equals(params.get("enabled")) == isLoopbackOnly()) {
            return Change.NONE;
        }
        throw Part.unsupported("The address on which this device listens is set where it is started.");
    }
}
