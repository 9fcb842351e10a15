// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.dbus;

import java.io.IOException;

/** A call that the bus or its callee answered with an error. */
public final class DBusException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String name;

    /**
     * @param name such as {@code org.freedesktop.DBus.Error.AccessDenied}
     * @param message of the callee, for people
     */
    public DBusException(String name, String message) {
        super(message.isEmpty() ? name : message);
        this.name = name;
    }

    /** Returns the name of the error. */
    public String name() {
        return name;
    }

    /** Returns whether the caller lacks the permission. */
    public boolean isDenied() {
        return name.endsWith(".AccessDenied")
                || name.endsWith(".InteractiveAuthorizationRequired")
                || name.endsWith(".AuthFailed");
    }

    /** Returns whether nothing serves the name, and the bus could not start it. */
    public boolean isAbsent() {
        return name.endsWith(".ServiceUnknown")
                || name.endsWith(".NameHasNoOwner")
                || name.contains(".Spawn.")
                || name.startsWith("org.freedesktop.systemd1.");
    }
}
