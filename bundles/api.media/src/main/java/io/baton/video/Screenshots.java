// SPDX-License-Identifier: Apache-2.0
package io.baton.video;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes a still picture of what viewers are shown at present. Obtained as a service by the bundle that serves it.
 *
 * <p>Threading. Any thread; {@link #take} blocks for some seconds at most. One picture is made at a time, a few callers
 * wait.
 */
@ProviderType
public interface Screenshots {

    /** Formats of a picture. */
    enum Format {
        PNG,
        JPEG
    }

    /**
     * Makes a picture.
     *
     * @param quality of JPEG, 1–100; without effect on PNG
     * @param maxWidth pixels, at least 1; a wider picture is made smaller, its proportions stay
     * @throws ScreenshotException when there is none; its reason says why
     */
    Screenshot take(Format format, int quality, int maxWidth) throws ScreenshotException;
}
