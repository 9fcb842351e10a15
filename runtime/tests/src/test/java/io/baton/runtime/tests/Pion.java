// SPDX-License-Identifier: Apache-2.0
package io.baton.runtime.tests;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Builds the viewer program, a Pion peer. Runs in the test runner, not in the container. */
final class Pion {
    private static final long BUILD_MINUTES = 5;

    private Pion() {}

    /** The viewer program; empty where Debian's packages of Pion are missing. */
    static String viewer() throws IOException {
        Path sources = Path.of(System.getProperty("baton.pion", ""));
        Path out = Path.of(System.getProperty("baton.work", ""), "pion").toAbsolutePath();
        Process build = new ProcessBuilder(sources.resolve("build").toString(), out.toString())
                .inheritIO()
                .start();
        try {
            if (build.waitFor(BUILD_MINUTES, TimeUnit.MINUTES) && build.exitValue() == 0) {
                return out.resolve("pion-receiver").toString();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            build.destroyForcibly();
        }
        return "";
    }
}
