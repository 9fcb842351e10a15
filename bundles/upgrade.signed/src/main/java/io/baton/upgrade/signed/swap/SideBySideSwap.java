// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed.swap;

import io.baton.handover.HandoverStore;
import io.baton.handover.SavedState;
import io.baton.shared.threads.DaemonThreads;
import io.baton.upgrade.signed.swap.SwapSteps.StepException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces bundles make-before-break: the new version runs beside the old one before the old one hands over its state
 * and stops, so that callers are never without a service. A bundle whose header {@value BundleSwap#HEADER} says
 * {@code in-place} is stopped before its successor starts, and its state waits in the handover store.
 *
 * <p>Every step has a time limit. A step that exceeds it has failed: its thread is interrupted and left behind.
 */
public final class SideBySideSwap implements BundleSwap {

    private static final Logger LOG = LoggerFactory.getLogger("upgrade.signed");

    /** The two versions of one bundle; {@code previous} is null for one that is added. */
    private record Pair(@Nullable Instance previous, Instance next) {}

    private final Instances instances;
    private final SwapSteps steps;
    private final Supplier<@Nullable HandoverStore> store;
    private final List<Pair> replaced = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private Duration gap = Duration.ZERO;

    /**
     * @param context of the bundle that does the upgrade
     * @param nanoTime the clock of time limits and gaps
     */
    public SideBySideSwap(BundleContext context, LongSupplier nanoTime) {
        this(
                new OsgiInstances(context, nanoTime),
                // the code of a bundle that is replaced runs on such a thread: its errors are that bundle's, not fatal
                new TimedSteps(new DaemonThreads(LOG, reason -> LOG.error("step ended reason={}", reason)), nanoTime),
                () -> {
                    ServiceReference<HandoverStore> reference = context.getServiceReference(HandoverStore.class);
                    return reference == null ? null : context.getService(reference);
                });
    }

    SideBySideSwap(Instances instances, SwapSteps steps, Supplier<@Nullable HandoverStore> store) {
        this.instances = instances;
        this.steps = steps;
        this.store = store;
    }

    @Override
    public SwapResult replace(List<Replacement> replacements) {
        begin();
        if (!replaced.isEmpty()) {
            return result(SwapResult.Outcome.UNCHANGED, "busy", "The bundles before these are still kept.");
        }
        List<Pair> pairs = new ArrayList<>();
        List<Pair> exchanged = new ArrayList<>();
        try {
            prepare(replacements, pairs);
            for (Pair pair : pairs) {
                exchange(pair);
                exchanged.add(pair);
            }
        } catch (StepException e) {
            LOG.warn("swap failed reason={} detail={}", e.reason(), e.getMessage());
            boolean whole = e.isWhole();
            for (Pair pair : exchanged.reversed()) {
                whole &= putBack(pair);
            }
            pairs.forEach(pair -> discard(pair.next));
            return result(
                    whole ? SwapResult.Outcome.UNCHANGED : SwapResult.Outcome.BROKEN,
                    e.reason(),
                    String.valueOf(e.getMessage()));
        }
        replaced.addAll(exchanged);
        return result(SwapResult.Outcome.DONE, "", "");
    }

    @Override
    public SwapResult revert() {
        begin();
        boolean whole = true;
        for (Pair pair : replaced.reversed()) {
            whole &= putBack(pair);
        }
        replaced.clear();
        return whole
                ? result(SwapResult.Outcome.DONE, "", "")
                : result(SwapResult.Outcome.BROKEN, "revert_failed", "A previous bundle does not run.");
    }

    @Override
    public void remove(List<String> symbolicNames) {
        for (String name : symbolicNames) {
            try {
                Instance instance = instances.running(name);
                if (instance != null) {
                    discard(instance);
                }
            } catch (StepException e) {
                LOG.error("bundle left behind bundle={} detail={}", name, e.getMessage());
            }
        }
    }

    @Override
    public void keep() {
        for (Pair pair : replaced) {
            if (pair.previous != null) {
                discard(pair.previous);
            }
        }
        replaced.clear();
    }

    private void begin() {
        notes.clear();
        gap = Duration.ZERO;
    }

    private SwapResult result(SwapResult.Outcome outcome, String reason, String detail) {
        return new SwapResult(outcome, gap, reason, detail, notes);
    }

    /** Installs all, starts those that run beside their predecessor, and checks that they provide what it does. */
    private void prepare(List<Replacement> replacements, List<Pair> pairs) throws StepException {
        for (Replacement replacement : replacements) {
            Instance previous = instances.running(replacement.symbolicName());
            if (previous != null) {
                instances.check(previous, replacement);
            }
            pairs.add(new Pair(
                    previous, steps.run("install_failed", SwapSteps.START, () -> instances.install(replacement))));
        }
        instances.resolve(pairs.stream().map(Pair::next).toList());
        for (Pair pair : pairs) {
            Instance previous = pair.previous;
            if (previous != null && !previous.inPlace() && !pair.next.inPlace()) {
                start(pair.next, previous.wanted());
                for (Handover handover : previous.handovers()) {
                    schema(handover, pair.next);
                }
            }
        }
    }

    private void start(Instance next, List<String> wanted) throws StepException {
        steps.run("start_failed", SwapSteps.START, () -> {
            next.start();
            return true;
        });
        steps.run("self_test", SwapSteps.SELF_TEST, () -> {
            next.selfTest(wanted);
            return true;
        });
    }

    private void exchange(Pair pair) throws StepException {
        Instance previous = pair.previous;
        if (previous == null) {
            start(pair.next, List.of());
            notes.add(pair.next + " added");
            return;
        }
        boolean state = !previous.handovers().isEmpty();
        long begun = steps.nanos();
        try (GapMeter meter = instances.meter(previous, pair.next)) {
            if (previous.inPlace() || pair.next.inPlace()) {
                inPlace(previous, pair.next);
                note(pair, "in place", false, begun, meter);
            } else {
                beside(previous, pair.next);
                note(pair, "beside", state, begun, meter);
            }
        }
    }

    /** @param state whether callers waited from the freeze until the old version had stopped */
    private void note(Pair pair, String how, boolean state, long begun, GapMeter meter) {
        Duration unbound = meter.longest();
        Duration took = Duration.ofNanos(steps.nanos() - begun);
        Duration without = state ? took : unbound;
        gap = gap.compareTo(without) < 0 ? without : gap;
        notes.add(pair.previous + " and " + pair.next.version() + " " + how + ": unboundMicros="
                + TimeUnit.NANOSECONDS.toMicros(unbound.toNanos()) + " exchangeMicros="
                + TimeUnit.NANOSECONDS.toMicros(took.toNanos()));
    }

    /** The state goes from one to the other; then the first stops, and its callers go over to the second. */
    private void beside(Instance from, Instance to) throws StepException {
        List<Handover> asked = new ArrayList<>();
        try {
            for (Handover handover : from.handovers()) {
                int schema = schema(handover, to);
                Handover successor = successor(handover, to);
                asked.add(handover);
                SavedState state = steps.run(
                        "freeze_failed",
                        SwapSteps.FREEZE,
                        () -> handover.service().freeze(schema));
                steps.run("adopt_failed", SwapSteps.ADOPT, () -> {
                    successor.service().adopt(state);
                    return true;
                });
            }
        } catch (StepException e) {
            // before what failed is removed, which may take longer than input waits
            boolean whole = resume(asked);
            discard(to);
            throw e.whole(whole);
        }
        stop(from);
    }

    /** Stops a bundle; one that hangs while it stops is left behind once its services are gone. */
    private void stop(Instance from) throws StepException {
        try {
            steps.run("stop_failed", SwapSteps.STOP, () -> {
                from.stop();
                return true;
            });
        } catch (StepException e) {
            if (from.provides()) {
                throw e.whole(false);
            }
            notes.add(from + " does not stop");
        }
    }

    private boolean resume(List<Handover> frozen) {
        boolean whole = true;
        for (Handover handover : frozen) {
            try {
                steps.run("resume_failed", SwapSteps.ADOPT, () -> {
                    handover.service().resume();
                    return true;
                });
            } catch (StepException e) {
                // one that did not freeze goes on without this
                LOG.warn("not resumed role={} detail={}", handover.role(), e.getMessage());
                whole &= e.getCause() instanceof IllegalStateException;
            }
        }
        return whole;
    }

    /** One stops, the other starts; the state is in the store, and back in it if the other fails. */
    private void inPlace(Instance from, Instance to) throws StepException {
        List<String> wanted = from.wanted();
        stop(from);
        List<SavedState> states = copies(from.storedRoles());
        try {
            start(to, wanted);
        } catch (StepException e) {
            discard(to);
            HandoverStore present = store.get();
            if (present != null) {
                states.forEach(state -> put(present, state));
            }
            throw e.whole(started(from, wanted));
        }
    }

    private List<SavedState> copies(List<String> roles) {
        List<SavedState> states = new ArrayList<>();
        HandoverStore present = store.get();
        if (present != null) {
            for (String role : roles) {
                present.take(role).ifPresent(state -> {
                    states.add(state);
                    put(present, state);
                });
            }
        }
        return states;
    }

    private static void put(HandoverStore store, SavedState state) {
        store.put(state.role(), state.schema(), state.epoch(), state.state());
    }

    private boolean started(Instance instance, List<String> wanted) {
        try {
            start(instance, wanted);
            return true;
        } catch (StepException e) {
            LOG.error("previous bundle not started bundle={} detail={}", instance, e.getMessage());
            return false;
        }
    }

    /** Puts the previous bundle in the place of one that replaced it; returns whether it runs. */
    private boolean putBack(Pair pair) {
        Instance previous = pair.previous;
        if (previous == null) {
            discard(pair.next);
            return true;
        }
        List<String> wanted = pair.next.wanted();
        boolean state = !pair.next.handovers().isEmpty();
        long begun = steps.nanos();
        try (GapMeter meter = instances.meter(pair.next, previous)) {
            if (previous.inPlace() || pair.next.inPlace()) {
                discard(pair.next);
                boolean runs = started(previous, wanted);
                note(pair, "in place", false, begun, meter);
                return runs;
            }
            boolean runs = started(previous, List.of());
            begun = steps.nanos();
            takeBack(pair.next, previous);
            discard(pair.next);
            note(pair, "beside", state, begun, meter);
            return runs && previous.provides();
        }
    }

    /** Takes the state back from a bundle that may not answer any more; without its state, all keys are released. */
    private void takeBack(Instance bad, Instance previous) {
        for (Handover successor : previous.handovers()) {
            SavedState state = new SavedState(successor.role(), 0, 0, Duration.ZERO, Map.of());
            for (Handover handover : bad.handovers()) {
                OptionalInt schema = handover.common(successor);
                if (handover.role().equals(successor.role()) && schema.isPresent()) {
                    try {
                        state = steps.run(
                                "freeze_failed",
                                SwapSteps.FREEZE,
                                () -> handover.service().freeze(schema.getAsInt()));
                    } catch (StepException e) {
                        LOG.warn("state lost role={} detail={}", successor.role(), e.getMessage());
                    }
                }
            }
            SavedState found = state;
            try {
                steps.run("adopt_failed", SwapSteps.ADOPT, () -> {
                    successor.service().adopt(found);
                    return true;
                });
            } catch (StepException e) {
                LOG.warn("state not adopted role={} detail={}", successor.role(), e.getMessage());
            }
        }
    }

    private static int schema(Handover handover, Instance to) throws StepException {
        return handover.common(successor(handover, to))
                .orElseThrow(() -> new StepException(
                        "state_schema", to + " reads no state that is written for " + handover.role(), null));
    }

    private static Handover successor(Handover handover, Instance to) throws StepException {
        for (Handover candidate : to.handovers()) {
            if (candidate.role().equals(handover.role())) {
                return candidate;
            }
        }
        throw new StepException("self_test", to + " does not take over " + handover.role(), null);
    }

    /** Stops and uninstalls a bundle; one that hangs is left behind. */
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
}
