// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

/**
 * In which order bundles start. Declarative Services would manage in any order; the levels make the start-up quiet:
 * logging hears everybody, and configuration is there before the first component asks for it.
 */
final class StartLevels {
    static final int LOGGING = 1;
    static final int PLATFORM = 2;
    static final int MEDIA = 3;
    static final int CONTROL = 4;
    static final int LAST = CONTROL;

    private StartLevels() {}

    static int of(String symbolicName) {
        if (symbolicName.startsWith("io.baton.")) {
            return ours(symbolicName.substring("io.baton.".length()));
        }
        boolean logging = symbolicName.startsWith("slf4j")
                || symbolicName.startsWith("jul.to.slf4j")
                || symbolicName.startsWith("ch.qos.logback")
                || symbolicName.equals("org.apache.felix.log");
        return logging ? LOGGING : PLATFORM;
    }

    private static int ours(String name) {
        String role = name.substring(0, Math.max(name.indexOf('.'), 0));
        return switch (role) {
            case "log" -> LOGGING;
            case "api", "lib", "handover" -> PLATFORM;
            case "video", "peer", "target", "usb" -> MEDIA;
            default -> CONTROL;
        };
    }
}
