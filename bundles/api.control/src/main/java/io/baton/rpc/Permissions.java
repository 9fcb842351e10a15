// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc;

import io.baton.session.Mode;
import io.baton.session.Role;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The permissions a page asks for by name, and the right each takes. The names are those of the wire.
 *
 * <p>Threading. Pure; any thread.
 */
public final class Permissions {

    private static final Map<String, Right> RIGHTS = Map.ofEntries(
            Map.entry("video.view", Right.VIEW),
            Map.entry("mount.list", Right.VIEW),
            Map.entry("session.request_primary", Right.ASK),
            Map.entry("keyboard.input", Right.CONTROL),
            Map.entry("mouse.input", Right.CONTROL),
            Map.entry("clipboard.paste", Right.CONTROL),
            Map.entry("mount.media", Right.CONTROL),
            Map.entry("mount.unmedia", Right.CONTROL),
            Map.entry("power.control", Right.CONTROL),
            Map.entry("extension.atx", Right.CONTROL),
            Map.entry("extension.dc", Right.CONTROL),
            Map.entry("extension.serial", Right.CONTROL),
            Map.entry("extension.wol", Right.CONTROL),
            Map.entry("serial.access", Right.CONTROL),
            Map.entry("session.release_primary", Right.CONTROL),
            Map.entry("session.decide_requests", Right.CONTROL),
            Map.entry("session.transfer", Right.MODERATE),
            Map.entry("session.approve", Right.MODERATE),
            Map.entry("session.kick", Right.ADMINISTER),
            Map.entry("session.claim", Right.ADMINISTER),
            Map.entry("session.manage", Right.ADMINISTER),
            Map.entry("session.audit", Right.ADMINISTER),
            Map.entry("session.trust", Right.ADMINISTER),
            Map.entry("recording.manage", Right.ADMINISTER),
            Map.entry("usb.control", Right.ADMINISTER),
            Map.entry("extension.manage", Right.ADMINISTER),
            Map.entry("terminal.access", Right.ADMINISTER),
            Map.entry("settings.read", Right.ADMINISTER),
            Map.entry("settings.write", Right.ADMINISTER),
            Map.entry("settings.access", Right.ADMINISTER),
            Map.entry("accounts.manage", Right.ADMINISTER),
            Map.entry("system.reboot", Right.ADMINISTER),
            Map.entry("system.update", Right.ADMINISTER),
            Map.entry("system.network", Right.ADMINISTER));

    private Permissions() {}

    /** All permissions by name, in order of the names. */
    public static Map<String, Right> all() {
        return new TreeMap<>(RIGHTS);
    }

    /** Returns which of them a session has, in order of the names. */
    public static Map<String, Boolean> of(Mode mode, Role role) {
        Map<String, Boolean> held = new LinkedHashMap<>();
        all().forEach((name, right) -> held.put(name, right.heldBy(mode, role)));
        return held;
    }
}
