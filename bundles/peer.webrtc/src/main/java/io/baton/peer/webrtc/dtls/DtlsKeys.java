// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.dtls;

import io.baton.peer.webrtc.srtp.MasterKey;

/**
 * What SRTP gets out of a finished handshake (RFC 5764).
 *
 * @param ours what the device encrypts with
 * @param theirs what the other side encrypts with
 */
public record DtlsKeys(MasterKey ours, MasterKey theirs) {}
