// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed.swap;

import io.baton.handover.StateHandover;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How one version of a bundle hands over the state of a role.
 *
 * @param role whose state
 * @param reads the schemas it adopts
 * @param writes the schemas it freezes to
 */
record Handover(String role, Set<Integer> reads, Set<Integer> writes, StateHandover service) {

    /** The newest schema that this version writes and the successor reads; newer or older, both ways. */
    OptionalInt common(Handover successor) {
        return writes.stream()
                .filter(successor.reads::contains)
                .mapToInt(Integer::intValue)
                .max();
    }
}
