// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed.swap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.upgrade.signed.swap.SwapSteps.StepException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The order in which two sets of control bundles stop and start, and what is put back when a bundle fails. */
final class ControlSetSwapTest {

    private final List<String> log = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private String unresolved = "";
    private boolean installed;

    private final Fake oldUpgrade = new Fake("upgrade 1");
    private final Fake newUpgrade = new Fake("upgrade 2");
    private final List<Fake> old = List.of(new Fake("store 1"), new Fake("input 1"));
    private final List<Fake> next = List.of(new Fake("store 2"), new Fake("input 2"));

    /** As the old version of this bundle sees the sets. */
    private final ControlSetSwap swap = new ControlSetSwap(new Sets(old, oldUpgrade, next, newUpgrade), new Steps());

    /** As the new version does. */
    private final ControlSetSwap successor =
            new ControlSetSwap(new Sets(next, newUpgrade, old, oldUpgrade), new Steps());

    @Test
    void oldSetStopsInReverseOrderBeforeTheNewOneStarts() {
        assertEquals("DONE", replace());
        assertEquals(
                List.of(
                        "stop input 1",
                        "stop store 1",
                        "start store 2",
                        "start input 2",
                        "test store 2",
                        "test input 2"),
                log);
    }

    @Test
    void stateGoesFromTheOldStoreToTheNewOne() {
        replace();
        assertEquals("of input 1", next.get(1).taken);
    }

    @Test
    void setThatDoesNotResolveChangesNothing() {
        unresolved = "unresolved";
        assertEquals("UNCHANGED unresolved", replace());
        assertEquals(List.of(), log);
    }

    @Test
    void oldSetRunsAgainWithItsStateWhenABundleDoesNotStart() {
        next.get(1).failing = "start";
        assertEquals("UNCHANGED start_failed", replace());
        assertEquals(
                List.of(
                        "stop input 1",
                        "stop store 1",
                        "start store 2",
                        "start input 2",
                        "stop input 2",
                        "stop store 2",
                        "start store 1",
                        "start input 1",
                        "test store 1",
                        "test input 1",
                        "uninstall upgrade 2",
                        "uninstall input 2",
                        "uninstall store 2",
                        "forget"),
                log);
        assertEquals("of input 1", old.get(1).taken);
    }

    @Test
    void oldSetRunsAgainWhenABundleLacksAService() {
        next.get(0).failing = "test";
        assertEquals("UNCHANGED self_test", replace());
        assertEquals("of input 2", old.get(1).taken, "the newest state");
    }

    @Test
    void stateThatAFailedBundleTookIsNotLost() {
        next.get(1).keepsState = true;
        next.get(1).failing = "test";
        assertEquals("UNCHANGED self_test", replace());
        assertEquals("of input 1", old.get(1).taken);
    }

    @Test
    void oldBundleThatDoesNotStartAgainIsBroken() {
        next.get(1).failing = "start";
        old.get(0).failing = "start";
        assertEquals("BROKEN start_failed", replace());
    }

    @Test
    void successorRevertsAndHandsBack() {
        replace();
        swap.handOver(result -> failures.add(result.toString()));
        log.clear();
        assertEquals(SwapResult.Outcome.DONE, successor.revert().outcome());
        successor.handOver(result -> failures.add(result.toString()));
        assertEquals(
                List.of(
                        "stop input 2",
                        "stop store 2",
                        "start store 1",
                        "start input 1",
                        "test store 1",
                        "test input 1",
                        "stop upgrade 2",
                        "start upgrade 1",
                        "test upgrade 1"),
                log);
        assertEquals("of input 2", old.get(1).taken);
        assertEquals(List.of(), failures);
    }

    @Test
    void successorGivesTheOldSetUp() {
        replace();
        log.clear();
        successor.keep();
        assertEquals(List.of("uninstall upgrade 1", "uninstall input 1", "uninstall store 1", "forget"), log);
    }

