// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.dtls;

import io.baton.peer.webrtc.srtp.MasterKey;

/**
 * The SRTP keys of a completed handshake (RFC 5764).
 *
 * @param ours keys the device encrypts with
 * @param theirs keys the other side encrypts with
 */
public record DtlsKeys(MasterKey ours, MasterKey theirs) {}
