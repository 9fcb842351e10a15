// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataSectionTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "m=application 9 UDP/DTLS/SCTP webrtc-datachannel | true",
                "m=application 9 DTLS/SCTP 5000 | true",
                "m=video 9 UDP/TLS/RTP/SAVPF 96;m=application 0 UDP/DTLS/SCTP webrtc-datachannel;a=bundle-only | true",
                "m=application 0 UDP/DTLS/SCTP webrtc-datachannel;a=mid:1 | false",
                "m=application 0 UDP/DTLS/SCTP webrtc-datachannel;m=video 0 UDP/TLS/RTP/SAVPF 96;a=bundle-only | false",
                "m=application 9 TCP/BFCP * | false",
                "m=video 9 UDP/TLS/RTP/SAVPF 96;a=x-m=application 9 UDP/DTLS/SCTP webrtc-datachannel | false",
                "m=video 9 UDP/TLS/RTP/SAVPF 96 | false"
            })
    void dataSectionIsFoundWhereItIsOffered(String lines, boolean offered) {
        String sdp = "v=0\r\n" + lines.replace(";", "\r\n") + "\r\n";
        assertEquals(offered, DataSection.isOffered(sdp));
    }
}
