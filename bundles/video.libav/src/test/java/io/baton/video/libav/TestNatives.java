// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

import java.nio.file.Path;

/** Loads libav's libraries as the bundle does, which must come before the first use of libav in a process. */
public final class TestNatives {

    private TestNatives() {}

    public static void load() {
        NativeLibraries.load(Path.of("target/natives"));
    }
}
