// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

/** Numbers of the wire format: RFC 9260 sections 3 and 15, RFC 3758, RFC 6525, RFC 8831 section 8. */
final class SctpConstants {

    static final int COMMON_HEADER = 12;
    static final int CHUNK_HEADER = 4;
    /** TSN, stream, sequence number and payload type in front of the user data of a DATA chunk. */
    static final int DATA_FIELDS = 12;
    /** Streams offered in each direction; browsers use ids below this. */
    static final int STREAMS = 1024;

    static final int DATA = 0;
    static final int INIT = 1;
    static final int INIT_ACK = 2;
    static final int SACK = 3;
    static final int HEARTBEAT = 4;
    static final int HEARTBEAT_ACK = 5;
    static final int ABORT = 6;
    static final int SHUTDOWN = 7;
    static final int SHUTDOWN_ACK = 8;
    static final int ERROR = 9;
    static final int COOKIE_ECHO = 10;
    static final int COOKIE_ACK = 11;
    static final int SHUTDOWN_COMPLETE = 14;
    static final int RE_CONFIG = 130;
    static final int FORWARD_TSN = 192;

    static final int FLAG_END = 1;
    static final int FLAG_BEGIN = 2;
    static final int FLAG_UNORDERED = 4;
    static final int FLAG_IMMEDIATE = 8;
    static final int FLAG_TAG_REFLECTED = 1;

    static final int CAUSE_INVALID_STREAM = 1;
    static final int CAUSE_STALE_COOKIE = 3;
    static final int CAUSE_UNRESOLVABLE_ADDRESS = 5;
    static final int CAUSE_UNRECOGNIZED_CHUNK = 6;
    static final int CAUSE_INVALID_PARAMETER = 7;
    static final int CAUSE_UNRECOGNIZED_PARAMETERS = 8;
    static final int CAUSE_NO_USER_DATA = 9;
    static final int CAUSE_RESTART = 11;
    static final int CAUSE_USER_ABORT = 12;
    static final int CAUSE_PROTOCOL_VIOLATION = 13;

    static final int PPID_DCEP = 50;
    static final int PPID_STRING = 51;
    static final int PPID_BINARY = 53;
    static final int PPID_STRING_EMPTY = 56;
    static final int PPID_BINARY_EMPTY = 57;

    private SctpConstants() {}

    /** Whether a serial number comes after another, modulo 2^32 (RFC 1982). */
    static boolean after(int a, int b) {
        return a - b > 0;
    }

    /** Whether a 16-bit stream sequence number comes after another, modulo 2^16. */
    static boolean afterShort(int a, int b) {
        return (short) (a - b) > 0;
    }

    /** Length rounded up to whole words. */
    static int padded(int length) {
        return (length + 3) & ~3;
    }

    /** SctpConstants size of a DATA chunk with so many bytes of user data, padding included. */
    static int dataChunkSize(int userBytes) {
        return padded(CHUNK_HEADER + DATA_FIELDS + userBytes);
    }
}
