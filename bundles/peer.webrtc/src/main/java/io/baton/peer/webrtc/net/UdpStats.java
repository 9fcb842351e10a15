// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.net;

/**
 * Counters of a {@link UdpSocket} since it was opened.
 *
 * @param sent datagrams handed to the kernel
 * @param sendCalls system calls this took
 * @param full how often the kernel had no room
 * @param failed datagrams the kernel refused otherwise
 * @param received datagrams received
 * @param oversize datagrams dropped for being longer than {@link UdpSocket#LARGEST_DATAGRAM}
 */
public record UdpStats(long sent, long sendCalls, long full, long failed, long received, long oversize) {}
