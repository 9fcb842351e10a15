// SPDX-License-Identifier: Apache-2.0
package io.baton.health.felix;

import io.baton.audit.AuditCounters;
import io.baton.audit.AuditEvent;
import io.baton.audit.AuditLog;
import io.baton.input.InputCounters;
import io.baton.input.InputMonitor;
import io.baton.peer.PeerId;
import io.baton.port.PortLease;
import io.baton.port.ReportPorts;
import io.baton.port.UsbState;
import io.baton.ratelimit.Budget;
import io.baton.ratelimit.RateLimitMonitor;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.ManualClock;
import io.baton.testkit.RecordingHidOutput;
import io.baton.testkit.RecordingPeerService;
import io.baton.testkit.RosterFixtureBuilder;
import io.baton.video.AccessUnitSink;
import io.baton.video.EncodedVideo;
import io.baton.video.Subscription;
import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import io.baton.video.VideoStats;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;

/** A device of which a test sets every number, and the checks of it. */
final class DeviceFixture {

    final ManualClock clock = new ManualClock();
    final CounterWindow window = new CounterWindow(clock::nanoTime);
    final DeviceServices services = new DeviceServices();
    final FakeCoordinator coordinator = new FakeCoordinator(
            new RosterFixtureBuilder().primary("ann", 1).observer("bob", 2).build());
    final RecordingPeerService peers = new RecordingPeerService();
    final Map<Budget, Long> refused = new EnumMap<>(Budget.class);

    String hidGauge = "hid written=0 late=0 discarded=0 lease=1";
    String inputGauge = "input length=0 capacity=256";
    UsbState usb = UsbState.CONFIGURED;
    long accepted;
    long framesIn;
    long framesEncoded;
    long encoderErrors;
    VideoSignal signal = VideoSignal.ready(new VideoMode(1280, 720, 30));
    AuditCounters audit = new AuditCounters(true, 3, 300, 1, 0, 0, 0, 0);
    OptionalLong freeDiskMiB = OptionalLong.of(5000);
    double freeHeapPercent = 60;

    DeviceFixture() {
        services.coordinators = List.of(coordinator);
        services.gauges = List.of(() -> inputGauge, () -> hidGauge);
        services.hid = new RecordingHidOutput();
        services.peers = peers;
        services.video = new Video();
        services.ports = new Ports();
        services.input = new Input();
        services.audit = new Audit();
        services.rateLimits = new Limits();
    }

    /** Executes the check with this name. */
    Result check(String name) {
        HostChecks host = new HostChecks(
                services, window, new HostChecks.Minimum(64, 10), () -> freeDiskMiB, () -> freeHeapPercent);
        try {
            return InvariantChecks.all(services, window, host).stream()
                    .filter(invariant -> invariant.name().equals(name))
                    .findFirst()
                    .orElseThrow()
                    .check()
                    .execute();
        } finally {
            clock.advanceMillis(5000);
        }
    }

    static String text(Result result) {
        StringBuilder text = new StringBuilder();
        for (ResultLog.Entry entry : result) {
            text.append(entry.getMessage()).append('\n');
        }
        return text.toString();
    }

    List<String> names() {
        HostChecks host =
                new HostChecks(services, window, new HostChecks.Minimum(64, 10), OptionalLong::empty, () -> 1);
        return InvariantChecks.all(services, window, host).stream()
                .map(InvariantChecks.Invariant::name)
                .collect(Collectors.toList());
    }

    /** Another provider takes the place of the encoder. */
    void replaceVideo() {
        services.video = new OtherVideo();
    }

    private final class OtherVideo extends Video {}

    private class Video implements EncodedVideo {
        @Override
        public VideoSignal signal() {
            return signal;
        }

        @Override
        public Subscription subscribe(AccessUnitSink sink) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void requestKeyFrame() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setTargetBitrate(int bitsPerSecond) {
            throw new UnsupportedOperationException();
        }

        @Override
        public VideoStats stats() {
            return new VideoStats(framesIn, framesEncoded, 1, 0, 1, encoderErrors, 4_000_000, 1_000_000);
        }
    }

    private final class Ports implements ReportPorts {
        @Override
        public PortLease lease(Start start) {
            throw new UnsupportedOperationException();
        }

        @Override
        public UsbState state() {
            return usb;
        }

        @Override
        public int leds() {
            return 0;
        }
    }

    private final class Input implements InputMonitor {
        @Override
        public InputCounters counters() {
            return new InputCounters(accepted, 2, 3, 4, 5, 6);
        }

        @Override
        public long lastInputNanos(PeerId peer) {
            return 0;
        }
    }

    private final class Audit implements AuditLog {
        @Override
        public void note(AuditEvent note) {
            throw new UnsupportedOperationException();
        }

        @Override
        public AuditCounters counters() {
            return audit;
        }
    }

    private final class Limits implements RateLimitMonitor {
        @Override
        public Map<Budget, Long> refused() {
            return Map.copyOf(refused);
        }

        @Override
        public Map<Budget, Integer> callers() {
            return Map.of(Budget.RPC, 3);
        }
    }
}
