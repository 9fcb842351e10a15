// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.upgrade.signed.FakeFramework.FakeBundle;
import io.baton.upgrade.signed.FakeFramework.FakeService;
import io.baton.upgrade.signed.HealthGate.Problem;
import io.baton.video.EncodedVideo;
import io.baton.video.VideoSignal;
import io.baton.video.VideoStats;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;

class FrameworkHealthTest {

    private static final String NAME = "io.baton.hid.usb";
    /** A problem counts in this check in a row. */
    private static final int CHECKS = 4;

    private final FakeFramework framework = new FakeFramework();
    private final FakeBundle bundle = framework.bundle(NAME);
    private final FakeBundle reporter = framework.bundle("io.baton.health.felix");
    private String complaint = "";
    private long errors;
    private int threads = 40;
    private long encoderErrors;
    private final Object encoder = encoder();

    @Test
    void bundleThatIsAsBeforeIsWell() {
        FakeFramework.service(bundle, Runnable.class, Object::new);
        HealthGate gate = observe();
        for (int i = 0; i < 20; i++) {
            assertEquals(Optional.empty(), gate.check());
        }
    }

    @Test
    void bundleThatDoesNotRunCountsAtOnce() {
        HealthGate gate = observe();
        bundle.state = Bundle.RESOLVED;
        assertEquals(
                new Problem("start_failed", NAME + " does not run."),
                gate.check().orElseThrow());
    }

    @Test
    void nextVersionTakesThePlaceOfAStoppedOne() {
        FakeFramework.service(bundle, Runnable.class, Object::new);
        HealthGate gate = observe();
        bundle.state = Bundle.RESOLVED;
        FakeFramework.service(framework.bundle(NAME), Runnable.class, Object::new);
        for (int i = 0; i < 20; i++) {
            assertEquals(Optional.empty(), gate.check());
        }
    }

    @Test
    void manyMoreThreadsCountWhenTheyLast() {
        HealthGate gate = observe();
        threads += FrameworkHealth.MAX_MORE_THREADS;
        for (int i = 0; i < 20; i++) {
            assertEquals(Optional.empty(), gate.check());
        }
        threads++;
        assertLasts(new Problem("threads", "The process has 65 threads more than before."), gate);
    }

    @Test
    void missingServiceCountsWhenItLasts() {
        FakeService service = FakeFramework.service(bundle, Runnable.class, Object::new);
        HealthGate gate = observe();
        bundle.services.remove(service);
        for (int i = 1; i < CHECKS; i++) {
            assertEquals(Optional.empty(), gate.check(), "check " + i);
        }
        bundle.services.add(service);
        assertEquals(Optional.empty(), gate.check());
        bundle.services.remove(service);
        assertLasts(new Problem("service_missing", NAME + " does not provide java.lang.Runnable."), gate);
    }

    @Test
    void serviceWhoseObjectCannotBeMadeIsMissing() {
        Supplier<?>[] object = {Object::new};
        FakeFramework.service(bundle, Runnable.class, () -> object[0].get());
        HealthGate gate = observe();
        object[0] = () -> {
            throw new NoClassDefFoundError("on purpose");
        };
        assertLasts(new Problem("service_missing", NAME + " does not provide java.lang.Runnable."), gate);
    }

    @Test
    void usedServiceIsNotMadeAgain() {
        FakeFramework.service(bundle, Runnable.class, () -> {
                    throw new IllegalStateException("not to be asked");
                })
                .used = true;
        HealthGate gate = observe();
        for (int i = 0; i < 20; i++) {
            assertEquals(Optional.empty(), gate.check());
        }
    }

    @Test
    void newComplaintCountsWhenItLastsAndOneFromBeforeDoesNot() {
        for (String role : List.of("health", "readiness")) {
            complaint = "free disk: 12 MiB";
            FakeService service =
                    FakeFramework.role(reporter, role, Supplier.class, (Supplier<String>) () -> complaint);
            HealthGate gate = observe();
            for (int i = 0; i < 20; i++) {
                assertEquals(Optional.empty(), gate.check());
            }
            complaint = "free disk: 11 MiB\none primary: two";
            assertLasts(new Problem("unhealthy", "one primary: two"), gate);
            reporter.services.remove(service);
        }
    }

    @Test
    void reporterThatFailsHasAComplaint() {
        FakeFramework.role(reporter, "health", Supplier.class, (Supplier<String>) () -> {
            if (complaint.isEmpty()) {
                return "";
            }
            throw new IllegalStateException(complaint);
        });
        HealthGate gate = observe();
        complaint = "on purpose";
        assertLasts(
                new Problem("unhealthy", "a reporter of health failed: java.lang.IllegalStateException: on purpose"),
                gate);
    }

    @Test
    void seriesOfErrorsCountsAtOnce() {
        countErrors();
        errors = 100;
        HealthGate gate = observe();
        gate.started();
        errors += FrameworkHealth.MAX_ERRORS;
        assertEquals(Optional.empty(), gate.check());
        errors++;
        assertEquals(
                new Problem("errors", NAME + " logged more than 5 errors in 10 s."),
                gate.check().orElseThrow());
    }

    @Test
    void fewErrorsInEachWindowDoNotCount() {
        countErrors();
        HealthGate gate = observe();
        gate.started();
        for (int i = 0; i < 100; i++) {
            errors += i % 2;
            assertEquals(Optional.empty(), gate.check(), "check " + i);
        }
    }

    @Test
    void frameThatTheEncoderLosesCountsAndOneFromBeforeDoesNot() {
        encoderErrors = 3;
        FakeFramework.service(framework.bundle("video"), EncodedVideo.class, () -> encoder);
        HealthGate gate = observe();
        for (int i = 0; i < 20; i++) {
            assertEquals(Optional.empty(), gate.check());
        }
        encoderErrors++;
        assertLasts(new Problem("video_disturbed", "The encoder has lost frames."), gate);
    }

    @Test
    void encoderThatIsGoneCounts() {
        FakeBundle video = framework.bundle("video");
        FakeFramework.service(video, EncodedVideo.class, () -> encoder);
        HealthGate gate = observe();
        video.services.clear();
        assertLasts(new Problem("video_disturbed", "The encoder is gone."), gate);
    }

    @Test
    void journalTellsWhatIsObserved() {
        assertEquals(
                "bundles, services, control, video, queues, input, threads, 0 reporters of health; errors in the log are not counted",
                observe().observed());
        countErrors();
        FakeFramework.role(reporter, "health", Supplier.class, (Supplier<String>) () -> "");
        assertEquals(
                "bundles, services, control, video, queues, input, threads, 1 reporters of health, errors in the log",
                observe().observed());
    }

    private HealthGate observe() {
        return new FrameworkHealth(framework.context(), List.of(NAME), () -> threads);
    }

    private void countErrors() {
        FakeFramework.role(reporter, "errors", ToLongFunction.class, (ToLongFunction<String>)
                name -> name.equals(NAME) ? errors : 0);
    }

    private Object encoder() {
        return Proxy.newProxyInstance(
                EncodedVideo.class.getClassLoader(),
                new Class<?>[] {EncodedVideo.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "stats" -> new VideoStats(0, 0, 0, 0, 0, encoderErrors, 0, 0);
                    case "signal" -> VideoSignal.absent(VideoSignal.State.NO_SIGNAL);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static void assertLasts(Problem expected, HealthGate gate) {
        for (int i = 1; i < CHECKS; i++) {
            assertEquals(Optional.empty(), gate.check(), "check " + i);
        }
        assertEquals(Optional.of(expected), gate.check());
    }
}
