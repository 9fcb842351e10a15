// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Decides whether the device is ready: HTTP answers with the page, the components that a session needs are active, and
 * no bundle gives a reason against it. The component of {@code PeerService} has bound its UDP port then; the audit
 * journal gives a reason until its first line is written, the encoder until one was opened.
 */
final class Readiness {
    private static final long PAUSE_MILLIS = 25;

    private static final List<String> SERVICES = List.of(
            "io.baton.video.FrameSource",
            "io.baton.video.EncodedVideo",
            "io.baton.peer.PeerService",
            "io.baton.port.ReportPorts",
            "io.baton.hid.HidOutput",
            "io.baton.input.InputMonitor",
            "io.baton.policy.SessionPolicy",
            "io.baton.session.SessionCoordinator",
            "io.baton.audit.AuditLog");

    private final IntSupplier httpStatus;
    private final UnaryOperator<List<String>> missingServices;
    private final Supplier<List<String>> reasons;
    private final LongSupplier nanoTime;

    /**
     * @param httpStatus requests the page; 0 without an answer
     * @param missingServices returns those of the given service interfaces that no bundle provides
     * @param reasons returns the reasons that bundles give for not being ready
     */
    Readiness(
            IntSupplier httpStatus,
            UnaryOperator<List<String>> missingServices,
            Supplier<List<String>> reasons,
            LongSupplier nanoTime) {
        this.httpStatus = httpStatus;
        this.missingServices = missingServices;
        this.reasons = reasons;
        this.nanoTime = nanoTime;
    }

    /** Waits until the device is ready; returns the reason if it is not after the timeout. */
    Optional<String> awaitReady(Duration timeout) throws InterruptedException {
        long end = nanoTime.getAsLong() + timeout.toNanos();
        Optional<String> reason = reasonNotReady();
        while (reason.isPresent() && nanoTime.getAsLong() - end < 0) {
            Thread.sleep(PAUSE_MILLIS);
            reason = reasonNotReady();
        }
        return reason;
    }

    /** Returns why the device is not ready now. */
    Optional<String> reasonNotReady() {
        List<String> missing = missingServices.apply(SERVICES);
        if (!missing.isEmpty()) {
            return Optional.of("no bundle provides " + String.join(", ", missing));
        }
        List<String> given = reasons.get();
        if (!given.isEmpty()) {
            return Optional.of(String.join("; ", given));
        }
        int status = httpStatus.getAsInt();
        if (status == 0) {
            return Optional.of("HTTP does not answer");
        }
        return status < 400 ? Optional.empty() : Optional.of("HTTP answers with status " + status);
    }
}
