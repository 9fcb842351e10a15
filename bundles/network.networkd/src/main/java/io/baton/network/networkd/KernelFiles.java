// SPDX-License-Identifier: Apache-2.0
package io.baton.network.networkd;

import io.baton.shared.files.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Files of the kernel and of systemd-networkd below a root. What is absent or cannot be read is empty. */
final class KernelFiles {

    private static final int MAX_BYTES = 1 << 20;

    private final Path root;

    /** @param root {@code /} on a device */
    KernelFiles(Path root) {
        this.root = root;
    }

    boolean exists(String file) {
        return Files.exists(root.resolve(file));
    }

    /** Returns the text of a file, stripped. */
    String text(String file) {
        return text(root.resolve(file));
    }

    String text(Path file) {
        try {
            // a file below /proc or /sys has no length, so it is read by its stream
            try (var stream = Files.newInputStream(file)) {
                return new String(stream.readNBytes(MAX_BYTES), StandardCharsets.UTF_8).strip();
            }
        } catch (IOException e) {
            return "";
        }
    }

    List<String> lines(String file) {
        return text(file).lines().toList();
    }

    /** Returns the assignments {@code NAME=value} of a file. */
    Map<String, String> assignments(String file) {
        Map<String, String> found = new LinkedHashMap<>();
        for (String line : lines(file)) {
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith("#")) {
                found.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return found;
    }

    Path path(String file) {
        return root.resolve(file);
    }

    /** Writes a file that every user may read. */
    static void write(Path file, String text) throws IOException {
        AtomicFiles.replace(file, text.getBytes(StandardCharsets.UTF_8), AtomicFiles.WORLD_READABLE);
    }
}
