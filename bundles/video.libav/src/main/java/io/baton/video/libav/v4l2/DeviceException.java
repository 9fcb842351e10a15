// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

import io.baton.shared.linux.Posix;
import java.io.IOException;

/** A capture device that failed, or is not there. The message says what and why, without a path. */
final class DeviceException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int errno;

    DeviceException(String doing, int errno) {
        super(doing + ": " + reason(errno));
        this.errno = errno;
    }

    DeviceException(String message) {
        super(message);
        errno = 0;
    }

    int errno() {
        return errno;
    }

    private static String reason(int errno) {
        return switch (errno) {
            case Posix.ENOENT, Posix.ENXIO, Posix.ENODEV -> "the device is missing";
            case Posix.EACCES -> "no permission";
            case Posix.EBUSY -> "in use by another program";
            default -> "errno " + errno;
        };
    }
}
