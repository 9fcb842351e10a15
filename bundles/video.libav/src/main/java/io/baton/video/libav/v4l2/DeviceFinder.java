// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

import io.baton.shared.linux.Posix;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Opens the capture device of the settings, or finds one: an HDMI receiver before others, else the lowest number. Nodes
 * of metadata, encoders, decoders and processors are passed over.
 */
final class DeviceFinder implements CaptureDevice.Opener {

    private static final String PREFIX = "video";

    private final Path devices;

    /** @param devices where the nodes are, such as {@code /dev} */
    DeviceFinder(Path devices) {
        this.devices = devices;
    }

    @Override
    public CaptureDevice open(CaptureSettings settings) throws DeviceException {
        return settings.devicePath().isEmpty()
                ? find(settings)
                : V4l2Device.open(settings, Path.of(settings.devicePath()));
    }

    private V4l2Device find(CaptureSettings settings) throws DeviceException {
        V4l2Device first = null;
        DeviceException busy = null;
        for (Path node : nodes()) {
            try {
                V4l2Device device = V4l2Device.open(settings, node);
                if (device.reportsSignal()) {
                    if (first != null) {
                        first.close();
                    }
                    return device;
                }
                if (first == null) {
                    first = device;
                } else {
                    device.close();
                }
            } catch (DeviceException e) {
                if (e.errno() == Posix.EBUSY || e.errno() == Posix.EACCES) {
                    busy = e;
                }
            }
        }
        if (first != null) {
            return first;
        }
        throw busy != null ? busy : new DeviceException("there is no capture device");
    }

    /** The nodes by their number. */
    private List<Path> nodes() {
        List<Path> nodes = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(devices, PREFIX + "[0-9]*")) {
            all.forEach(nodes::add);
        } catch (IOException e) {
            return List.of();
        }
        nodes.removeIf(node -> !name(node).matches(PREFIX + "\\d{1,4}"));
        nodes.sort(Comparator.comparingInt(node -> Integer.parseInt(name(node).substring(PREFIX.length()))));
        return nodes;
    }

    private static String name(Path node) {
        return String.valueOf(node.getFileName());
    }
}
