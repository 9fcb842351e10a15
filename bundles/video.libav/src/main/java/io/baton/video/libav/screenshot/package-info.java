// SPDX-License-Identifier: Apache-2.0
/** Still pictures of what viewers are shown, as PNG or JPEG. */
@NullMarked
package io.baton.video.libav.screenshot;

import org.jspecify.annotations.NullMarked;
