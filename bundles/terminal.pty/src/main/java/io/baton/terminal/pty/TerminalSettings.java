// SPDX-License-Identifier: Apache-2.0
package io.baton.terminal.pty;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What the configuration says.
 *
 * @param enabled whether there are shells
 * @param shell the program
 * @param maxShells shells at one time
 * @param idle the time without a key after which a shell ends
 */
record TerminalSettings(boolean enabled, Path shell, int maxShells, Duration idle) {

    private static final Path PREFERRED = Path.of("/bin/bash");
    private static final Path EVERYWHERE = Path.of("/bin/sh");
    private static final int MOST_SHELLS = 16;
    private static final int MOST_MINUTES = 1_440;

    static TerminalSettings of(TerminalConfig config) {
        return new TerminalSettings(
                config.enabled(),
                shell(config.shellPath()),
                Math.clamp(config.maxShells(), 1, MOST_SHELLS),
                Duration.ofMinutes(Math.clamp(config.idleMinutes(), 1, MOST_MINUTES)));
    }

    private static Path shell(String configured) {
        if (!configured.isBlank()) {
            return Path.of(configured);
        }
        return Files.isExecutable(PREFERRED) ? PREFERRED : EVERYWHERE;
    }
}
