// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

import io.baton.video.VideoMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the first encoder of a list that works. One that failed, on opening or later, is passed over for
 * {@value #AWAY_SECONDS} s, so that the next one takes its place at once; a running encoder is never replaced by a
 * better one.
 *
 * <p>Threading. One thread; {@link #name} from any.
 */
final class EncoderSelector implements FrameEncoder.Factory {

    static final int AWAY_SECONDS = 60;
    private static final long SECOND = 1_000_000_000;
    private static final Logger LOG = LoggerFactory.getLogger("video.libav");

    /** Opens an encoder by its name. */
    @FunctionalInterface
    interface Opener {

        FrameEncoder open(String name, VideoMode mode, int bitrate) throws EncoderException;
    }

    private final Supplier<List<String>> candidates;
    private final Opener opener;
    private final LongSupplier nanoTime;
    private final Map<String, Long> failedAt = new HashMap<>();
    private volatile String name = "";

    /** @param candidates names in order of preference, at least one */
    EncoderSelector(Supplier<List<String>> candidates, Opener opener, LongSupplier nanoTime) {
        this.candidates = candidates;
        this.opener = opener;
        this.nanoTime = nanoTime;
    }

    /** The name of the encoder opened last; empty before the first. */
    String name() {
        return name;
    }

    @Override
    public FrameEncoder open(VideoMode mode, int bitrate) throws EncoderException {
        List<String> all = candidates.get();
        List<String> tried = all.stream().filter(this::isTried).toList();
        StringJoiner causes = new StringJoiner("; ");
        for (String next : tried.isEmpty() ? all : tried) {
            try {
                FrameEncoder encoder = opener.open(next, mode, bitrate);
                failedAt.remove(next);
                chosen(next, causes.toString());
                return encoder;
            } catch (EncoderException e) {
                failedAt.put(next, nanoTime.getAsLong());
                causes.add(next + ": " + e.getMessage());
            }
        }
        throw new EncoderException(causes.toString());
    }

    @Override
    public void failed(FrameEncoder encoder, EncoderException cause) {
        failedAt.put(encoder.name(), nanoTime.getAsLong());
    }

    private boolean isTried(String candidate) {
        Long failed = failedAt.get(candidate);
        return failed == null || nanoTime.getAsLong() - failed >= AWAY_SECONDS * SECOND;
    }

    private void chosen(String next, String passedOver) {
        if (!next.equals(name) || !passedOver.isEmpty()) {
            String before = name;
            name = next;
            LOG.info("encoder chosen name={} before={} passedOver=\"{}\"", next, before, passedOver);
        }
    }
}
