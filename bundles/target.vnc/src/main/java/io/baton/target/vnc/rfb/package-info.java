// SPDX-License-Identifier: Apache-2.0
/** The client's side of the Remote Framebuffer Protocol (RFC 6143). */
@NullMarked
package io.baton.target.vnc.rfb;

import org.jspecify.annotations.NullMarked;
