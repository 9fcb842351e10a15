// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

import io.baton.peer.webrtc.srtp.MasterKey;
import io.baton.peer.webrtc.srtp.SrtpProfile;
import io.baton.video.AccessUnit;
import io.baton.video.VideoMode;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * Runs made-up frames through packetiser, encryption and retransmission, so that the machine code for them exists
 * before the first viewer comes: a cold path costs that viewer a second.
 */
public final class WarmUp {

    private static final int PICTURE = 2_000;
    private static final long FRAME_NANOS = 33_000_000L;
    private static final int VCL_IDR = 0x65;
    private static final VideoMode MODE = new VideoMode(1280, 720, 30);
    private static final VideoTrack TRACK = new VideoTrack(1, 96, 2, 97, new HeaderExtensions(1, 2), "warm-up");

    private WarmUp() {}

    /**
     * Sends frames of two packets.
     *
     * @param profile whose ciphers to warm
     * @param sink where the packets go, which no viewer reads
     * @param random for throw-away keys
     * @param stopped ends the run early
     */
    public static void run(
            SrtpProfile profile, int frames, PacketSink sink, RandomGenerator random, BooleanSupplier stopped) {
        byte[] exported = new byte[profile.exportedLength()];
        random.nextBytes(exported);
        VideoSender sender = new VideoSender(
                TRACK,
                MasterKey.ofClient(profile, exported),
                MasterKey.ofServer(profile, exported),
                sink,
                new KeyFrameRequests(() -> {}, FRAME_NANOS),
                random,
                InstantSource.fixed(Instant.EPOCH),
                0);
        sender.setActive(true, 0);
        H264Packetiser packetiser = new H264Packetiser(H264Packetiser.DEFAULT_PAYLOAD);
        ByteBuffer stream = accessUnit();
        // the sender remembers what it sent: one frame again and again, so that garbage does not outlive its cycle
        PacketisedFrame frame = packetiser.packetise(new AccessUnit(stream, true, MODE, 0, 0));
        for (int i = 0; i < frames && !stopped.getAsBoolean(); i++) {
            long now = i * FRAME_NANOS;
            int packets = packetiser
                    .packetise(new AccessUnit(stream, true, MODE, i, now))
                    .packets();
            sender.tick(now);
            if (packets == frame.packets()) {
                sender.send(frame, now);
            }
        }
        sender.close(frames * FRAME_NANOS);
    }

    private static ByteBuffer accessUnit() {
        ByteBuffer stream = ByteBuffer.allocateDirect(PICTURE);
        stream.put(new byte[] {0, 0, 0, 1, VCL_IDR});
        while (stream.hasRemaining()) {
            stream.put((byte) 0x55);
        }
        return stream.flip();
    }
}
