// SPDX-License-Identifier: Apache-2.0
package io.baton.peer;

/**
 * The limits of a {@link PeerService}. An offer beyond either is refused.
 *
 * @param pid the configuration the limits are set in
 * @param maxPeers peers at one time
 * @param maxHalfOpen peers that are not linked yet, at one time
 */
public record PeerLimits(String pid, int maxPeers, int maxHalfOpen) {}
