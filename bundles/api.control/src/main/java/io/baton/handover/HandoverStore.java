// SPDX-License-Identifier: Apache-2.0
package io.baton.handover;

import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Keeps what a departing bundle leaves for its successor, for a few seconds. Obtained as a service in a component's
 * activation and deactivation.
 *
 * <p>Only JDK types are stored: the classes of the departing bundle are gone. Values are {@code String}, boxed
 * primitives, {@code byte[]}, {@code List} and {@code Map} of the same.
 *
 * <p>Threading. Any thread; does not block.
 */
@ProviderType
public interface HandoverStore {

    /** Seconds after which saved state expires. */
    int EXPIRY_SECONDS = 5;

    /**
     * Leaves state, in place of anything left under this role before.
     *
     * @param role whose state, such as {@code hid.output}
     * @param schema version of the state's schema, at least 1
     * @param epoch the control epoch it was true in
     * @throws IllegalArgumentException for a value that is not of the JDK types above
     */
    void put(String role, int schema, long epoch, Map<String, Object> state);

    /** Takes what was left under this role, once. */
    Optional<SavedState> take(String role);
}
