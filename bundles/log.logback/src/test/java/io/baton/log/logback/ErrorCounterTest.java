// SPDX-License-Identifier: Apache-2.0
package io.baton.log.logback;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ErrorCounterTest {

    private final ErrorCounter counter = new ErrorCounter();

    @AfterEach
    void close() {
        counter.close();
    }

    @Test
    void errorWithoutExceptionCountsForTheBundleThatLoggedIt() {
        log(Level.ERROR, "input.hidrpc", null);
        assertEquals(1, counter.applyAsLong("io.baton.input.hidrpc"));
        assertEquals(0, counter.applyAsLong("io.baton.hid.usb"));
    }

    @Test
    void warningWithoutExceptionDoesNotCount() {
        log(Level.WARN, "input.hidrpc", null);
        assertEquals(0, counter.applyAsLong("io.baton.input.hidrpc"));
    }

    @Test
    void exceptionCountsForTheBundleThatThrewItAlsoInAWarningOfAnother() {
        log(Level.WARN, "session.coordinator", thrownBy("io.baton.policy.handover.TickRules"));
        log(Level.ERROR, "session.coordinator", thrownBy("io.baton.policy.handover.rules.JoinRules"));
        assertEquals(2, counter.applyAsLong("io.baton.policy.handover"));
        assertEquals(0, counter.applyAsLong("io.baton.session.coordinator"));
    }

    @Test
    void deepestCauseCounts() {
        Throwable outer = new IllegalStateException("outer", thrownBy("io.baton.hid.usb.ReportWriter"));
        outer.setStackTrace(frames("io.baton.input.hidrpc.InputPipeline"));
        log(Level.ERROR, "input.hidrpc", outer);
        assertEquals(1, counter.applyAsLong("io.baton.hid.usb"));
        assertEquals(0, counter.applyAsLong("io.baton.input.hidrpc"));
    }

    @Test
    void nearestClassOfOursCountsForWhatALibraryThrows() {
        log(
                Level.ERROR,
                "scr",
                thrownBy("java.util.ArrayList", "io.baton.hid.usb.EventRing", "io.baton.input.hidrpc.X"));
        assertEquals(1, counter.applyAsLong("io.baton.hid.usb"));
        assertEquals(0, counter.applyAsLong("io.baton.input.hidrpc"));
    }

    @Test
    void exceptionWithoutAClassOfOursCountsForTheLogger() {
        log(Level.ERROR, "tls.jetty", thrownBy("org.eclipse.jetty.server.Server"));
        assertEquals(1, counter.applyAsLong("io.baton.tls.jetty"));
    }

    @Test
    void informationWithAnExceptionDoesNotCount() {
        log(Level.INFO, "tls.jetty", thrownBy("io.baton.tls.jetty.Port"));
        assertEquals(0, counter.applyAsLong("io.baton.tls.jetty"));
    }

    @Test
    void bundleWhoseNameBeginsLikeAnotherIsCountedApart() {
        log(Level.ERROR, "x", thrownBy("io.baton.hid.usbextra.Thing"));
        assertEquals(0, counter.applyAsLong("io.baton.hid.usb"));
        assertEquals(1, counter.applyAsLong("io.baton.hid.usbextra"));
    }

    @Test
    void keysAreBoundedAndKnownOnesGoOnCounting() {
        log(Level.ERROR, "hid.usb", null);
        for (int i = 0; i < 2000; i++) {
            log(Level.ERROR, "invented" + i, null);
        }
        log(Level.ERROR, "hid.usb", null);
        assertEquals(2, counter.applyAsLong("io.baton.hid.usb"));
        assertEquals(1, counter.applyAsLong("io.baton.invented0"));
        assertEquals(0, counter.applyAsLong("io.baton.invented1999"));
    }

    private void log(Level level, String logger, @Nullable Throwable thrown) {
        LoggingEvent event = new LoggingEvent();
        event.setLevel(level);
        event.setLoggerName(logger);
        event.setMessage("on purpose");
        if (thrown != null) {
            event.setThrowableProxy(new ThrowableProxy(thrown));
        }
        counter.append(event);
    }

    private static Throwable thrownBy(String... classes) {
        Throwable thrown = new IllegalStateException("on purpose");
        thrown.setStackTrace(frames(classes));
        return thrown;
    }

    private static StackTraceElement[] frames(String... classes) {
        StackTraceElement[] frames = new StackTraceElement[classes.length];
        for (int i = 0; i < classes.length; i++) {
            frames[i] = new StackTraceElement(classes[i], "run", "Some.java", 1);
        }
        return frames;
    }
}
