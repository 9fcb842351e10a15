// SPDX-License-Identifier: Apache-2.0
package io.baton.media.gadget;

import java.time.Duration;

/**
 * What bounds virtual media.
 *
 * @param imageBytes of one image
 * @param freeBytes that stay free on the disk
 * @param keepUnfinished how long an upload that is not resumed is kept
 * @param urls whether images of web servers can be mounted
 */
record MediaLimits(long imageBytes, long freeBytes, Duration keepUnfinished, boolean urls) {

    private static final int MIB_SHIFT = 20;

    static MediaLimits of(MediaConfig config) {
        return new MediaLimits(
                (long) Math.max(1, config.maxImageMiB()) << MIB_SHIFT,
                (long) Math.max(1, config.minFreeMiB()) << MIB_SHIFT,
                Duration.ofMinutes(Math.max(1, config.keepUnfinishedMinutes())),
                config.allowUrls());
    }
}
