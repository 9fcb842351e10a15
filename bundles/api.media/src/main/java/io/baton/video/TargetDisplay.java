// SPDX-License-Identifier: Apache-2.0
package io.baton.video;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The display that the target computer sees at the capture device, and whether that device rests. Obtained as a service
 * while the picture comes from a capture device; a source without one has no display to hide.
 *
 * <p>Threading. All methods may be called from any thread and do not block.
 */
@ProviderType
public interface TargetDisplay {

    /**
     * Whether the device takes an EDID, as HDMI receivers do, so that the display can be taken from the target and
     * given back to it. False for grabbers, and until the device was open once.
     */
    boolean isPluggable();

    /** Whether the display is hidden from the target at present, because there is no viewer. */
    boolean isHidden();

    /** Whether the device is closed at present, because there is no viewer. */
    boolean isAsleep();

    /**
     * Returns the EDID that the target reads, or read before the display was hidden; empty where the device has none,
     * or it is not known.
     */
    Optional<byte[]> edid();
}
