// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import java.nio.ByteBuffer;

/**
 * The fixed part of INIT and INIT ACK and the extensions that matter (RFC 9260 section 3.3.2, RFC 5061 section 4.2.7).
 *
 * @param tag verification tag the sender wants to see, never 0 on the wire
 * @param window bytes the sender can take, 0 to 2^32-1
 * @param outbound streams the sender wants to send on
 * @param inbound streams the sender can take
 * @param tsn the sender's first TSN
 * @param forwardTsn whether the sender understands FORWARD TSN (RFC 3758)
 * @param reConfig whether the sender understands RE-CONFIG (RFC 6525)
 */
record InitChunk(int tag, long window, int outbound, int inbound, int tsn, boolean forwardTsn, boolean reConfig) {

    static final int FIXED = 16;
    private static final int MIN_WINDOW = 1500;
    private static final int SUPPORTED_EXTENSIONS = 0x8008;
    private static final int FORWARD_TSN_SUPPORTED = 0xc000;
    /** The two parameters {@link #write} appends. */
    private static final int EXTENSIONS = 4 + 8;

    static final int LENGTH = FIXED + EXTENSIONS;

    /** Writes the body; {@link #LENGTH} bytes. */
    void write(ByteBuffer out) {
        out.putInt(tag).putInt((int) window).putShort((short) outbound).putShort((short) inbound);
        out.putInt(tsn);
        out.putShort((short) FORWARD_TSN_SUPPORTED).putShort((short) 4);
        out.putShort((short) SUPPORTED_EXTENSIONS).putShort((short) 6);
        out.put((byte) SctpConstants.RE_CONFIG)
                .put((byte) SctpConstants.FORWARD_TSN)
                .putShort((short) 0);
    }

    /** Whether the values are legal; an illegal chunk is answered by ABORT. */
    boolean valid() {
        return tag != 0 && outbound != 0 && inbound != 0 && window >= MIN_WINDOW;
    }

    /** Reads a body of at least {@link #FIXED} bytes that begins at the index. */
    static InitChunk read(ByteBuffer in, int at, Parameters parameters) {
        boolean forwardTsn = parameters.find(FORWARD_TSN_SUPPORTED) >= 0;
        boolean reConfig = false;
        int extensions = parameters.find(SUPPORTED_EXTENSIONS);
        if (extensions >= 0) {
            for (int i = 0; i < parameters.length(extensions); i++) {
                int type = in.get(parameters.at(extensions) + i) & 0xff;
                reConfig |= type == SctpConstants.RE_CONFIG;
                forwardTsn |= type == SctpConstants.FORWARD_TSN;
            }
        }
        return new InitChunk(
                in.getInt(at),
                in.getInt(at + 4) & 0xffff_ffffL,
                in.getShort(at + 8) & 0xffff,
                in.getShort(at + 10) & 0xffff,
                in.getInt(at + 12),
                forwardTsn,
                reConfig);
    }
}
