// SPDX-License-Identifier: Apache-2.0
package io.baton.log.logback;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class FatalErrorAppenderTest {
    private final List<String> fatal = new ArrayList<>();
    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("some.library");

    @BeforeEach
    void attach() {
        FatalErrorAppender appender = new FatalErrorAppender(fatal::add);
        appender.setContext(context);
        appender.start();
        context.getLogger("ROOT").addAppender(appender);
        context.getLogger("ROOT").setLevel(Level.WARN);
    }

    @Test
    void loggedErrorOfTheMachineIsFatalWhereverItIsInTheChain() {
        logger.warn(
                "request failed", new IllegalStateException(new OutOfMemoryError("unable to create native thread")));
        String thread = Thread.currentThread().getName();
        assertEquals(List.of("java.lang.OutOfMemoryError: unable to create native thread, on thread " + thread), fatal);
        logger.atError().setCause(new InternalError("broken")).log("component failed");
        assertEquals("java.lang.InternalError: broken, on thread " + thread, fatal.getLast());
    }

    @Test
    void otherErrorsAndExceptionsAreNot() {
        logger.error("failed", new NoClassDefFoundError("io/baton/Old"));
        logger.error("failed", new StackOverflowError());
        logger.error("failed", new IllegalStateException("x"));
        logger.error("OutOfMemoryError");
        assertEquals(List.of(), fatal);
    }
}
