// SPDX-License-Identifier: Apache-2.0
/** Raw frames of a capture device: Video4Linux2 (V4L2), the Linux interface of HDMI receivers and USB grabbers. */
@NullMarked
package io.baton.video.libav.v4l2;

import org.jspecify.annotations.NullMarked;
