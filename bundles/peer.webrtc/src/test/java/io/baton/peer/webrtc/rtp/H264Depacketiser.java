// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * NAL units out of RTP payloads in order (RFC 6184 §5.6–5.8), strict about everything a receiver may be strict about.
 */
final class H264Depacketiser {

    private final List<byte[]> nals = new ArrayList<>();
    private final ByteArrayOutputStream fragments = new ByteArrayOutputStream();
    private boolean fragmented;

    void payload(byte[] payload) {
        int type = payload[0] & 0x1f;
        if (fragmented && type != 28) {
            throw new AssertionError("a NAL unit was left unfinished");
        }
        switch (type) {
            case 24 -> aggregate(payload);
            case 28 -> fragment(payload);
            default -> nals.add(payload.clone());
        }
    }

    List<byte[]> nals() {
        if (fragmented) {
            throw new AssertionError("a NAL unit was left unfinished");
        }
        return nals;
    }

    private void aggregate(byte[] payload) {
        int at = 1;
        int importance = 0;
        int units = 0;
        while (at < payload.length) {
            int length = BigEndian.getShort(payload, at);
            importance = Math.max(importance, payload[at + 2] & 0x60);
            nals.add(Arrays.copyOfRange(payload, at + 2, at + 2 + length));
            at += 2 + length;
            units++;
        }
        if (at != payload.length || units < 2 || importance != (payload[0] & 0x60)) {
            throw new AssertionError("not a proper STAP-A");
        }
    }

    private void fragment(byte[] payload) {
        boolean first = (payload[1] & 0x80) != 0;
        boolean last = (payload[1] & 0x40) != 0;
        if (first == fragmented || (first && last) || (payload[1] & 0x20) != 0 || payload.length < 3) {
            throw new AssertionError("not a proper FU-A");
        }
        if (first) {
            fragments.reset();
            fragments.write((payload[0] & 0xe0) | (payload[1] & 0x1f));
        }
        fragments.write(payload, 2, payload.length - 2);
        fragmented = !last;
        if (last) {
            nals.add(fragments.toByteArray());
        }
    }
}
