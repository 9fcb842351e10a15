// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.ice;

import java.net.InetSocketAddress;

/**
 * A way from the device to the other side.
 *
 * @param base number of the device's socket it leaves from
 * @param remote destination
 */
public record IcePath(int base, InetSocketAddress remote) {}
