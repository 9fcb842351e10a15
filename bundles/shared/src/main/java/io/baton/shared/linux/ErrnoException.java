// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.linux;

import java.io.IOException;

/** A system call that failed. The message says what was done and why it failed, without a path. */
public final class ErrnoException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int errno;

    public ErrnoException(String doing, int errno) {
        super(doing + ": " + reason(errno));
        this.errno = errno;
    }

    public int errno() {
        return errno;
    }

    private static String reason(int errno) {
        return switch (errno) {
            case Posix.ENOENT, Posix.ENXIO, Posix.ENODEV -> "the device is missing";
            case Posix.EPERM, Posix.EACCES -> "no permission";
            case Posix.EBUSY -> "in use by another program";
            case Posix.ENOTTY -> "not a device of this kind";
            case Posix.EIO -> "the device failed";
            default -> "errno " + errno;
        };
    }
}
