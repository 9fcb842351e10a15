// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc.rfb;

import java.util.BitSet;

/**
 * A cursor that the client draws.
 *
 * @param hotX where it points, in pixels from its left edge
 * @param hotY where it points, in pixels from its upper edge
 * @param pixels 0xRRGGBB, rows without padding
 * @param shown the pixels that are drawn
 */
public record CursorImage(int hotX, int hotY, int width, int height, int[] pixels, BitSet shown) {}
