// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed.swap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.handover.SavedState;
import io.baton.handover.StateHandover;
import io.baton.testkit.FakeHandoverStore;
import io.baton.upgrade.signed.swap.SwapSteps.StepException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The order of steps, and what is put back when one of them fails. */
class SideBySideSwapTest {

    private final List<String> log = new ArrayList<>();
    private final FakeHandoverStore store = new FakeHandoverStore();
    private final FakeInstances instances = new FakeInstances();
    private final SideBySideSwap swap = new SideBySideSwap(instances, new Steps(), () -> store);

    @Test
    void stateGoesOverBeforeTheOldVersionStops() {
        Fake old = instances.add(new Fake("hid", "1").state(1, 2));
        Fake next = instances.offer(new Fake("hid", "2").state(2, 3));
        assertEquals(SwapResult.Outcome.DONE, replace(next).outcome());
        assertEquals(
                List.of("start hid 2", "test hid 2", "freeze hid 1 schema 2", "adopt hid 2 schema 2", "stop hid 1"),
                log);
        assertTrue(old.kept());
    }

    @Test
    void revertHandsTheStateBackInTheOlderSchema() {
        instances.add(new Fake("hid", "1").state(1, 2));
        Fake next = instances.offer(new Fake("hid", "2").state(2, 3));
        replace(next);
        log.clear();
        assertEquals(SwapResult.Outcome.DONE, swap.revert().outcome());
        assertEquals(
                List.of(
                        "start hid 1",
                        "test hid 1",
                        "freeze hid 2 schema 2",
                        "adopt hid 1 schema 2",
                        "uninstall hid 2"),
                log);
    }

    @Test
    void keptVersionIsUninstalledAfterProbation() {
        instances.add(new Fake("hid", "1").state(1));
        replace(instances.offer(new Fake("hid", "2").state(1)));
        log.clear();
        swap.keep();
        assertEquals(List.of("uninstall hid 1"), log);
        assertEquals(
                SwapResult.Outcome.DONE,
                replace(instances.offer(new Fake("hid", "3").state(1))).outcome());
    }

    @Test
    void secondReplacementIsRefusedWhileThePreviousBundlesAreKept() {
        instances.add(new Fake("hid", "1").state(1));
        replace(instances.offer(new Fake("hid", "2").state(1)));
        SwapResult second = replace(instances.offer(new Fake("hid", "3").state(1)));
        assertEquals(SwapResult.Outcome.UNCHANGED, second.outcome());
        assertEquals("busy", second.reason());
    }

    @Test
    void versionThatFailsToStartIsRemovedAndTheOldOneNeverFrozen() {
        instances.add(new Fake("hid", "1").state(1));
        SwapResult result =
                replace(instances.offer(new Fake("hid", "2").state(1).failing("start")));
        assertEquals("UNCHANGED start_failed", result.outcome() + " " + result.reason());
        assertEquals(List.of("start hid 2", "uninstall hid 2"), log);
    }

    @Test
    void versionThatHangsInItsStartIsRemovedAndTheOldOneNeverFrozen() {
        instances.add(new Fake("hid", "1").state(1));
        SwapResult result =
                replace(instances.offer(new Fake("hid", "2").state(1).hanging("start")));
        assertEquals("UNCHANGED timeout", result.outcome() + " " + result.reason());
        assertEquals(List.of("start hid 2", "uninstall hid 2"), log);
    }

    @Test
    void versionThatLacksAServiceIsRemoved() {
        instances.add(new Fake("hid", "1").state(1));
        SwapResult result =
                replace(instances.offer(new Fake("hid", "2").state(1).failing("test")));
        assertEquals("UNCHANGED self_test", result.outcome() + " " + result.reason());
        assertEquals(List.of("start hid 2", "test hid 2", "uninstall hid 2"), log);
    }

    @Test
    void oldVersionResumesBeforeASuccessorThatCannotAdoptIsRemoved() {
        instances.add(new Fake("hid", "1").state(1));
        SwapResult result =
                replace(instances.offer(new Fake("hid", "2").state(1).failing("adopt")));
        assertEquals("UNCHANGED adopt_failed", result.outcome() + " " + result.reason());
        assertEquals(
                List.of(
                        "start hid 2",
                        "test hid 2",
                        "freeze hid 1 schema 1",
                        "adopt hid 2 schema 1",
                        "resume hid 1",
                        "uninstall hid 2"),
                log);
    }

    @Test
    void oldVersionResumesWhenTheSuccessorHangsInAdopt() {
        instances.add(new Fake("hid", "1").state(1));
        SwapResult result =
                replace(instances.offer(new Fake("hid", "2").state(1).hanging("adopt")));
        assertEquals("UNCHANGED timeout", result.outcome() + " " + result.reason());
        assertTrue(log.contains("resume hid 1"), log::toString);
    }

