// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

import io.baton.peer.webrtc.srtp.MasterKey;
import io.baton.peer.webrtc.srtp.RtcpDecryptor;
import io.baton.peer.webrtc.srtp.RtcpEncryptor;
import io.baton.peer.webrtc.srtp.RtpOpener;
import io.baton.peer.webrtc.srtp.SrtpProfile;
import io.baton.peer.webrtc.srtp.TestKeys;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The far end of a sender: decrypts what arrives, keeps it, and writes reports. Its socket may be full. */
final class FakeViewer implements PacketSink {

    static final int ALL = Integer.MAX_VALUE;

    final MasterKey deviceKey;
    final MasterKey viewerKey;
    final List<RtpPacket> packets = new ArrayList<>();
    final List<byte[]> datagrams = new ArrayList<>();
    final List<byte[]> reports = new ArrayList<>();
    int room = ALL;
    int calls;

    private final RtpOpener opener;
    private final RtcpDecryptor rtcpDecryptor;
    private final RtcpEncryptor rtcpEncryptor;

    FakeViewer(SrtpProfile profile) {
        deviceKey = TestKeys.of(profile, 0x11);
        viewerKey = TestKeys.of(profile, 0x77);
        opener = new RtpOpener(deviceKey);
        rtcpDecryptor = new RtcpDecryptor(deviceKey);
        rtcpEncryptor = new RtcpEncryptor(viewerKey);
    }

    @Override
    public int send(byte[] buffer, int offset, int segmentSize, int length) {
        calls++;
        int done = 0;
        while (done < length && room > 0) {
            int size = Math.min(segmentSize, length - done);
            arrived(Arrays.copyOfRange(buffer, offset + done, offset + done + size));
            done += size;
            room -= room == ALL ? 0 : 1;
        }
        return done;
    }

    private void arrived(byte[] datagram) {
        if (datagram.length > 1200) {
            throw new AssertionError("a datagram of " + datagram.length + " bytes may not pass everywhere");
        }
        int type = datagram[1] & 0xff;
        if (type >= 192 && type <= 223) {
            int plain = rtcpDecryptor.decrypt(datagram, 0, datagram.length);
            reports.add(Arrays.copyOf(datagram, plain));
            return;
        }
        datagrams.add(datagram);
        packets.add(RtpPacket.parse(opener.open(datagram)));
    }

    /** A compound packet from 32-bit words, encrypted. */
    byte[] rtcp(int... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int word : words) {
            byte[] bytes = new byte[4];
            BigEndian.putInt(bytes, 0, word);
            out.writeBytes(bytes);
        }
        return rtcp(out.toByteArray());
    }

    /** Any bytes, at least 8, encrypted as if they were a compound packet. */
    byte[] rtcp(byte[] plain) {
        byte[] packet = Arrays.copyOf(plain, plain.length + rtcpEncryptor.overhead());
        rtcpEncryptor.encrypt(packet, 0, plain.length);
        return packet;
    }

    byte[] nack(int ssrc, int sequence, int following) {
        return rtcp(0x81cd0003, 1, ssrc, (sequence << 16) | following);
    }

    byte[] pictureLoss(int ssrc) {
        return rtcp(0x81ce0002, 1, ssrc);
    }

    byte[] fullIntra(int ssrc, int sequence) {
        return rtcp(0x84ce0004, 1, 0, ssrc, sequence << 24);
    }
}
