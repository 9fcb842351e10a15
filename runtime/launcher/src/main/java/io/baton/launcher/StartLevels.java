// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import java.util.Set;

/**
 * The start level of each bundle. Declarative Services works with any order; the levels avoid components that start
 * twice: logging is up before the first message, configuration before the first component needs it. A stop goes the
 * other way: keys and buttons are released first, then clients are told, over ports and logins that still serve, then
 * their connections are closed.
 */
public final class StartLevels {
    static final int LOGGING = 1;
    static final int PLATFORM = 2;
    static final int MEDIA = 3;
    static final int CONTROL = 4;
    static final int SIGNALLING = 5;
    static final int INPUT = 6;
    /** The level at which every bundle is started. */
    public static final int LAST = INPUT;

    /** The bridge to Logback is a component with configuration, so these start with it. */
    private static final Set<String> NEEDED_BY_LOGGING =
            Set.of("org.apache.felix.log", "org.apache.felix.scr", "org.apache.felix.configadmin");

    private StartLevels() {}

    /** The start level of the bundle with this symbolic name, from 1. */
    public static int of(String symbolicName) {
        if (symbolicName.startsWith("io.baton.")) {
            return batonBundle(symbolicName.substring("io.baton.".length()));
        }
        boolean logging = symbolicName.startsWith("slf4j")
                || symbolicName.startsWith("jul.to.slf4j")
                || symbolicName.startsWith("ch.qos.logback")
                || symbolicName.startsWith("org.osgi.")
                || NEEDED_BY_LOGGING.contains(symbolicName);
        return logging ? LOGGING : PLATFORM;
    }

    /** Returns the name of a start level. */
    static String name(int level) {
        return switch (level) {
            case LOGGING -> "logging";
            case PLATFORM -> "platform";
            case MEDIA -> "media";
            case CONTROL -> "control";
            case SIGNALLING -> "signalling";
            default -> "input";
        };
    }

    private static int batonBundle(String name) {
        String role = name.substring(0, Math.max(name.indexOf('.'), 0));
        return switch (role) {
            case "log" -> LOGGING;
            case "api", "handover" -> PLATFORM;
            case "video", "peer", "target", "usb" -> MEDIA;
            case "signalling" -> SIGNALLING;
            case "input", "hid" -> INPUT;
            default -> CONTROL;
        };
    }
}
