// SPDX-License-Identifier: Apache-2.0
package io.baton.health.felix;

import io.baton.health.felix.CounterWindow.Growth;
import io.baton.peer.PeerService;
import io.baton.peer.PeerStats;
import io.baton.video.EncodedVideo;
import io.baton.video.VideoSignal;
import io.baton.video.VideoStats;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.Result;

/** The check of the video, which means something only while a viewer watches. */
final class VideoChecks {

    /** The shortest time over which a rate is told. */
    private static final Duration MEASURED = Duration.ofSeconds(2);

    private static final String IN = "video.in";
    private static final String OUT = "video.out";
    private static final String ERRORS = "video.errors ";
    private static final List<String> RATES = List.of(IN, OUT);

    private final DeviceServices services;
    private final CounterWindow window;

    VideoChecks(DeviceServices services, CounterWindow window) {
        this.services = services;
        this.window = window;
    }

    /** Frames are encoded while a viewer watches. */
    Result frames() {
        FormattingResultLog log = new FormattingResultLog();
        EncodedVideo video = services.video;
        PeerService peers = services.peers;
        if (video == null || peers == null) {
            log.critical("{} is absent: there is no picture. Restart the device.", video == null ? "Video" : "WebRTC");
            return new Result(log);
        }
        VideoStats stats = video.stats();
        // each provider of video counts for itself
        long errors = window.note(ERRORS + video.getClass().getName(), stats.encoderErrors())
                .amount();
        if (errors > 0) {
            log.critical("The encoder lost {} frames within a minute. The log says why.", errors);
        }
        for (Supplier<String> capture : services.captures) {
            String problem = capture.get();
            if (!problem.isEmpty()) {
                log.warn("The capture device fails and is tried again: {}. Check its cable and settings.", problem);
            }
        }
        long watching = watching(peers);
        if (watching == 0) {
            RATES.forEach(window::forget);
            log.info("No viewer watches.");
            return new Result(log);
        }
        rates(log, video, stats, watching);
        return new Result(log);
    }

    private void rates(FormattingResultLog log, EncodedVideo video, VideoStats stats, long watching) {
        VideoSignal signal = video.signal();
        if (signal.state() != VideoSignal.State.READY) {
            RATES.forEach(window::forget);
            log.warn(
                    "Viewers: {}, but there is no picture to send ({}). Check the target and its video cable.",
                    watching,
                    signal.state().name().toLowerCase(Locale.ROOT));
            return;
        }
        Growth in = window.note(IN, stats.framesIn());
        Growth out = window.note(OUT, stats.framesEncoded());
        if (in.nanos() < MEASURED.toNanos()) {
            log.info("Viewers: {}. The rate is being measured.", watching);
        } else if (!in.isPositive() && out.isPositive()) {
            log.info("Viewers: {}. The picture stands still. Encoder: {}.", watching, video.encoder());
        } else if (!in.isPositive()) {
            log.warn("Viewers: {}, but the source delivers no frames. Check the target.", watching);
        } else if (!out.isPositive()) {
            log.critical(
                    "Viewers: {}, but no frame is encoded. Make a support archive, then restart the device.", watching);
        } else if (out.perSecond() < in.perSecond() / 2) {
            log.warn(
                    "Viewers: {}. The encoder delivers {} of {} frames a second. Lower the resolution or frame rate.",
                    watching,
                    Math.round(out.perSecond()),
                    Math.round(in.perSecond()));
        } else {
            log.info(
                    "Viewers: {}. {} frames a second are encoded. Encoder: {}.",
                    watching,
                    Math.round(out.perSecond()),
                    video.encoder());
        }
    }

    private static long watching(PeerService peers) {
        return peers.peers().stream()
                .map(peers::stats)
                .flatMap(Optional::stream)
                .filter(VideoChecks::watches)
                .count();
    }

    static boolean watches(PeerStats stats) {
        return stats.linked() && stats.video();
    }
}
