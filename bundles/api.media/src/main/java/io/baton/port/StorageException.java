// SPDX-License-Identifier: Apache-2.0
package io.baton.port;

/** A drive did not do what it was asked to; the message is for users. */
public final class StorageException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What kind of reason there is. */
    public enum Reason {
        /** The target holds the medium. */
        IN_USE,
        /** There is no drive now, such as while the gadget is not made. */
        NO_DRIVE,
        /** The drive cannot do this. */
        UNSUPPORTED,
        /** The kernel refused, or a file could not be opened. */
        FAILED
    }

    private final Reason reason;

    public StorageException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
