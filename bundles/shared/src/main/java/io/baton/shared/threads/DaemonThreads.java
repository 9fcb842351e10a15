// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.threads;

import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.slf4j.Logger;

/**
 * Makes a bundle's threads: daemon, named {@code baton-<role>}. An exception or error that no code catches ends its
 * thread; it is logged with its trace and reported as fatal, because the device would go on without that thread.
 *
 * <p>Threading. Safe for any thread.
 */
public final class DaemonThreads {

    private static final String PREFIX = "baton-";

    private final Logger log;
    private final Consumer<String> fatal;

    /**
     * @param log the logger of the bundle
     * @param fatal ends the device and gives the reason; called on the thread that ends
     */
    public DaemonThreads(Logger log, Consumer<String> fatal) {
        this.log = log;
        this.fatal = fatal;
    }

    /**
     * Returns an unstarted daemon thread. Once it has ended it keeps no reference to its body, and so none to the
     * bundle: Felix 7.0.5 keeps a thread that lost a race for loading a class, for as long as the class loader lives.
     *
     * @throws IllegalArgumentException for a name that does not begin with {@code baton-}
     */
    public Thread unstarted(String name, Runnable body) {
        return Thread.ofPlatform()
                .name(checked(name))
                .daemon()
                .uncaughtExceptionHandler(this::died)
                .unstarted(new FutureTask<>(() -> run(body), null));
    }

    private void run(Runnable body) {
        try {
            body.run();
        } catch (Throwable e) {
            // the task around it would keep it to itself
            died(Thread.currentThread(), e);
        }
    }

    /** Starts a daemon thread and returns it. */
    public Thread start(String name, Runnable body) {
        Thread thread = unstarted(name, body);
        thread.start();
        return thread;
    }

    /** Returns a factory of daemon threads that all have the same name, for an executor of one thread. */
    public ThreadFactory factory(String name) {
        checked(name);
        return body -> unstarted(name, body);
    }

    /**
     * Returns a factory of virtual threads {@code <prefix>0}, {@code <prefix>1} and so on. Each serves one task, so its
     * end is logged and not fatal, unless the virtual machine failed.
     */
    public ThreadFactory virtual(String prefix) {
        return Thread.ofVirtual()
                .name(checked(prefix), 0)
                .uncaughtExceptionHandler((thread, cause) -> {
                    if (isOfTheMachine(cause)) {
                        died(thread, cause);
                    } else {
                        log.error("thread died name={}", thread.getName(), cause);
                    }
                })
                .factory();
    }

    /**
     * Waits for the end of a thread, and returns whether it has ended or was never started. Logs a warning when it
     * still runs after {@code longest}.
     */
    public boolean join(Thread thread, Duration longest) {
        if (thread.getState() == Thread.State.NEW) {
            return true;
        }
        try {
            if (thread.join(longest)) {
                return true;
            }
            log.warn("thread still running name={} waitedMillis={}", thread.getName(), longest.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private void died(Thread thread, Throwable cause) {
        try {
            log.error("thread died name={}", thread.getName(), cause);
        } finally {
            fatal.accept(
                    "thread " + thread.getName() + " died: " + cause.getClass().getName());
        }
    }

    /** A stack that overflowed concerns the task alone. */
    private static boolean isOfTheMachine(Throwable cause) {
        return cause instanceof VirtualMachineError && !(cause instanceof StackOverflowError);
    }

    private static String checked(String name) {
        if (!name.startsWith(PREFIX)) {
            throw new IllegalArgumentException("a thread's name begins with " + PREFIX + ": " + name);
        }
        return name;
    }
}
