// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Loader;

/**
 * Puts libav's shared libraries where the system can load them.
 *
 * <p>A JVM loads a library file for one class loader only. Each revision of this bundle within a process therefore gets
 * a directory of its own; the first one's is used again after a restart, so that nothing is unpacked twice.
 */
final class NativeLibraries {

    private static final String GENERATION = "io.baton.video.libav.generation";
    private static final String CACHE = "org.bytedeco.javacpp.cachedir";

    /** Must run before the first class of libav is touched; that is done once for each class loader. */
    private static final class Once {

        private static final int NUMBER = next();

        private static int next() {
            Object after = System.getProperties()
                    .merge(GENERATION, "1", (before, one) -> Integer.toString(Integer.parseInt((String) before) + 1));
            return Integer.parseInt((String) after) - 1;
        }
    }

    private NativeLibraries() {}

    /** @param base a directory of ours alone */
    static void load(Path base) {
        int number = Once.NUMBER;
        Path directory = base.resolve(Integer.toString(number));
        try {
            Files.createDirectories(directory);
            if (number == 0) {
                deleteOthers(base, directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.setProperty(CACHE, directory.toString());
        // everything native is freed by hand; the collector's thread would keep this bundle's classes for ever
        System.setProperty("org.bytedeco.javacpp.nopointergc", "true");
        Loader.load(org.bytedeco.ffmpeg.global.avcodec.class);
        avutil.av_log_set_level(avutil.AV_LOG_ERROR);
    }

    private static void deleteOthers(Path base, Path kept) throws IOException {
        List<Path> old;
        try (Stream<Path> all = Files.walk(base)) {
            old = all.filter(path -> !path.equals(base) && !path.startsWith(kept))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
        for (Path path : old) {
            Files.deleteIfExists(path);
        }
    }
}
