// SPDX-License-Identifier: Apache-2.0
/** Takes the H.264 stream of another process over a Unix socket and offers it as the encoded video. */
@NullMarked
package io.baton.video.external;

import org.jspecify.annotations.NullMarked;
