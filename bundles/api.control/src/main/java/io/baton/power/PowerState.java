// SPDX-License-Identifier: Apache-2.0
package io.baton.power;

import org.jspecify.annotations.Nullable;

/**
 * What a provider knows of the target's power. What it does not know is null.
 *
 * @param on whether the target runs, by its power LED or its supply
 * @param disk whether its disk LED was lit a moment ago
 * @param volts of the supply
 * @param amperes of the supply
 * @param watts of the supply
 * @param restore what the supply does when the mains come back
 * @param problem why the provider can do nothing at present, in a sentence; empty when it can
 */
public record PowerState(
        @Nullable Boolean on,
        @Nullable Boolean disk,
        @Nullable Double volts,
        @Nullable Double amperes,
        @Nullable Double watts,
        @Nullable RestoreState restore,
        String problem) {

    /** Nothing is known, because of a problem. */
    public static PowerState unknown(String problem) {
        return new PowerState(null, null, null, null, null, null, problem);
    }

    /** What LEDs show. */
    public static PowerState leds(@Nullable Boolean on, @Nullable Boolean disk) {
        return new PowerState(on, disk, null, null, null, null, "");
    }
}
