// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed.swap;

import io.baton.shared.threads.DaemonThreads;
import io.baton.upgrade.signed.swap.SwapResult.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * Replaces each bundle by {@code Bundle.update}: the old version stops, the new one starts under the same id. A set in
 * which bundles use packages of each other, as with a new API, is stopped, updated, refreshed and started as a whole.
 *
 * <p>Threading. As {@link BundleSwap}. A start that does not return is left to its thread after a time limit.
 */
public final class InPlaceSwap implements BundleSwap {

    private final BundleContext context;
    private final DaemonThreads threads;
    private final LongSupplier nanoTime;
    private final Duration limit;
    private List<Replacement> done = List.of();

    /** @param limit the longest time for which one bundle may stop and start */
    public InPlaceSwap(BundleContext context, DaemonThreads threads, LongSupplier nanoTime, Duration limit) {
        this.context = context;
        this.threads = threads;
        this.nanoTime = nanoTime;
        this.limit = limit;
    }

    /** What failed. */
    private static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;
        private final String reason;

        Failure(String reason, String detail) {
            super(detail);
            this.reason = reason;
        }
    }

    @Override
    public SwapResult replace(List<Replacement> replacements) {
        ServiceGap meter = new ServiceGap(context, names(replacements), nanoTime);
        List<String> notes = new ArrayList<>();
        List<Replacement> begun = new ArrayList<>();
        try {
            if (useEachOther(replacements)) {
                begun.addAll(replacements);
                replaceAsOne(replacements);
                notes.add("as one set");
            } else {
                for (Replacement replacement : replacements) {
                    begun.add(replacement);
                    long from = nanoTime.getAsLong();
                    within(replacement.symbolicName(), () -> replace(replacement));
                    notes.add(replacement.symbolicName() + " in place in "
                            + TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - from) + " ms");
                }
            }
            done = List.copyOf(replacements);
            return new SwapResult(Outcome.DONE, meter.longest(), "", "", notes);
        } catch (Failure e) {
            boolean restored = putBack(begun);
            return new SwapResult(
                    restored ? Outcome.UNCHANGED : Outcome.BROKEN,
                    meter.longest(),
                    e.reason,
                    String.valueOf(e.getMessage()),
                    notes);
        } finally {
            meter.close();
        }
    }

    @Override
    public SwapResult revert() {
        ServiceGap meter = new ServiceGap(context, names(done), nanoTime);
        try {
            boolean restored = putBack(done);
            return new SwapResult(
                    restored ? Outcome.DONE : Outcome.BROKEN,
                    meter.longest(),
                    restored ? "" : "revert_failed",
                    restored ? "" : "A previous bundle could not be started again.",
                    List.of());
        } finally {
            meter.close();
        }
    }

    @Override
    public void keep() {
        done = List.of();
    }

    private static Set<String> names(List<Replacement> replacements) {
        Set<String> names = new HashSet<>();
        replacements.forEach(replacement -> names.add(replacement.symbolicName()));
        return names;
    }

    private Optional<Bundle> bundle(String symbolicName) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .findFirst();
    }

    private void replace(Replacement replacement) throws Failure {
        Optional<Bundle> present = bundle(replacement.symbolicName());
        if (present.isEmpty()) {
            install(replacement);
            return;
        }
        update(present.get(), replacement.jar());
        // an update starts again what was running; a bundle that failed to start was not
        start(replacement);
        expectActive(replacement.symbolicName());
    }

    private void install(Replacement replacement) throws Failure {
        try {
            Bundle bundle = context.installBundle(
                    "reference:" + replacement.jar().toAbsolutePath().toUri());
            bundle.start(Bundle.START_ACTIVATION_POLICY);
        } catch (BundleException e) {
            throw new Failure("start_failed", replacement.symbolicName() + ": " + oneLine(e));
        }
        expectActive(replacement.symbolicName());
    }

    /** The framework starts it again; a failure of that start is an event and no exception. */
    private void update(Bundle bundle, Path jar) throws Failure {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        FrameworkListener listener = event -> {
            if (event.getType() == FrameworkEvent.ERROR && bundle.equals(event.getBundle())) {
                failure.compareAndSet(null, event.getThrowable());
            }
        };
        context.addFrameworkListener(listener);
        try (InputStream in = Files.newInputStream(jar)) {
            bundle.update(in);
        } catch (BundleException | IOException e) {
            throw new Failure("start_failed", bundle.getSymbolicName() + ": " + oneLine(e));
        } finally {
            context.removeFrameworkListener(listener);
        }
        Throwable cause = failure.get();
        if (cause != null) {
            throw new Failure("start_failed", bundle.getSymbolicName() + ": " + oneLine(cause));
        }
    }

    private void expectActive(String symbolicName) throws Failure {
        if (bundle(symbolicName)
                .filter(bundle -> bundle.getState() == Bundle.ACTIVE)
                .isEmpty()) {
            throw new Failure("start_failed", symbolicName + " did not start.");
        }
    }

    private boolean useEachOther(List<Replacement> replacements) {
        Set<Bundle> set = bundles(replacements);
        return set.stream()
                .anyMatch(
                        bundle -> wiring().getDependencyClosure(Set.of(bundle)).size() > 1);
    }

    private Set<Bundle> bundles(List<Replacement> replacements) {
        Set<Bundle> set = new HashSet<>();
        replacements.forEach(replacement -> bundle(replacement.symbolicName()).ifPresent(set::add));
        return set;
    }

    private FrameworkWiring wiring() {
        return context.getBundle(Constants.SYSTEM_BUNDLE_ID).adapt(FrameworkWiring.class);
    }

    private void replaceAsOne(List<Replacement> replacements) throws Failure {
        for (Replacement replacement : replacements.reversed()) {
            Optional<Bundle> present = bundle(replacement.symbolicName());
            if (present.isPresent()) {
                within(replacement.symbolicName(), () -> stop(present.get()));
            }
        }
        for (Replacement replacement : replacements) {
            Optional<Bundle> present = bundle(replacement.symbolicName());
            if (present.isPresent()) {
                within(replacement.symbolicName(), () -> update(present.get(), replacement.jar()));
            }
        }
        refresh(bundles(replacements));
        for (Replacement replacement : replacements) {
            within(replacement.symbolicName(), () -> start(replacement));
        }
    }

    private static void stop(Bundle bundle) throws Failure {
        try {
            bundle.stop(Bundle.STOP_TRANSIENT);
        } catch (BundleException e) {
            throw new Failure("stop_failed", bundle.getSymbolicName() + ": " + oneLine(e));
        }
    }

    private void start(Replacement replacement) throws Failure {
        Optional<Bundle> present = bundle(replacement.symbolicName());
        if (present.isEmpty()) {
            install(replacement);
            return;
        }
        try {
            present.get().start(Bundle.START_ACTIVATION_POLICY);
        } catch (BundleException e) {
            throw new Failure("start_failed", replacement.symbolicName() + ": " + oneLine(e));
        }
    }

    private void refresh(Set<Bundle> bundles) throws Failure {
        CountDownLatch refreshed = new CountDownLatch(1);
        wiring().refreshBundles(bundles, event -> refreshed.countDown());
        try {
            if (!refreshed.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Failure("hang", "The framework did not refresh the set in time.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("interrupted", "The upgrade was interrupted.");
        }
    }

    /** Puts the previous bundles back, in reverse; returns whether all run. */
    private boolean putBack(List<Replacement> replaced) {
        try {
            List<Replacement> back = new ArrayList<>();
            for (Replacement replacement : replaced.reversed()) {
                if (replacement.previous().isPresent()) {
                    back.add(new Replacement(
                            replacement.symbolicName(),
                            "",
                            replacement.previous().get(),
                            Optional.empty()));
                } else {
                    within(replacement.symbolicName(), () -> uninstall(replacement.symbolicName()));
                }
            }
            if (useEachOther(back)) {
                replaceAsOne(back.reversed());
            } else {
                for (Replacement one : back) {
                    within(one.symbolicName(), () -> replace(one));
                }
            }
            return true;
        } catch (Failure e) {
            return false;
        }
    }

    private void uninstall(String symbolicName) throws Failure {
        Optional<Bundle> present = bundle(symbolicName);
        if (present.isPresent()) {
            try {
                present.get().uninstall();
            } catch (BundleException e) {
                throw new Failure("revert_failed", symbolicName + ": " + oneLine(e));
            }
        }
    }

    /** A step of the life cycle. */
    private interface Step {
        void run() throws Failure;
    }

    /** Runs a step on a thread of its own, because code of the bundle runs in it that may never return. */
    private void within(String symbolicName, Step step) throws Failure {
        AtomicReference<@Nullable Failure> failure = new AtomicReference<>();
        Thread thread = threads.start("baton-upgrade-swap", () -> {
            try {
                step.run();
            } catch (Failure e) {
                failure.set(e);
            } catch (RuntimeException | LinkageError e) {
                failure.set(new Failure("start_failed", symbolicName + ": " + oneLine(e)));
            }
        });
        try {
            if (!thread.join(limit)) {
                thread.interrupt();
                throw new Failure("hang", symbolicName + " did not stop or start within " + limit.toSeconds() + " s.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("interrupted", "The upgrade was interrupted.");
        }
        Failure cause = failure.get();
        if (cause != null) {
            throw cause;
        }
    }

    private static String oneLine(Throwable cause) {
        Throwable deepest = cause;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return (deepest.getClass().getSimpleName() + " " + deepest.getMessage()).replaceAll("\\s+", " ");
    }
}
