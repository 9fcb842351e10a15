// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

import io.baton.video.TargetDisplay;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plugs the display of the target in and out by the device's EDID.
 *
 * <p>Threading. What {@link TargetDisplay} has belongs to any thread, all else to one.
 */
final class DisplayControl implements TargetDisplay {

    private static final Logger LOG = LoggerFactory.getLogger("video.libav");

    private volatile boolean pluggable;
    private volatile boolean hidden;
    private volatile boolean asleep;
    private volatile @Nullable Edid edid;
    private boolean refused;

    @Override
    public boolean isPluggable() {
        return pluggable;
    }

    @Override
    public boolean isHidden() {
        return hidden;
    }

    @Override
    public boolean isAsleep() {
        return asleep;
    }

    @Override
    public Optional<byte[]> edid() {
        return Optional.ofNullable(edid).map(Edid::bytes);
    }

    void asleep(boolean sleeps) {
        asleep = sleeps;
    }

    /**
     * A device was opened: the target reads the wanted EDID, unless the display is hidden already and stays so.
     *
     * @param wanted that of the settings
     */
    void opened(CaptureDevice device, Optional<Edid> wanted, boolean staysHidden) throws DeviceException {
        CaptureDevice.EdidSupport support = device.edidSupport();
        pluggable = support != CaptureDevice.EdidSupport.NONE;
        refused = false;
        Optional<Edid> next = wanted.isEmpty() && hidden ? Optional.ofNullable(edid) : wanted;
        if (next.isPresent() && staysHidden && support == CaptureDevice.EdidSupport.ABSENT) {
            hide(next.get());
            return;
        }
        if (next.isPresent()) {
            device.show(next.get());
        }
        hidden = false;
        edid = device.edid().orElse(null);
    }

    /**
     * Hides the display or gives it back, unless it is so already. Without an EDID of the settings it is not hidden:
     * nobody would know the EDID to come back with after a restart.
     *
     * @return whether something was changed
     */
    boolean apply(CaptureDevice device, Optional<Edid> wanted, boolean hides) throws DeviceException {
        if (hides == hidden || (hides && (wanted.isEmpty() || !pluggable || refused))) {
            return false;
        }
        if (hides) {
            try {
                device.hide();
                hide(wanted.get());
            } catch (DeviceException e) {
                refused = true;
                LOG.warn("display not hidden cause={}", e.getMessage());
                return false;
            }
        } else {
            Edid next = wanted.orElse(edid);
            if (next != null) {
                device.show(next);
            }
            hidden = false;
            LOG.info("display shown to the target");
        }
        return true;
    }

    private void hide(Edid next) {
        hidden = true;
        edid = next;
        LOG.info("display hidden from the target");
    }
}
