// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import io.baton.session.Login;
import java.util.Map;
import java.util.Optional;

/**
 * A request to one of the endpoints.
 *
 * @param login the login it belongs to; empty for none
 * @param body the members of its JSON body; empty for none
 */
record Request(Caller caller, Optional<Login> login, Map<String, Object> body) {

    /** Returns a member that is text; empty for none. */
    String text(String name) {
        return body.get(name) instanceof String text ? text : "";
    }

    /** Returns a member that is a whole number; 0 for none. */
    long number(String name) {
        return body.get(name) instanceof Long number ? number : 0;
    }

    boolean flag(String name) {
        return Boolean.TRUE.equals(body.get(name));
    }

    @Override
    public String toString() {
        return "Request[source=" + caller.source() + "]";
    }
}
