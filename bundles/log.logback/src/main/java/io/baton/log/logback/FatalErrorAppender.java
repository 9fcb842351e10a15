// SPDX-License-Identifier: Apache-2.0
package io.baton.log.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.function.Consumer;

/**
 * Ends the device when an error of the virtual machine is logged, such as that no thread or no direct memory can be
 * had. The web server, the framework and Declarative Services catch every error of a request, a listener or a
 * component, log it and go on: the device would answer HTTP and do nothing. A {@link LinkageError} is none, because a
 * bundle that is replaced may cause one; nor is a stack that overflowed, which concerns one task.
 */
final class FatalErrorAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private static final int MAX_CAUSES = 20;

    private final Consumer<String> fatal;

    FatalErrorAppender(Consumer<String> fatal) {
        this.fatal = fatal;
        setName("FATAL");
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (!(event.getThrowableProxy() instanceof ThrowableProxy proxy)) {
            return;
        }
        Throwable cause = proxy.getThrowable();
        for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
            if (cause instanceof VirtualMachineError && !(cause instanceof StackOverflowError)) {
                fatal.accept(cause + ", on thread " + event.getThreadName());
                return;
            }
            cause = cause.getCause();
        }
    }
}
