// SPDX-License-Identifier: Apache-2.0
/** H.264 byte streams (ITU-T H.264 Annex B), as far as providers of video have to read them. */
@NullMarked
package io.baton.shared.h264;

import org.jspecify.annotations.NullMarked;
