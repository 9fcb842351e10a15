// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sdp;

/**
 * One {@code a=} line (RFC 8866 §5.13).
 *
 * @param name what stands before the colon
 * @param value what stands after it; empty for a property attribute
 */
record SdpAttribute(String name, String value) {

    static SdpAttribute parse(String line) {
        int colon = line.indexOf(':');
        return colon < 0
                ? new SdpAttribute(line, "")
                : new SdpAttribute(line.substring(0, colon), line.substring(colon + 1));
    }
}
