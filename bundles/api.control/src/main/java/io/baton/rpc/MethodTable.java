// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Every method name this version knows and the right it takes. A known name without a provider is temporarily
 * unavailable; only a name that is not here does not exist.
 */
public final class MethodTable {

    private static final Map<String, Right> RIGHTS = Map.ofEntries(
            Map.entry("ping", Right.PRESENT),
            Map.entry("getLocalVersion", Right.PRESENT),
            Map.entry("getVideoState", Right.PRESENT),
            Map.entry("updateSessionNickname", Right.PRESENT),
            Map.entry("generateNickname", Right.PRESENT),
            Map.entry("getDeviceID", Right.VIEW),
            Map.entry("getSessions", Right.VIEW),
            Map.entry("getKeyboardMacros", Right.VIEW),
            Map.entry("getKeyboardLedState", Right.VIEW),
            Map.entry("getKeyDownState", Right.VIEW),
            Map.entry("getKeysDownState", Right.VIEW),
            Map.entry("getUSBState", Right.VIEW),
            Map.entry("getUsbState", Right.VIEW),
            Map.entry("keyboardReport", Right.CONTROL),
            Map.entry("keypressReport", Right.CONTROL),
            Map.entry("absMouseReport", Right.CONTROL),
            Map.entry("relMouseReport", Right.CONTROL),
            Map.entry("wheelReport", Right.CONTROL));

    private MethodTable() {}

    /** The right a method takes; empty when there is no such method. */
    public static Optional<Right> right(String method) {
        return Optional.ofNullable(RIGHTS.get(method));
    }

    /** All methods by name. */
    public static Map<String, Right> all() {
        return new TreeMap<>(RIGHTS);
    }
}
