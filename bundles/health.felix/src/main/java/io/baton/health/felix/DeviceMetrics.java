// SPDX-License-Identifier: Apache-2.0
package io.baton.health.felix;

import io.baton.audit.AuditCounters;
import io.baton.audit.AuditLog;
import io.baton.input.InputCounters;
import io.baton.input.InputMonitor;
import io.baton.peer.PeerService;
import io.baton.peer.PeerStats;
import io.baton.peer.VideoLatency;
import io.baton.port.ReportPorts;
import io.baton.port.UsbState;
import io.baton.ratelimit.Budget;
import io.baton.ratelimit.RateLimitMonitor;
import io.baton.session.Mode;
import io.baton.session.Roster;
import io.baton.session.SessionCoordinator;
import io.baton.video.EncodedVideo;
import io.baton.video.VideoSignal;
import io.baton.video.VideoStats;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.felix.hc.api.Result;

/**
 * Reads the metrics of the device from its services. None has a nickname, user, address or keystroke: labels are words
 * of a fixed list and names of checks and queues.
 *
 * <p>Threading. Any thread.
 */
final class DeviceMetrics {

    private static final double NANOS = 1e9;

    private final DeviceServices services;
    private final HostMeter host;
    private final String version;

    DeviceMetrics(DeviceServices services, HostMeter host, String version) {
        this.services = services;
        this.host = host;
        this.version = version;
    }

    /** Returns the present values; those of absent services are missing. */
    MetricSamples read(HealthReport health) {
        MetricSamples to = new MetricSamples();
        to.add(Metric.BUILD, 1, version);
        sessions(to);
        gauges(to);
        input(to);
        video(to);
        peers(to);
        limits(to);
        audit(to);
        health.checks().forEach(check -> to.add(Metric.HEALTH, level(check.status()), check.name()));
        host.read(to);
        return to;
    }

    private void sessions(MetricSamples to) {
        List<SessionCoordinator> present = services.coordinators;
        if (!present.isEmpty()) {
            Roster roster = present.getFirst().roster();
            for (Mode mode : Mode.values()) {
                long number = roster.sessions().stream()
                        .filter(session -> roster.mode(session) == mode)
                        .count();
                to.add(Metric.SESSIONS, number, word(mode));
            }
            to.add(Metric.CONTROL_EPOCH, roster.epoch());
        }
    }

    private void gauges(MetricSamples to) {
        for (Gauge gauge : services.gauges()) {
            if (gauge.isQueue()) {
                to.add(Metric.QUEUE_LENGTH, gauge.value("length"), gauge.name());
                to.add(Metric.QUEUE_CAPACITY, gauge.value("capacity"), gauge.name());
            } else if (gauge.name().equals(InputChecks.HID_GAUGE)) {
                to.add(Metric.HID_REPORTS, gauge.value("written"));
                to.add(Metric.HID_LATE, gauge.value("late"));
                to.add(Metric.HID_EVENTS, gauge.value("stale"), "stale");
                to.add(Metric.HID_EVENTS, gauge.value("coalesced"), "coalesced");
                to.add(Metric.HID_EVENTS, gauge.value("discarded"), "discarded");
                to.add(Metric.HID_EVENTS, gauge.value("targetOff"), "target_off");
                to.add(Metric.HID_LEASE, gauge.value("lease"));
            }
        }
    }

    private void input(MetricSamples to) {
        InputMonitor input = services.input;
        if (input != null) {
            InputCounters counters = input.counters();
            to.add(Metric.INPUT_MESSAGES, counters.accepted(), "accepted");
            to.add(Metric.INPUT_MESSAGES, counters.notInControl(), "not_in_control");
            to.add(Metric.INPUT_MESSAGES, counters.stale(), "stale");
            to.add(Metric.INPUT_MESSAGES, counters.malformed(), "malformed");
            to.add(Metric.INPUT_MESSAGES, counters.rateLimited(), "rate_limited");
            to.add(Metric.INPUT_MESSAGES, counters.expired(), "expired");
        }
        ReportPorts ports = services.ports;
        if (ports != null) {
            to.add(Metric.TARGET_CONFIGURED, ports.state() == UsbState.CONFIGURED);
        }
    }

