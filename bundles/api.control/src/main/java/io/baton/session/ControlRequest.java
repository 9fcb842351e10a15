// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import java.time.Instant;

/**
 * Somebody asked for control.
 *
 * @param session who
 * @param since when
 */
public record ControlRequest(SessionId session, Instant since) {}
