// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

import io.baton.video.AccessUnit;
import io.baton.video.VideoMode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;

/** Access units and frames made up for tests. */
final class TestFrames {

    static final int SPS = 0x67;
    static final int PPS = 0x68;
    static final int IDR = 0x65;
    static final int SLICE = 0x41;
    static final int DELIMITER = 0x09;
    static final int FILLER = 0x0c;

    private static final VideoMode MODE = new VideoMode(1280, 720, 30);

    private TestFrames() {}

    /** A NAL unit as an encoder makes them: no start code within, no zero at the end. */
    static byte[] nal(Random random, int header, int length) {
        byte[] nal = new byte[length];
        for (int i = 1; i < length; i++) {
            boolean zeroFits = i + 1 < length && (nal[i - 1] != 0 || i == 1);
            nal[i] = (byte) (zeroFits && random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(255));
        }
        nal[0] = (byte) header;
        return nal;
    }

    /** A byte stream with long and short start codes and some zeros in between. */
    static ByteBuffer stream(Random random, List<byte[]> nals) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] nal : nals) {
            for (int zeros = 2 + random.nextInt(3); zeros > 0; zeros--) {
                out.write(0);
            }
            out.write(1);
            out.writeBytes(nal);
        }
        return ByteBuffer.wrap(out.toByteArray());
    }

    static AccessUnit unit(ByteBuffer stream, boolean key, long captureNanos) {
        return new AccessUnit(stream, key, MODE, 0, captureNanos);
    }

    /** A frame of about {@code size} bytes. */
    static PacketisedFrame frame(Random random, boolean key, int size, long captureNanos) {
        List<byte[]> nals = key
                ? List.of(nal(random, SPS, 20), nal(random, PPS, 6), nal(random, IDR, size))
                : List.of(nal(random, SLICE, size));
        return new H264Packetiser(H264Packetiser.DEFAULT_PAYLOAD)
                .packetise(unit(stream(random, nals), key, captureNanos));
    }
}
