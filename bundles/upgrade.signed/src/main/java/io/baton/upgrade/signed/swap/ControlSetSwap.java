// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed.swap;

import io.baton.shared.threads.DaemonThreads;
import io.baton.upgrade.signed.swap.SwapSteps.StepException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces {@code api.control} with all bundles that use it. The new set is installed and resolved beside the old one,
 * which changes nothing. Then the old bundles stop, in the reverse order of their start, and the new ones start; what
 * the old handover store holds goes to the new one. The bundle of this code stays until then, and puts the old set back
 * when one of the new bundles does not start. Last it {@linkplain #handOver hands over} to its own successor.
 *
 * <p>The old set stays installed, and resolved, until {@link #keep}. No bundle is updated or refreshed, so that no
 * bundle outside of the set is restarted.
 */
public final class ControlSetSwap implements BundleSwap {

    /** The bundle whose replacement takes all control bundles along. */
    public static final String API = "io.baton.api.control";

    private static final Logger LOG = LoggerFactory.getLogger("upgrade.signed");

    private final ControlBundles bundles;
    private final SwapSteps steps;
    private final List<String> notes = new ArrayList<>();
    private Duration gap = Duration.ZERO;

    /**
     * @param context of the bundle that does the upgrade
     * @param nanoTime the clock of time limits and gaps
     */
    public ControlSetSwap(BundleContext context, LongSupplier nanoTime) {
        this(
                new OsgiControlBundles(context, nanoTime),
                new TimedSteps(new DaemonThreads(LOG, reason -> LOG.error("step ended reason={}", reason)), nanoTime));
    }

    ControlSetSwap(ControlBundles bundles, SwapSteps steps) {
        this.bundles = bundles;
        this.steps = steps;
    }

    /** Returns the symbolic names of the running bundles that have classes of {@link #API}, directly or by others. */
    public static List<String> dependents(BundleContext context) {
        return OsgiControlBundles.dependents(context);
    }

    @Override
    public SwapResult replace(List<Replacement> replacements) {
        begin();
        if (!bundles.other().isEmpty()) {
            return result(SwapResult.Outcome.UNCHANGED, "busy", "The bundles before these are still kept.");
        }
        try {
            bundles.install(replacements);
        } catch (StepException e) {
            return failed(e);
        }
        try {
            exchange(bundles.own(), bundles.other());
        } catch (StepException e) {
            keep();
            return failed(e);
        }
        return result(SwapResult.Outcome.DONE, "", "");
    }

    @Override
    public SwapResult revert() {
        begin();
        List<Instance> previous = bundles.other();
        try {
            if (previous.isEmpty() || bundles.counterpart() == null) {
                throw new StepException("revert_failed", "the previous bundles are not installed any more", null);
            }
            exchange(bundles.own(), previous);
            return result(SwapResult.Outcome.DONE, "", "");
        } catch (StepException e) {
            LOG.error("control set not reverted detail={}", e.getMessage());
            return result(SwapResult.Outcome.BROKEN, "revert_failed", String.valueOf(e.getMessage()));
        }
    }

    /** Uninstalls the set that is stopped: the old one after a commit, the new one after a roll back. */
    @Override
    public void keep() {
        Instance counterpart = bundles.counterpart();
        List<Instance> kept = bundles.other();
        if (counterpart != null) {
            discard(counterpart);
        }
        kept.reversed().forEach(this::discard);
        bundles.forget();
    }

    @Override
    public void remove(List<String> symbolicNames) {
        for (String name : symbolicNames) {
            Instance instance = bundles.running(name);
            if (instance != null) {
                discard(instance);
            }
        }
    }

    @Override
    public boolean handsOver() {
        return true;
    }

    @Override
    public void handOver(Consumer<SwapResult> failed) {
        // not on the thread of the bundle that is stopped here
        steps.detach(() -> {
            Instance self = bundles.self();
            Instance successor = bundles.counterpart();
            List<String> wanted = self.wanted();
            try {
                stop(self);
                if (successor == null) {
                    throw new StepException("start_failed", self + " has no successor", null);
                }
                start(successor);
                test(successor, wanted);
            } catch (StepException e) {
                LOG.error("not handed over bundle={} reason={} detail={}", successor, e.reason(), e.getMessage());
                failed.accept(putBack(successor, e));
                startedAgain(List.of(self), Map.of(name(self), wanted));
            }
        });
    }

    /** The successor did not start: the set that it belongs to stops, and the own one runs again. */
    private SwapResult putBack(@Nullable Instance successor, StepException cause) {
        begin();
        if (successor != null) {
            stopQuietly(successor);
        }
        try {
            exchange(bundles.other(), bundles.own());
            return result(SwapResult.Outcome.UNCHANGED, cause.reason(), String.valueOf(cause.getMessage()));
        } catch (StepException e) {
            return result(SwapResult.Outcome.BROKEN, e.reason(), String.valueOf(e.getMessage()));
        }
    }

    /** One set stops and the other starts; when that fails, the first one runs again. */
    private void exchange(List<Instance> from, List<Instance> to) throws StepException {
        Map<String, List<String>> wanted = new HashMap<>();
        from.forEach(instance -> wanted.put(name(instance), instance.wanted()));
        long begun = steps.nanos();
        try (ControlBundles.Carrier carrier = bundles.carry()) {
            Map<String, Map<String, Object>> left = Map.of();
            try {
                for (Instance instance : from.reversed()) {
                    stop(instance);
                }
                left = Map.copyOf(carrier.content());
                start(to, wanted);
            } catch (StepException e) {
                LOG.warn("control set put back reason={} detail={}", e.reason(), e.getMessage());
                to.reversed().forEach(this::stopQuietly);
                left.forEach(carrier.content()::putIfAbsent);
                throw e.whole(startedAgain(from, wanted));
            }
        }
        Duration took = Duration.ofNanos(steps.nanos() - begun);
        gap = gap.compareTo(took) < 0 ? took : gap;
        notes.add(
                to.size() + " control bundles in place: absentMillis=" + TimeUnit.NANOSECONDS.toMillis(took.toNanos()));
    }

    private void start(List<Instance> set, Map<String, List<String>> wanted) throws StepException {
        for (Instance instance : set) {
            start(instance);
        }
        for (Instance instance : set) {
            test(instance, wanted.getOrDefault(name(instance), List.of()));
        }
    }

    private void start(Instance instance) throws StepException {
        steps.run("start_failed", SwapSteps.START, () -> {
            instance.start();
            return true;
        });
    }

    private void test(Instance instance, List<String> wanted) throws StepException {
        steps.run("self_test", SwapSteps.SELF_TEST, () -> {
            instance.selfTest(wanted);
            return true;
        });
    }

    /** Starts as many of these as can be started; returns whether all are well. */
    private boolean startedAgain(List<Instance> set, Map<String, List<String>> wanted) {
        boolean whole = true;
        List<Instance> started = new ArrayList<>();
        for (Instance instance : set) {
            try {
                start(instance);
                started.add(instance);
            } catch (StepException e) {
                LOG.error("previous bundle not started bundle={} detail={}", instance, e.getMessage());
                whole = false;
            }
        }
        for (Instance instance : started) {
            try {
                test(instance, wanted.getOrDefault(name(instance), List.of()));
            } catch (StepException e) {
                LOG.error("previous bundle not well bundle={} detail={}", instance, e.getMessage());
                whole = false;
            }
        }
        return whole;
    }

    /** Stops a bundle; one that hangs while it stops is left behind once its services are gone. */
    private void stop(Instance instance) throws StepException {
        try {
            steps.run("stop_failed", SwapSteps.STOP, () -> {
                instance.stop();
                return true;
            });
        } catch (StepException e) {
            if (instance.provides()) {
                throw e;
            }
            notes.add(instance + " does not stop");
        }
    }

    private void stopQuietly(Instance instance) {
        try {
            stop(instance);
        } catch (StepException e) {
            LOG.error("bundle left behind bundle={} detail={}", instance, e.getMessage());
        }
    }

    private void discard(Instance instance) {
        try {
            steps.run("uninstall_failed", SwapSteps.STOP, () -> {
                instance.uninstall();
                return true;
            });
        } catch (StepException e) {
            LOG.error("bundle left behind bundle={} detail={}", instance, e.getMessage());
            notes.add(instance + " left behind");
        }
    }

    private static String name(Instance instance) {
        return instance.toString().split(" ", 2)[0];
    }

    private void begin() {
        notes.clear();
        gap = Duration.ZERO;
    }

    private SwapResult failed(StepException e) {
        LOG.warn("control set not replaced reason={} detail={}", e.reason(), e.getMessage());
        return result(
                e.isWhole() ? SwapResult.Outcome.UNCHANGED : SwapResult.Outcome.BROKEN,
                e.reason(),
                String.valueOf(e.getMessage()));
    }

    private SwapResult result(SwapResult.Outcome outcome, String reason, String detail) {
        return new SwapResult(outcome, gap, reason, detail, notes);
    }
}
