// SPDX-License-Identifier: Apache-2.0
/**
 * Turns the frames of a frame source into the one H.264 stream that all subscribers share, with libav in this process.
 */
@NullMarked
package io.baton.video.libav;

import org.jspecify.annotations.NullMarked;
