// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sdp;

/** An offer that is refused. The message names the fault and may be shown to the client. */
public final class SdpException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What is wrong with the offer. */
    public enum Fault {
        /** It breaks the grammar or a bound. */
        MALFORMED,
        /** It is well formed but has no usable section. */
        UNSUPPORTED
    }

    private final Fault fault;

    SdpException(Fault fault, String message) {
        super(message);
        this.fault = fault;
    }

    static SdpException malformed(String message) {
        return new SdpException(Fault.MALFORMED, message);
    }

    static SdpException unsupported(String message) {
        return new SdpException(Fault.UNSUPPORTED, message);
    }

    public Fault fault() {
        return fault;
    }
}
