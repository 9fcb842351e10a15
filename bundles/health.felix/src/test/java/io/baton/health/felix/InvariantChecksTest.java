// SPDX-License-Identifier: Apache-2.0
package io.baton.health.felix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.audit.AuditCounters;
import io.baton.peer.PeerId;
import io.baton.port.UsbState;
import io.baton.ratelimit.Budget;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.SessionCoordinator;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.RosterFixtureBuilder;
import io.baton.time.TimeState;
import io.baton.video.VideoSignal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.junit.jupiter.api.Test;

final class InvariantChecksTest {

    private final DeviceFixture device = new DeviceFixture();

    @Test
    void clockThatIsNotSynchronisedIsAWarning() {
        assertEquals(Status.OK, device.check("clock").getStatus());
        for (boolean enabled : List.of(true, false)) {
            device.services.time = () -> new TimeState(
                    false, Optional.of(enabled), "systemd-timesyncd", "", Optional.empty(), List.of(), "Etc/UTC");
            assertEquals(Status.WARN, device.check("clock").getStatus());
        }
        device.services.time = () -> new TimeState(
                true, Optional.of(true), "systemd-timesyncd", "ntp.example", Optional.empty(), List.of(), "Etc/UTC");
        assertEquals(Status.OK, device.check("clock").getStatus());
    }

    @Test
    void everyCheckOfASoundDeviceIsOk() {
        for (String name : device.names()) {
            Result result = device.check(name);
            assertEquals(Status.OK, result.getStatus(), name + ": " + DeviceFixture.text(result));
        }
    }

    @Test
    void secondCoordinatorIsCritical() {
        device.services.coordinators = List.of(
                device.coordinator,
                new FakeCoordinator(
                        new RosterFixtureBuilder().observer("cat", 3).build()));
        assertStatus(Status.CRITICAL, "one primary");
    }

    @Test
    void absentCoordinatorIsTemporary() {
        device.services.coordinators = List.<SessionCoordinator>of();
        assertStatus(Status.TEMPORARILY_UNAVAILABLE, "one primary");
        assertStatus(Status.TEMPORARILY_UNAVAILABLE, "coordinator answers");
    }

    @Test
    void refusalByTheCoordinatorIsCriticalAndAbsentPolicyTemporary() {
        device.coordinator.setOutcome(Outcome.refused(Reason.BUSY, "full"));
        assertStatus(Status.CRITICAL, "coordinator answers");
        device.coordinator.refuseAll(Reason.TEMPORARILY_UNAVAILABLE);
        assertStatus(Status.TEMPORARILY_UNAVAILABLE, "coordinator answers");
    }

    @Test
    void fullQueueIsCriticalAndNearlyFullOneWarns() {
        device.inputGauge = "input length=201 capacity=256 nearly full";
        assertStatus(Status.WARN, "queues");
        device.inputGauge = "input length=256 capacity=256 nearly full";
        assertStatus(Status.CRITICAL, "queues");
        device.services.gauges = List.of();
        assertStatus(Status.TEMPORARILY_UNAVAILABLE, "queues");
    }

    @Test
    void fewLostEventsWarnAndManyAreCriticalForAMinute() {
        assertStatus(Status.OK, "HID errors");
        device.hidGauge = "hid discarded=1 late=0 lease=1";
        assertStatus(Status.WARN, "HID errors");
        device.hidGauge = "hid discarded=50 late=0 lease=1";
        assertStatus(Status.CRITICAL, "HID errors");
        device.clock.advanceMillis(CounterWindow.SPAN.toMillis());
        assertStatus(Status.OK, "HID errors");
    }

    @Test
    void acceptedInputThatIsNotWrittenIsCritical() {
        device.hidGauge = "hid written=7 lease=0";
        assertStatus(Status.OK, "HID lease");
        device.accepted = 5;
        assertStatus(Status.CRITICAL, "HID lease");
        device.hidGauge = "hid written=8 lease=0";
        assertStatus(Status.OK, "HID lease");
    }

    @Test
    void targetThatIsOffWarns() {
        device.usb = UsbState.NOT_ATTACHED;
        assertStatus(Status.WARN, "HID lease");
    }

