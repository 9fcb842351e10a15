// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Every method name this version knows, the right it takes and the parameters it has. A known name without a provider
 * is temporarily unavailable; only a name that is not here does not exist.
 */
public final class MethodTable {

    private static final Param SESSION = new Param("sessionId", Param.Kind.TEXT, Param.Need.REQUIRED);
    private static final Param OWN_SESSION = new Param("sessionId", Param.Kind.TEXT, Param.Need.OPTIONAL);
    private static final Param REQUESTER = new Param("requesterID", Param.Kind.TEXT, Param.Need.REQUIRED);

    private static final Map<String, Method> METHODS = Map.ofEntries(
            method("ping", Right.PRESENT),
            method("getLocalVersion", Right.PRESENT),
            method("getVideoState", Right.PRESENT),
            method("getPermissions", Right.PRESENT),
            method("getSessions", Right.PRESENT),
            method("sessionAlive", Right.PRESENT),
            method("requestSessionApproval", Right.PRESENT),
            method(
                    "updateSessionNickname",
                    Right.PRESENT,
                    OWN_SESSION,
                    new Param("nickname", Param.Kind.TEXT, Param.Need.REQUIRED)),
            method("generateNickname", Right.PRESENT, new Param("userAgent", Param.Kind.TEXT, Param.Need.OPTIONAL)),
            method("getDeviceID", Right.VIEW),
            method("getSessionData", Right.VIEW, SESSION),
            method("getSessionConfig", Right.VIEW),
            method("getSessionSettings", Right.VIEW),
            method("getKeyboardMacros", Right.VIEW),
            method("getKeyboardLedState", Right.VIEW),
            method("getKeyDownState", Right.VIEW),
            method("getKeysDownState", Right.VIEW),
            method("getUSBState", Right.VIEW),
            method("getUsbState", Right.VIEW),
            method("getTrust", Right.VIEW, OWN_SESSION),
            method("requestPrimary", Right.ASK, OWN_SESSION),
            method("cancelPrimaryRequest", Right.ASK, OWN_SESSION),
            method("releasePrimary", Right.CONTROL, OWN_SESSION),
            method("approvePrimaryRequest", Right.CONTROL, REQUESTER),
            method("denyPrimaryRequest", Right.CONTROL, REQUESTER),
            method("keyboardReport", Right.CONTROL),
            method("keypressReport", Right.CONTROL),
            method("absMouseReport", Right.CONTROL),
            method("relMouseReport", Right.CONTROL),
            method("wheelReport", Right.CONTROL),
            method(
                    "transferPrimary",
                    Right.MODERATE,
                    new Param("fromId", Param.Kind.TEXT, Param.Need.OPTIONAL),
                    new Param("toId", Param.Kind.TEXT, Param.Need.REQUIRED)),
            method("approveNewSession", Right.MODERATE, SESSION),
            method("denyNewSession", Right.MODERATE, SESSION),
            method("claimControl", Right.ADMINISTER, OWN_SESSION),
            method("kickSession", Right.ADMINISTER, SESSION),
            method(
                    "setSessionSettings",
                    Right.ADMINISTER,
                    new Param("settings", Param.Kind.OBJECT, Param.Need.REQUIRED)),
            method(
                    "getAudit",
                    Right.ADMINISTER,
                    new Param("before", Param.Kind.NUMBER, Param.Need.OPTIONAL),
                    new Param("limit", Param.Kind.NUMBER, Param.Need.OPTIONAL)));

    private MethodTable() {}

    /**
     * A method.
     *
     * @param right what its caller must be
     * @param params what it is given; the serving bundle checks units and ranges
     */
    public record Method(Right right, List<Param> params) {

        public Method {
            params = List.copyOf(params);
        }
    }

    /** A parameter, by name. */
    public record Param(String name, Kind kind, Need need) {

        /** The JSON type. */
        public enum Kind {
            TEXT,
            NUMBER,
            SWITCH,
            OBJECT
        }

        /** Whether it may be left out. */
        public enum Need {
            REQUIRED,
            OPTIONAL
        }
    }

    /** The right a method takes; empty when there is no such method. */
    public static Optional<Right> right(String method) {
        return method(method).map(Method::right);
    }

    /** A method; empty when there is none of this name. */
    public static Optional<Method> method(String name) {
        return Optional.ofNullable(METHODS.get(name));
    }

    /** The rights of all methods by name. */
    public static Map<String, Right> all() {
        Map<String, Right> rights = new TreeMap<>();
        METHODS.forEach((name, method) -> rights.put(name, method.right()));
        return rights;
    }

    private static Map.Entry<String, Method> method(String name, Right right, Param... params) {
        return Map.entry(name, new Method(right, List.of(params)));
    }
}
