// SPDX-License-Identifier: Apache-2.0
package io.baton.time;

import java.util.List;
import java.util.Optional;

/**
 * What sets the clock, and how well.
 *
 * @param synchronised whether the kernel or the time service says that the clock follows a time server
 * @param enabled whether the time service is to set the clock; empty where that is unknown
 * @param service that sets the clock, such as {@code systemd-timesyncd}; empty when none is known
 * @param server that was asked last; empty when none was
 * @param offsetMillis by how much the clock was off at the last answer; empty when there was none
 * @param servers the configured servers, in order; empty when the service has its own default
 * @param zone the time zone, such as {@code Europe/Paris}; empty when it is unknown
 */
public record TimeState(
        boolean synchronised,
        Optional<Boolean> enabled,
        String service,
        String server,
        Optional<Double> offsetMillis,
        List<String> servers,
        String zone) {

    public TimeState {
        servers = List.copyOf(servers);
    }
}
