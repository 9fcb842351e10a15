// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

/**
 * What is done while there is no viewer.
 *
 * @param sleepAfterSeconds after which time the device is closed; {@link #NEVER} for never
 * @param hidesDisplay whether the display is hidden from the target
 */
record StandbySettings(int sleepAfterSeconds, boolean hidesDisplay) {

    static final int NEVER = 0;
    static final int MAX_SECONDS = 86_400;
    static final StandbySettings OFF = new StandbySettings(NEVER, false);

    static StandbySettings of(V4l2Config config) {
        return new StandbySettings(
                Math.clamp(config.sleepAfterSeconds(), NEVER, MAX_SECONDS), config.hideWithoutViewer());
    }
}
