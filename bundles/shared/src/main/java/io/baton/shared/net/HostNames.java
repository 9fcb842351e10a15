// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The host name of this machine, read from the kernel: a name server is never asked for it. */
public final class HostNames {

    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");
    private static final String FALLBACK = "baton";

    private HostNames() {}

    /** Returns the host name, and its name in multicast DNS (RFC 6762) unless it has a domain. */
    public static List<String> own() {
        return of(KERNEL);
    }

    static List<String> of(Path file) {
        String name = read(file);
        return name.contains(".") ? List.of(name) : List.of(name, name + ".local");
    }

    private static String read(Path file) {
        try {
            String name = Files.readString(file).strip();
            return name.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,62}[A-Za-z0-9])?") ? name : FALLBACK;
        } catch (IOException e) {
            return FALLBACK;
        }
    }
}
