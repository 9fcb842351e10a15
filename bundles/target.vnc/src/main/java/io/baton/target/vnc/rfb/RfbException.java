// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc.rfb;

import java.io.IOException;

/** The server refused, or sent what the protocol or its bounds do not allow. The message is fit for a log. */
public final class RfbException extends IOException {

    private static final long serialVersionUID = 1;

    private final boolean refused;

    public RfbException(String message) {
        this(message, false);
    }

    private RfbException(String message, boolean refused) {
        super(message);
        this.refused = refused;
    }

    /** The server does not let this client in. */
    static RfbException refused(String message) {
        return new RfbException(message, true);
    }

    /** Whether the server refused to let this client in: the same attempt will fail again. */
    public boolean isRefused() {
        return refused;
    }
}