    @Test
    void stateThatTheSuccessorCannotReadIsRefusedBeforeTheFreeze() {
        instances.add(new Fake("hid", "1").state(1, 2));
        SwapResult result = replace(instances.offer(new Fake("hid", "2").state(3)));
        assertEquals("UNCHANGED state_schema", result.outcome() + " " + result.reason());
        assertEquals(List.of("start hid 2", "test hid 2", "uninstall hid 2"), log);
    }

    @Test
    void wholeSetIsPutBackWhenOneOfItFails() {
        instances.add(new Fake("rate", "1"));
        instances.add(new Fake("hid", "1").state(1));
        Fake rate = instances.offer(new Fake("rate", "2"));
        Fake hid = instances.offer(new Fake("hid", "2").state(1).failing("adopt"));
        SwapResult result = replace(rate, hid);
        assertEquals(SwapResult.Outcome.UNCHANGED, result.outcome());
        assertEquals(
                List.of(
                        "start rate 2",
                        "test rate 2",
                        "start hid 2",
                        "test hid 2",
                        "stop rate 1",
                        "freeze hid 1 schema 1",
                        "adopt hid 2 schema 1",
                        "resume hid 1",
                        "uninstall hid 2",
                        "start rate 1",
                        "test rate 1",
                        "uninstall rate 2"),
                log);
    }

    @Test
    void oneOfASetThatFailsToStartLeavesAllOthersAsTheyAre() {
        instances.add(new Fake("rate", "1"));
        instances.add(new Fake("hid", "1").state(1));
        Fake rate = instances.offer(new Fake("rate", "2"));
        Fake hid = instances.offer(new Fake("hid", "2").state(1).failing("start"));
        replace(rate, hid);
        assertEquals(List.of("start rate 2", "test rate 2", "start hid 2", "uninstall rate 2", "uninstall hid 2"), log);
    }

    @Test
    void bundleReplacedInPlaceStopsFirst() {
        instances.add(new Fake("coordinator", "1").storing("roster"));
        SwapResult result = replace(instances.offer(new Fake("coordinator", "2").storing("roster")));
        assertEquals(SwapResult.Outcome.DONE, result.outcome());
        assertEquals(List.of("stop coordinator 1", "start coordinator 2", "test coordinator 2"), log);
        assertEquals("from 1", instances.taken.get("coordinator 2"));
    }

    /** The successor has taken the state before it failed. */
    @Test
    void stateOfABundleReplacedInPlaceIsStoredAgainWhenTheSuccessorFails() {
        instances.add(new Fake("coordinator", "1").storing("roster"));
        SwapResult result = replace(
                instances.offer(new Fake("coordinator", "2").storing("roster").failing("start")));
        assertEquals("UNCHANGED start_failed", result.outcome() + " " + result.reason());
        assertEquals(
                List.of(
                        "stop coordinator 1",
                        "start coordinator 2",
                        "uninstall coordinator 2",
                        "start coordinator 1",
                        "test coordinator 1"),
                log);
        assertEquals("from 1", instances.taken.get("coordinator 1"));
    }

    @Test
    void revertOfABundleThatDoesNotFreezeGoesOnWithoutItsState() {
        instances.add(new Fake("hid", "1").state(1));
        Fake next = instances.offer(new Fake("hid", "2").state(1));
        replace(next);
        next.hanging("freeze");
        log.clear();
        assertEquals(SwapResult.Outcome.DONE, swap.revert().outcome());
        assertEquals(
                List.of(
                        "start hid 1",
                        "test hid 1",
                        "freeze hid 2 schema 1",
                        "adopt hid 1 schema 0",
                        "uninstall hid 2"),
                log);
    }

    @Test
    void bundleThatIsAddedIsRemovedByRevert() {
        assertEquals(
                SwapResult.Outcome.DONE,
                replace(instances.offer(new Fake("new", "1"))).outcome());
        swap.revert();
        assertEquals(List.of("start new 1", "test new 1", "uninstall new 1"), log);
    }

    @Test
    void previousVersionThatDoesNotStartAgainIsReported() {
        Fake old = instances.add(new Fake("rate", "1"));
        replace(instances.offer(new Fake("rate", "2")));
        old.failing("start");
        SwapResult result = swap.revert();
        assertEquals("BROKEN revert_failed", result.outcome() + " " + result.reason());
    }

    private SwapResult replace(Fake... next) {
        List<Replacement> set = new ArrayList<>();
        for (Fake fake : next) {
            set.add(new Replacement(fake.name, fake.version, Path.of(fake.name), Optional.empty()));
        }
        return swap.replace(set);
    }

