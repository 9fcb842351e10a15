// SPDX-License-Identifier: Apache-2.0
package io.baton.video;

/** There is no still picture. */
public final class ScreenshotException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why there is no picture. */
    public enum Reason {
        /** The input has no usable signal. */
        NO_SIGNAL,
        /** Other callers wait already, or the one before takes too long. */
        BUSY,
        /** No frame came in time. */
        NO_FRAME,
        /** The file would be too large; JPEG or a smaller width helps. */
        TOO_LARGE,
        /** The picture cannot be made. */
        FAILED
    }

    public ScreenshotException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