    @Test
    void oldSetRunsAgainBeforeTheFailureOfTheSuccessorIsReported() {
        newUpgrade.failing = "test";
        replace();
        log.clear();
        swap.handOver(result -> log.add(result.outcome() + " " + result.reason()));
        assertEquals(
                List.of(
                        "stop upgrade 1",
                        "start upgrade 2",
                        "test upgrade 2",
                        "stop upgrade 2",
                        "stop input 2",
                        "stop store 2",
                        "start store 1",
                        "start input 1",
                        "test store 1",
                        "test input 1",
                        "UNCHANGED self_test",
                        "start upgrade 1",
                        "test upgrade 1"),
                log);
    }

    @Test
    void bundleThatNothingReplacesIsUninstalled() {
        swap.remove(List.of("input", "unknown"));
        assertEquals(List.of("uninstall input 1"), log);
    }

    @Test
    void revertWithoutAPreviousSetIsBroken() {
        assertEquals(
                "BROKEN revert_failed",
                swap.revert().outcome() + " " + swap.revert().reason());
    }

    private String replace() {
        SwapResult result = swap.replace(List.of());
        return (result.outcome() + " " + result.reason()).strip();
    }

    private final class Sets implements ControlBundles {
        private final List<Fake> own;
        private final Fake self;
        private final List<Fake> other;
        private final Fake counterpart;

        Sets(List<Fake> own, Fake self, List<Fake> other, Fake counterpart) {
            this.own = own;
            this.self = self;
            this.other = other;
            this.counterpart = counterpart;
        }

        @Override
        public void install(List<Replacement> replacements) throws StepException {
            if (!unresolved.isEmpty()) {
                throw new StepException(unresolved, "on purpose", null);
            }
            installed = true;
        }

        @Override
        public List<Instance> own() {
            return List.copyOf(own);
        }

        @Override
        public List<Instance> other() {
            return installed ? List.copyOf(other) : List.of();
        }

        @Override
        public Instance self() {
            return self;
        }

        @Override
        public @Nullable Instance counterpart() {
            return installed ? counterpart : null;
        }

        @Override
        public @Nullable Instance running(String symbolicName) {
            return own.stream()
                    .filter(fake -> fake.role().equals(symbolicName))
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public Carrier carry() {
            carried = new HashMap<>();
            return new Carrier() {
                @Override
                public Map<String, Map<String, Object>> content() {
                    return carried;
                }

                @Override
                public void close() {
                    carried = Map.of();
                }
            };
        }

        @Override
        public void forget() {
            log.add("forget");
        }
    }

    private Map<String, Map<String, Object>> carried = Map.of();

    /** Leaves its state when it stops, unless it keeps it, and takes what is left when it starts. */
    private final class Fake implements Instance {
        private final String text;
        private String failing = "";
        private boolean keepsState;
        private String taken = "";

        Fake(String text) {
            this.text = text;
        }

        private void step(String step) {
            log.add(step + " " + text);
            if (step.equals(failing)) {
                throw new IllegalStateException("on purpose");
            }
        }

        private String role() {
            return text.split(" ", 2)[0];
        }

        @Override
        public String version() {
            return text.split(" ", 2)[1];
        }

        @Override
        public boolean inPlace() {
            return false;
        }

        @Override
        public List<String> storedRoles() {
            return List.of();
        }

        @Override
        public List<Handover> handovers() {
            return List.of();
        }

        @Override
        public List<String> wanted() {
            return List.of();
        }

        @Override
        public boolean provides() {
            return false;
        }

        @Override
        public void start() {
            step("start");
            Map<String, Object> state = carried.get(role());
            if (state != null) {
                taken = String.valueOf(state.get("state"));
                carried.remove(role());
            }
        }

        @Override
        public void selfTest(List<String> interfaces) {
            step("test");
        }

        @Override
        public void stop() {
            step("stop");
            if (role().equals("input") && !keepsState && (version().equals("1") || !taken.isEmpty())) {
                carried.put(role(), Map.of("state", "of " + text));
            }
        }

        @Override
        public void uninstall() {
            step("uninstall");
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static final class Steps implements SwapSteps {
        @Override
        public long nanos() {
            return 0;
        }

        @Override
        public <T> T run(String reason, Duration limit, Callable<T> body) throws StepException {
            try {
                return body.call();
            } catch (StepException e) {
                throw e;
            } catch (Exception e) {
                throw new StepException(reason, String.valueOf(e.getMessage()), e);
            }
        }

        @Override
        public void detach(Runnable task) {
            task.run();
        }
    }
}
