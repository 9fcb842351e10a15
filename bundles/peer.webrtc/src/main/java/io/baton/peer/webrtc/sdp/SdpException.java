// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sdp;

/** An offer that cannot become a peer. The message names what is wrong and is fit for the client to see. */
public final class SdpException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What is wrong with the offer. */
    public enum Fault {
        /** It breaks the grammar or a bound. */
        MALFORMED,
        /** It is well formed and shares nothing with the device. */
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