    private void video(MetricSamples to) {
        EncodedVideo video = services.video;
        if (video != null) {
            VideoStats stats = video.stats();
            to.add(Metric.VIDEO_SIGNAL, video.signal().state() == VideoSignal.State.READY);
            to.add(Metric.VIDEO_FRAMES, stats.framesIn(), "received");
            to.add(Metric.VIDEO_FRAMES, stats.framesEncoded(), "encoded");
            to.add(Metric.VIDEO_FRAMES, stats.framesSkipped(), "skipped");
            to.add(Metric.VIDEO_FRAMES, stats.encoderErrors(), "failed");
            to.add(Metric.VIDEO_KEY_FRAMES, stats.keyFrames());
            to.add(Metric.VIDEO_ENCODER_STARTS, stats.encoderStarts());
            to.add(Metric.VIDEO_ENCODE_TIME, stats.encodeNanos() / 1e9);
            to.add(Metric.VIDEO_BITRATE, stats.targetBitrate());
        }
    }

    private void peers(MetricSamples to) {
        PeerService peers = services.peers;
        if (peers != null) {
            List<PeerStats> all = peers.peers().stream()
                    .map(peers::stats)
                    .flatMap(Optional::stream)
                    .toList();
            List<PeerStats> viewers = all.stream().filter(VideoChecks::watches).toList();
            long linked = all.stream().filter(PeerStats::linked).count();
            to.add(Metric.PEERS, linked, "linked");
            to.add(Metric.PEERS, all.size() - linked, "connecting");
            to.add(Metric.VIEWERS, viewers.size());
            viewers.stream()
                    .mapToDouble(PeerStats::roundTripMillis)
                    .filter(millis -> millis >= 0)
                    .max()
                    .ifPresent(millis -> to.add(Metric.ROUND_TRIP, millis / 1000));
            latency(to, peers.videoLatency());
            viewers.stream().mapToDouble(PeerStats::fractionLost).max().ifPresent(loss -> to.add(Metric.LOSS, loss));
        }
    }

    /** Missing while no frame was sent. */
    private static void latency(MetricSamples to, VideoLatency latency) {
        if (latency.frames() > 0) {
            to.add(Metric.VIDEO_ENCODED, latency.encodedP50Nanos() / NANOS, "0.5");
            to.add(Metric.VIDEO_ENCODED, latency.encodedP99Nanos() / NANOS, "0.99");
            to.add(Metric.VIDEO_SENT, latency.sentP50Nanos() / NANOS, "0.5");
            to.add(Metric.VIDEO_SENT, latency.sentP99Nanos() / NANOS, "0.99");
        }
    }

    private void limits(MetricSamples to) {
        RateLimitMonitor limits = services.rateLimits;
        if (limits != null) {
            for (Budget budget : Budget.values()) {
                to.add(Metric.REFUSALS, limits.refused().getOrDefault(budget, 0L), word(budget));
                to.add(Metric.CALLERS, limits.callers().getOrDefault(budget, 0), word(budget));
            }
        }
    }

    private void audit(MetricSamples to) {
        AuditLog audit = services.audit;
        if (audit != null) {
            AuditCounters counters = audit.counters();
            to.add(Metric.AUDIT_ENTRIES, counters.entries());
            to.add(Metric.AUDIT_BYTES, counters.bytes());
            to.add(Metric.AUDIT_LOST, counters.lost());
            to.add(Metric.AUDIT_FAILURES, counters.failures());
            to.add(Metric.AUDIT_HEALTHY, counters.healthy());
        }
    }

    /** The number that {@link Metric#HEALTH} explains. */
    private static int level(Result.Status status) {
        return switch (status) {
            case OK -> 0;
            case WARN -> 1;
            case TEMPORARILY_UNAVAILABLE -> 2;
            case CRITICAL -> 3;
            case HEALTH_CHECK_ERROR -> 4;
        };
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
