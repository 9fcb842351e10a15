// SPDX-License-Identifier: Apache-2.0
package io.baton.rules;

import java.util.Set;
import java.util.regex.Pattern;

/** A numeric setting has its unit in its name, unless it is a count. */
final class SettingNameRule {
    private static final Pattern UNIT = Pattern.compile(
            ".+(Seconds|Hours|Millis|Nanos|Minutes|KiB|MiB|Bytes|BitsPerSecond|PerSecond|PerMinute|PerWindow|Pixels|Percent)");

    private static final Set<String> NUMERIC = Set.of("Integer", "Long", "Double", "Float", "Short", "Byte");

    /** Numbers without a unit: counts, points of a score, and the number of a port or of a line. */
    private static final Set<String> COUNTS = Set.of(
            "port",
            "powerLine",
            "resetLine",
            "powerLedLine",
            "diskLedLine",
            "maxFiles",
            "maxSockets",
            "maxPeers",
            "maxHalfOpen",
            "slices",
            "maxSessions",
            "maxShells",
            "maxRejections",
            "emergencyConsecutive");

    private static final Pattern POINTS = Pattern.compile("trust[A-Z]\\w*");

    private SettingNameRule() {}

    static boolean hasUnitOrIsCount(String key, String type) {
        return !NUMERIC.contains(type)
                || UNIT.matcher(key).matches()
                || COUNTS.contains(key)
                || key.endsWith("Burst")
                || POINTS.matcher(key).matches();
    }
}