    /** Steps on the calling thread; one that is to hang ends by its time limit at once. */
    private static final class Steps implements SwapSteps {
        @Override
        public long nanos() {
            return 0;
        }

        @Override
        public <T> T run(String reason, Duration limit, Callable<T> body) throws StepException {
            try {
                return body.call();
            } catch (TimeoutException | HangException e) {
                throw new StepException("timeout", reason, e);
            } catch (Exception e) {
                throw new StepException(reason, String.valueOf(e), e);
            }
        }

        @Override
        public void detach(Runnable task) {
            task.run();
        }
    }

    private static final class FakeInstances implements Instances {
        private final Map<String, Fake> running = new HashMap<>();
        private final Map<String, Fake> offered = new HashMap<>();
        private final Map<String, Object> taken = new HashMap<>();

        Fake add(Fake fake) {
            fake.runs = true;
            running.put(fake.name, fake);
            return fake;
        }

        Fake offer(Fake fake) {
            offered.put(fake.name, fake);
            return fake;
        }

        @Override
        public @Nullable Instance running(String symbolicName) {
            return running.get(symbolicName);
        }

        @Override
        public void check(Instance previous, Replacement replacement) {
            // everything may be replaced
        }

        @Override
        public Instance install(Replacement replacement) {
            Fake fake = offered.get(replacement.symbolicName());
            if (fake == null) {
                throw new IllegalStateException("not offered: " + replacement);
            }
            return fake;
        }

        @Override
        public void resolve(List<Instance> installed) {
            // everything resolves
        }

        @Override
        public GapMeter meter(Instance first, Instance second) {
            return new GapMeter(() -> 0);
        }
    }

    private final class Fake implements Instance {
        private final String name;
        private final String version;
        private List<Integer> schemas = List.of();
        private List<String> stored = List.of();
        private String failing = "";
        private String hanging = "";
        private boolean runs;
        private boolean uninstalled;

        Fake(String name, String version) {
            this.name = name;
            this.version = version;
        }

        Fake state(Integer... readsAndWrites) {
            schemas = List.of(readsAndWrites);
            return this;
        }

        Fake storing(String role) {
            stored = List.of(role);
            return this;
        }

        Fake failing(String step) {
            failing = step;
            return this;
        }

        Fake hanging(String step) {
            hanging = step;
            return this;
        }

        boolean kept() {
            return !uninstalled;
        }

        private void step(String step, String detail) throws Exception {
            log.add(step + " " + this + detail);
            if (step.equals(failing)) {
                throw new IllegalArgumentException("on purpose");
            }
            if (step.equals(hanging)) {
                throw new TimeoutException("on purpose");
            }
        }

        @Override
        public String version() {
            return version;
        }

        @Override
        public boolean inPlace() {
            return !stored.isEmpty();
        }

        @Override
        public List<String> storedRoles() {
            return stored;
        }

        @Override
        public List<Handover> handovers() {
            return schemas.isEmpty() || !runs
                    ? List.of()
                    : List.of(new Handover(name, Set.copyOf(schemas), Set.copyOf(schemas), new State()));
        }

        @Override
        public List<String> wanted() {
            return List.of();
        }

        @Override
        public boolean provides() {
            return runs;
        }

        @Override
        public void start() throws Exception {
            for (String role : stored) {
                store.take(role)
                        .ifPresent(state ->
                                instances.taken.put(toString(), state.state().get("state")));
            }
            step("start", "");
            runs = true;
        }

        @Override
        public void selfTest(List<String> interfaces) throws Exception {
            step("test", "");
        }

        @Override
        public void stop() throws Exception {
            step("stop", "");
            runs = false;
            stored.forEach(role -> store.put(role, 1, 1, Map.of("state", "from " + version)));
        }

        @Override
        public void uninstall() throws Exception {
            if (!uninstalled) {
                step("uninstall", "");
            }
            runs = false;
            uninstalled = true;
        }

        @Override
        public String toString() {
            return name + " " + version;
        }

        private final class State implements StateHandover {
            @Override
            public SavedState freeze(int schema) {
                quietly("freeze", " schema " + schema);
                return new SavedState(name, schema, 1, Duration.ZERO, Map.of("state", version));
            }

            @Override
            public void adopt(SavedState state) {
                quietly("adopt", " schema " + state.schema());
            }

            @Override
            public void resume() {
                quietly("resume", "");
            }

            private void quietly(String step, String detail) {
                try {
                    step(step, detail);
                } catch (RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new HangException(e);
                }
            }
        }
    }

    private static final class HangException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        HangException(Exception cause) {
            super(cause);
        }
    }
}
