// SPDX-License-Identifier: Apache-2.0
package io.baton.recording.mp4;

import java.time.Duration;

/**
 * What bounds the recordings.
 *
 * @param recordingBytes of one recording, all its files together
 * @param totalBytes of all recordings
 * @param freeBytes that stay free on the disk
 * @param duration of one recording
 */
record Limits(long recordingBytes, long totalBytes, long freeBytes, Duration duration) {

    private static final int MIB_SHIFT = 20;

    static Limits of(RecordingConfig config) {
        return new Limits(
                (long) Math.max(1, config.maxRecordingMiB()) << MIB_SHIFT,
                (long) Math.max(1, config.maxTotalMiB()) << MIB_SHIFT,
                (long) Math.max(1, config.minFreeMiB()) << MIB_SHIFT,
                Duration.ofMinutes(Math.max(1, config.maxDurationMinutes())));
    }
}
