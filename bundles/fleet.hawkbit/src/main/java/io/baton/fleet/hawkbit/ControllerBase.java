// SPDX-License-Identifier: Apache-2.0
package io.baton.fleet.hawkbit;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The root resource of a device: how often to ask, and what there is to do.
 *
 * @param sleep time between two requests
 * @param deployment an action to carry out
 * @param cancel an action to stop
 * @param confirmation an action that waits for a confirmation
 * @param configData where the server wants the attributes of the device
 */
record ControllerBase(
        Duration sleep,
        Optional<URI> deployment,
        Optional<URI> cancel,
        Optional<URI> confirmation,
        Optional<URI> configData) {

    private static final Duration FALLBACK = Duration.ofMinutes(5);
    private static final Pattern SLEEP = Pattern.compile("(\\d{1,2}):([0-5]\\d):([0-5]\\d)");

    /** @throws DdiException for a malformed link */
    static ControllerBase of(Map<?, ?> json) throws DdiException {
        return new ControllerBase(
                sleep(Members.text(Members.object(Members.object(json, "config"), "polling"), "sleep")),
                Members.link(json, "deploymentBase"),
                Members.link(json, "cancelAction"),
                Members.link(json, "confirmationBase"),
                Members.link(json, "configData"));
    }

    /** Reads {@code HH:mm:ss}; at least a second. */
    static Duration sleep(String text) {
        Matcher matcher = SLEEP.matcher(text);
        if (!matcher.matches()) {
            return FALLBACK;
        }
        Duration sleep = Duration.ofHours(Integer.parseInt(matcher.group(1)))
                .plusMinutes(Integer.parseInt(matcher.group(2)))
                .plusSeconds(Integer.parseInt(matcher.group(3)));
        return sleep.isZero() ? Duration.ofSeconds(1) : sleep;
    }
}
