// SPDX-License-Identifier: Apache-2.0
package io.baton.recording.mp4;

import java.util.Locale;

/** Why a recording ended. */
enum EndReason {
    /** An administrator ended it. */
    STOPPED,
    /** It reached the longest duration. */
    DURATION_LIMIT,
    /** It reached the largest size. */
    SIZE_LIMIT,
    /** All recordings together reached their size. */
    TOTAL_LIMIT,
    /** The disk has too little room. */
    LOW_DISK_SPACE,
    /** A file could not be written. */
    WRITE_FAILED,
    /** The video changed its size or encoding too often. */
    TOO_MANY_PARTS,
    /** The sign cannot be shown to the sessions. */
    SIGN_UNAVAILABLE,
    /** The recorder is being replaced, or the device stops. */
    RECORDER_STOPPED;

    /** The word in the audit and on the wire. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
