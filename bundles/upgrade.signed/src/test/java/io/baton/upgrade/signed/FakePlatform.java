// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import io.baton.upgrade.UpgradeException;
import io.baton.upgrade.UpgradeRefusal;
import io.baton.upgrade.signed.swap.BundleSwap;
import io.baton.upgrade.signed.swap.Replacement;
import io.baton.upgrade.signed.swap.SwapResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A device of bundles that are names with versions. */
final class FakePlatform implements Platform {

    final Map<String, String> running = new TreeMap<>();
    final Map<String, Path> shipped = new TreeMap<>();
    final List<String> events = new ArrayList<>();
    SwapResult.Outcome swapOutcome = SwapResult.Outcome.DONE;
    SwapResult.Outcome revertOutcome = SwapResult.Outcome.DONE;
    Optional<HealthGate.Problem> problem = Optional.empty();

    /** Observations that have begun and not ended. */
    int observed;

    @Nullable
    UpgradeRefusal refusal;

    /** The bundles that are replaced along with {@code api.control}. */
    List<String> usersOfControl = List.of();

    /** Run in the place of the start of another version of this bundle. */
    Runnable startOfSuccessor = () -> {};

    /** Whether that version starts when this one hands over to it. */
    boolean successorStarts = true;

    /** What ran before the last replacement of the control bundles. */
    private final Map<String, String> previousControl = new TreeMap<>();

    /** Run while the old bundles are given up, which is between the change of the set and its record. */
    Runnable whileKeeping = () -> {};

    @Override
    public Optional<String> version(String symbolicName) {
        return Optional.ofNullable(running.get(symbolicName));
    }

    @Override
    public Optional<Path> shippedJar(String symbolicName) {
        return Optional.ofNullable(shipped.get(symbolicName));
    }

    @Override
    public void check(UpgradeManifest manifest, Map<String, Path> jars) throws UpgradeException {
        UpgradeRefusal present = refusal;
        if (present != null) {
            throw new UpgradeException(present, "refused by the test");
        }
    }

    @Override
    public Set<String> inPlace(Map<String, Path> jars) {
        return jars.keySet();
    }

    @Override
    public void checkSpace(long bytes) {}

    @Override
    public List<String> usersOfControl() {
        return usersOfControl;
    }

    @Override
    public BundleSwap swap(boolean ofControl) {
        return new FakeSwap(ofControl);
    }

    @Override
    public HealthGate observe(List<String> symbolicNames) {
        observed++;
        return new HealthGate() {
            @Override
            public void started() {}

            @Override
            public Optional<Problem> check() {
                return problem;
            }

            @Override
            public String observed() {
                return "fake";
            }

            @Override
            public void close() {
                observed--;
            }
        };
    }

    @Override
    public void restart(String reason) {
        events.add("restart");
    }

    private final class FakeSwap implements BundleSwap {
        private final Map<String, String> before = new TreeMap<>(running);
        private final boolean ofControl;

        FakeSwap(boolean ofControl) {
            this.ofControl = ofControl;
        }

        @Override
        public SwapResult replace(List<Replacement> replacements) {
            events.add("replace");
            if (ofControl) {
                replacements.forEach(
                        replacement -> events.add(replacement.symbolicName() + " " + replacement.version()));
                previousControl.clear();
                previousControl.putAll(running);
            }
            if (swapOutcome == SwapResult.Outcome.DONE) {
                replacements.forEach(replacement -> running.put(replacement.symbolicName(), replacement.version()));
            }
            return result(swapOutcome);
        }

        @Override
        public SwapResult revert() {
            events.add("revert");
            if (revertOutcome == SwapResult.Outcome.DONE) {
                Map<String, String> previous = Map.copyOf(ofControl ? previousControl : before);
                running.clear();
                running.putAll(previous);
            }
            return result(revertOutcome);
        }

        @Override
        public void remove(List<String> symbolicNames) {
            symbolicNames.forEach(running::remove);
        }

        @Override
        public void keep() {
            events.add("keep");
            whileKeeping.run();
        }

        @Override
        public boolean handsOver() {
            return ofControl;
        }

        @Override
        public void handOver(Consumer<SwapResult> failed) {
            events.add("handOver");
            if (!successorStarts) {
                running.clear();
                running.putAll(previousControl);
                failed.accept(result(SwapResult.Outcome.UNCHANGED));
            }
            startOfSuccessor.run();
        }

        private static SwapResult result(SwapResult.Outcome outcome) {
            boolean done = outcome == SwapResult.Outcome.DONE;
            return new SwapResult(
                    outcome,
                    Duration.ofMillis(12),
                    done ? "" : "start_failed",
                    done ? "" : "it threw",
                    List.of("in place"));
        }
    }
}
