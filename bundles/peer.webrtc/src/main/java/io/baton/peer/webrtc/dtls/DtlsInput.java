// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.dtls;

/** Receives decrypted application data; the array is reused after return. */
@FunctionalInterface
public interface DtlsInput {

    void data(byte[] data, int offset, int length);
}
