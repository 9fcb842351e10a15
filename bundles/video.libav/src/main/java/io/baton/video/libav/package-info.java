// SPDX-License-Identifier: Apache-2.0
/** Turns raw frames into H.264 access units with libav, inside this process. */
@NullMarked
package io.baton.video.libav;

import org.jspecify.annotations.NullMarked;