    @Test
    void absentHidOutputIsTemporaryAndAbsentPortsAreCritical() {
        device.services.ports = null;
        assertStatus(Status.CRITICAL, "HID lease");
        device.services.hid = null;
        assertStatus(Status.TEMPORARILY_UNAVAILABLE, "HID lease");
        assertStatus(Status.TEMPORARILY_UNAVAILABLE, "HID errors");
    }

    @Test
    void framesThatAreNotEncodedWhileAViewerWatchesAreCritical() {
        assertTrue(DeviceFixture.text(device.check("video")).contains("No viewer watches"));
        watch();
        assertTrue(DeviceFixture.text(device.check("video")).contains("being measured"));
        device.framesIn = 150;
        assertStatus(Status.CRITICAL, "video");
        device.framesEncoded = 150;
        assertStatus(Status.OK, "video");
    }

    @Test
    void encoderThatFallsBehindWarns() {
        watch();
        device.check("video");
        device.framesIn = 150;
        device.framesEncoded = 70;
        assertStatus(Status.WARN, "video");
    }

    @Test
    void sourceThatDeliversNothingWarns() {
        watch();
        device.check("video");
        assertStatus(Status.WARN, "video");
        device.signal = VideoSignal.absent(VideoSignal.State.NO_SIGNAL);
        Result result = device.check("video");
        assertEquals(Status.WARN, result.getStatus());
        assertTrue(DeviceFixture.text(result).contains("no_signal"));
    }

    @Test
    void captureDeviceThatFailsIsToldWithoutAViewer() {
        device.services.captures = List.of(() -> "", () -> "in use by another program");
        Result result = device.check("video");
        assertEquals(Status.WARN, result.getStatus());
        assertTrue(DeviceFixture.text(result).contains("in use by another program"));
        device.services.captures = List.of(() -> "");
        assertStatus(Status.OK, "video");
    }

    @Test
    void encoderErrorIsCriticalWithoutAViewer() {
        device.check("video");
        device.encoderErrors = 1;
        assertStatus(Status.CRITICAL, "video");
    }

    @Test
    void errorsThatAnotherProviderHadBeforeAreNotLostNow() {
        device.check("video");
        device.replaceVideo();
        device.encoderErrors = 5;
        assertStatus(Status.OK, "video");
        device.encoderErrors = 6;
        assertStatus(Status.CRITICAL, "video");
    }

    @Test
    void unwritableJournalAndLostEntriesAreCritical() {
        device.check("audit");
        device.audit = new AuditCounters(true, 3, 300, 1, 2, 1, 0, 0);
        assertStatus(Status.CRITICAL, "audit");
        device.clock.advanceMillis(CounterWindow.SPAN.toMillis());
        assertStatus(Status.WARN, "audit");
        device.audit = new AuditCounters(false, 3, 300, 1, 0, 0, 1, 0);
        assertStatus(Status.CRITICAL, "audit");
        device.services.audit = null;
        assertStatus(Status.TEMPORARILY_UNAVAILABLE, "audit");
    }

    @Test
    void littleDiskAndHeapWarnAndLessIsCritical() {
        device.freeDiskMiB = OptionalLong.of(255);
        assertStatus(Status.WARN, "free disk");
        device.freeDiskMiB = OptionalLong.of(63);
        assertStatus(Status.CRITICAL, "free disk");
        device.freeDiskMiB = OptionalLong.empty();
        assertStatus(Status.WARN, "free disk");
        device.freeHeapPercent = 19;
        assertStatus(Status.WARN, "free heap");
        device.freeHeapPercent = 9;
        assertStatus(Status.CRITICAL, "free heap");
    }

    @Test
    void refusalsWarnForAMinute() {
        device.refused.put(Budget.LOGIN, 7L);
        assertStatus(Status.OK, "refusals");
        device.refused.put(Budget.LOGIN, 9L);
        Result result = device.check("refusals");
        assertEquals(Status.WARN, result.getStatus());
        assertTrue(DeviceFixture.text(result).contains("'login' refused 2 calls"), DeviceFixture.text(result));
        device.clock.advanceMillis(CounterWindow.SPAN.toMillis());
        assertStatus(Status.OK, "refusals");
    }

    private void watch() {
        PeerId peer = device.peers.add();
        device.peers.link(peer);
        device.peers.setVideo(peer, true);
    }

    private void assertStatus(Status expected, String check) {
        Result result = device.check(check);
        assertEquals(expected, result.getStatus(), DeviceFixture.text(result));
    }
}
