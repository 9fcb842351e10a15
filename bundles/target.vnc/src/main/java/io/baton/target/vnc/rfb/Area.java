// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc.rfb;

/** A rectangle of a framebuffer, within it. */
record Area(int x, int y, int width, int height) {

    long pixels() {
        return (long) width * height;
    }
}
