// SPDX-License-Identifier: Apache-2.0
package io.baton.serial.tty;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The nodes that can be serial ports. Virtual consoles and the device's own terminals are none. */
final class PortPaths {

    private static final Path DEVICES = Path.of("/dev");
    private static final Pattern PORT =
            Pattern.compile("/dev/(tty[A-Z][A-Za-z]{0,7}\\d{1,3}|ttymxc\\d{1,2}|serial/by-(id|path)/[\\w.:+-]{1,150})");
    private static final Pattern PSEUDO_TERMINAL = Pattern.compile("/dev/pts/\\d{1,5}");
    private static final int MAX_LISTED = 64;

    private final Path lines;

    /** @param lines the kernel's list of terminal lines */
    PortPaths(Path lines) {
        this.lines = lines;
    }

    /** Returns the path if a client may choose it. */
    static Optional<Path> chosen(String path) {
        return PORT.matcher(path).matches() && !path.contains("..") ? Optional.of(Path.of(path)) : Optional.empty();
    }

    /** Returns the path if a configuration file may name it: also a pseudo terminal, which an emulator has. */
    static Optional<Path> configured(String path) {
        return PSEUDO_TERMINAL.matcher(path).matches() ? Optional.of(Path.of(path)) : chosen(path);
    }

    /** Returns the ports that have hardware, in order of their names. */
    List<String> present() {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(lines)) {
            for (Path line : all) {
                String path = DEVICES.resolve(line.getFileName()).toString();
                if (found.size() < MAX_LISTED && chosen(path).isPresent() && hasHardware(line)) {
                    found.add(path);
                }
            }
        } catch (IOException e) {
            return List.of();
        }
        found.sort(null);
        return found;
    }

    /** The kernel makes nodes for UARTs that a board does not have; their type is 0. */
    private static boolean hasHardware(Path line) {
        if (!Files.exists(line.resolve("device"))) {
            return false;
        }
        try {
            return !Files.readString(line.resolve("type")).strip().equals("0");
        } catch (IOException e) {
            return true;
        }
    }
}
