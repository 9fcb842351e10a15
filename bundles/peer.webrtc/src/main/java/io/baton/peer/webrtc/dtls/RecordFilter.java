// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.dtls;

/**
 * Admits the records of a datagram that may reach the DTLS engine. Source addresses can be forged, so nothing that is
 * not encrypted may end a link: alerts in plain text are dropped (RFC 6347 §4.1.2.7), and so is all that is malformed.
 * Handshake messages in plain text are admitted within {@link HandshakeBounds}.
 *
 * <p>Threading. Receive thread only.
 */
final class RecordFilter {

    /** Type, version, epoch, sequence number, length (RFC 6347 §4.1). */
    static final int HEADER = 13;

    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int HANDSHAKE = 22;
    private static final int APPLICATION_DATA = 23;
    private static final int DTLS_1_0 = 0xFEFF;
    private static final int DTLS_1_2 = 0xFEFD;
    /** ClientHello, ServerHello and HelloVerifyRequest come before the version is agreed on. */
    private static final int LAST_HELLO = 3;

    /** The tag of every accepted suite; some have an explicit nonce, too, which their cipher checks. */
    private static final int TAG = 16;

    private final HandshakeBounds bounds = new HandshakeBounds();

    /** The length of the record that begins here, with its header; 0 when it is cut short. */
    static int recordLength(byte[] data, int offset, int available) {
        if (available < HEADER) {
            return 0;
        }
        int length = HEADER + uint16(data, offset + 11);
        return length <= available ? length : 0;
    }

    static boolean isEncrypted(byte[] data, int offset) {
        return uint16(data, offset + 3) != 0;
    }

    /**
     * Whether a record may reach the engine.
     *
     * @param length of the whole record, as {@link #recordLength} gives it
     * @param complete whether the other side has no handshake message in plain text left to send
     * @param established whether the handshake is over
     */
    boolean admits(byte[] data, int offset, int length, boolean complete, boolean established) {
        int type = data[offset] & 0xFF;
        int version = uint16(data, offset + 1);
        int epoch = uint16(data, offset + 3);
        if (type < CHANGE_CIPHER_SPEC || type > APPLICATION_DATA || length == HEADER) {
            return false;
        }
        if (epoch != 0) {
            return epoch == 1 && version == DTLS_1_2 && length > HEADER + TAG;
        }
        if (type == CHANGE_CIPHER_SPEC) {
            return !established && version == DTLS_1_2 && length == HEADER + 1;
        }
        if (type != HANDSHAKE || complete) {
            return false;
        }
        boolean hello = (data[offset + HEADER] & 0xFF) <= LAST_HELLO;
        return (version == DTLS_1_2 || (version == DTLS_1_0 && hello))
                && bounds.admits(data, offset + HEADER, length - HEADER);
    }

    static int uint16(byte[] data, int offset) {
        return (data[offset] & 0xFF) << 8 | (data[offset + 1] & 0xFF);
    }

    static int uint24(byte[] data, int offset) {
        return (data[offset] & 0xFF) << 16 | uint16(data, offset + 1);
    }
}
