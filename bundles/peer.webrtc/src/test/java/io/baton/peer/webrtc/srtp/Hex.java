// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.srtp;

import java.util.HexFormat;

/** Vectors as the RFCs print them. */
final class Hex {

    private Hex() {}

    static byte[] bytes(String... parts) {
        return HexFormat.of().parseHex(String.join("", parts).replace(" ", ""));
    }
}
