// SPDX-License-Identifier: Apache-2.0
/** Frames of a screen that is held in memory, and the sinks that take them. */
@NullMarked
package io.baton.shared.frames;

import org.jspecify.annotations.NullMarked;
