// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts libav's shared libraries where the system can load them.
 *
 * <p>A JVM loads a library file for one class loader only. Each revision of this bundle within a process therefore gets
 * a directory of its own; the first one's is used again after a restart if its content is intact, so that nothing is
 * unpacked twice.
 */
final class NativeLibraries {

    private static final Logger LOG = LoggerFactory.getLogger("video.libav");
    private static final List<String> MODULES = List.of("ffmpeg", "javacpp");
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
        NativeCache cache = new NativeCache(directory, NativeLibraries::open);
        boolean intact;
        try {
            intact = cache.prepare();
            if (number == 0) {
                NativeCache.deleteContent(base, path -> !path.startsWith(directory));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.setProperty(CACHE, directory.toString());
        // everything native is freed by hand; the collector's thread would keep this bundle's classes for ever
        System.setProperty("org.bytedeco.javacpp.nopointergc", "true");
        Loader.load(org.bytedeco.ffmpeg.global.avcodec.class);
        avutil.av_log_set_level(avutil.AV_LOG_ERROR);
        if (!intact) {
            record(cache);
        }
    }

    private static void record(NativeCache cache) {
        try {
            cache.record();
        } catch (IOException e) {
            LOG.warn("checksums not recorded, libraries are unpacked again at the next start cause={}", e.toString());
        }
    }

    private static @Nullable InputStream open(String library) {
        for (String module : MODULES) {
            InputStream found = NativeLibraries.class.getResourceAsStream("/org/bytedeco/" + module + "/" + library);
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
