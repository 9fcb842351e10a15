// SPDX-License-Identifier: Apache-2.0
package io.baton.handover;

import java.time.Duration;
import java.util.Map;

/**
 * State taken from the handover store.
 *
 * @param role whose state
 * @param schema version of the state's schema
 * @param epoch the control epoch it was true in
 * @param age how long it lay there
 * @param state the state, an immutable copy
 */
public record SavedState(String role, int schema, long epoch, Duration age, Map<String, Object> state) {}
