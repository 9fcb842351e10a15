// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import java.time.Instant;

/**
 * A request for control.
 *
 * @param session the requester
 * @param since when
 */
public record ControlRequest(SessionId session, Instant since) {}
