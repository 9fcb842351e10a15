// SPDX-License-Identifier: Apache-2.0
/** A VNC server as the target computer. */
@NullMarked
package io.baton.target.vnc;

import org.jspecify.annotations.NullMarked;
