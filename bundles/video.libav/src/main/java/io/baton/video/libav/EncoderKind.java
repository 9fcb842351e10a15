// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The encoders of libav this bundle can use, in the order of preference. */
enum EncoderKind {
    /** V4L2 memory-to-memory devices, as the Raspberry Pi 4 has one. */
    V4L2_M2M("h264_v4l2m2m", "video"),
    /** Graphics of Intel and AMD. */
    VAAPI("h264_vaapi", "dri/renderD"),
    X264("libx264", ""),
    OPENH264("libopenh264", "");

    final String wireName;
    private final String node;

    EncoderKind(String wireName, String node) {
        this.wireName = wireName;
        this.node = node;
    }

    static Optional<EncoderKind> of(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.wireName.equals(name))
                .findFirst();
    }

    /**
     * The names to try for the setting {@code codec}, in order: the wanted one first, then software, which works
     * everywhere.
     */
    static List<String> candidates(String codec, Path devices) {
        if (codec.equals("auto")) {
            return Arrays.stream(values())
                    .filter(kind -> kind.isPresent(devices))
                    .map(kind -> kind.wireName)
                    .toList();
        }
        return isHardware(codec) ? List.of(codec, OPENH264.wireName) : List.of(codec);
    }

    static boolean isHardware(String name) {
        return of(name).map(EncoderKind::isHardware).orElse(false);
    }

    boolean isHardware() {
        return !node.isEmpty();
    }

    /** Whether a try makes sense: libav has it, and there is a device node it could be. */
    private boolean isPresent(Path devices) {
        return LibavEncoder.available(wireName)
                && (!isHardware() || firstNode(devices).isPresent());
    }

    /** The device node with the lowest name; for the encoders that are told one. */
    Optional<Path> firstNode(Path devices) {
        Path pattern = devices.resolve(node);
        Path directory = pattern.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> nodes = Files.newDirectoryStream(directory, pattern.getFileName() + "*")) {
            Path first = null;
            for (Path next : nodes) {
                first = first == null || next.compareTo(first) < 0 ? next : first;
            }
            return Optional.ofNullable(first);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
