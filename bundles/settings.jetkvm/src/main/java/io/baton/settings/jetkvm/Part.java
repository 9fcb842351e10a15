// SPDX-License-Identifier: Apache-2.0
package io.baton.settings.jetkvm;

import io.baton.rpc.RpcException;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import java.io.IOException;
import java.util.Map;

/** Some of the methods, by name. A change is written and returned as what it changed, which the audit has. */
interface Part {

    /** What a method does. */
    @FunctionalInterface
    interface Method {

        /**
         * Serves a call.
         *
         * @return the result, or a {@link Change}
         */
        Object call(Map<String, Object> params) throws RpcException, IOException;
    }

    /**
     * Settings to write.
     *
     * @param values by name; none where the state is as wanted already
     */
    record Change(String pid, Map<String, Object> values) {

        /** Nothing is to be changed. */
        static final Change NONE = new Change("", Map.of());
    }

    /** Returns the methods by name. */
    Map<String, Method> methods();

    /** A refusal of what this device does not have. */
    static RpcException unsupported(String sentence) {
        return RpcException.refused(Outcome.refused(Reason.UNSUPPORTED, sentence));
    }

    /** Returns a switch of an object that a client sent. */
    static boolean flag(Map<?, ?> object, String name) throws RpcException {
        if (object.get(name) instanceof Boolean value) {
            return value;
        }
        throw RpcException.badParameter(name + " must be true or false");
    }

    /** Returns a whole number of an object that a client sent. */
    static int whole(Map<?, ?> object, String name, int least, int most) throws RpcException {
        if (object.get(name) instanceof Number number
                && number.doubleValue() == Math.rint(number.doubleValue())
                && number.doubleValue() >= least
                && number.doubleValue() <= most) {
            return number.intValue();
        }
        throw RpcException.badParameter("%s must be a whole number within %d–%d".formatted(name, least, most));
    }

    /** Returns an object that a client sent. */
    static Map<?, ?> object(Map<String, Object> params, String name) throws RpcException {
        if (params.get(name) instanceof Map<?, ?> object) {
            return object;
        }
        throw RpcException.badParameter(name + " must be an object");
    }
}
