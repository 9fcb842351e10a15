// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.dtls;

/** Sends DTLS records to the other side. Must not block; what cannot be sent is lost. */
@FunctionalInterface
public interface DtlsOutput {

    void send(byte[] data, int offset, int length);
}
