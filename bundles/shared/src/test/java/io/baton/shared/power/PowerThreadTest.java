// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.power;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.power.PowerAction;
import io.baton.power.PowerListener;
import io.baton.power.PowerState;
import io.baton.power.RestoreState;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.shared.threads.DaemonThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class PowerThreadTest {

    private static final Logger LOG = LoggerFactory.getLogger("test");
    private static final long LONGEST_SECONDS = 60;

    private final LinkedBlockingQueue<PowerState> told = new LinkedBlockingQueue<>();
    private final CountDownLatch busy = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private volatile boolean released;

    /** A supply that is switched at once; the first call waits for {@code goOn}. */
    private final class Supply extends PowerThread {

        Supply(List<PowerListener> listeners) {
            super(
                    "fake",
                    "baton-power-fake",
                    PowerState.unknown("not yet"),
                    new Surroundings(() -> listeners, new DaemonThreads(LOG, reason -> {}), LOG));
        }

        @Override
        public String name() {
            return "a supply";
        }

        @Override
        public Set<PowerAction> actions() {
            return Set.of(PowerAction.SWITCH_ON, PowerAction.SWITCH_OFF);
        }

        @Override
        protected void serve() throws InterruptedException {
            PowerCall call = nextCall(Duration.ofHours(1));
            if (call != null) {
                busy.countDown();
                goOn.await();
                call.answer().complete(Outcome.done());
                publish(PowerState.leds(call.action() == PowerAction.SWITCH_ON, null));
            }
        }

        @Override
        protected void release() {
            released = true;
        }
    }

    private static Outcome outcome(CompletionStage<Outcome> stage) throws Exception {
        return stage.toCompletableFuture().get(LONGEST_SECONDS, TimeUnit.SECONDS);
    }

    private static Reason reason(CompletionStage<Outcome> stage) throws Exception {
        return assertInstanceOf(Outcome.Refused.class, outcome(stage)).reason();
    }

    @Test
    void callsWaitInABoundedQueueAndEachIsAnsweredAlsoAtTheEnd() throws Exception {
        Supply supply = new Supply(List.of());
        supply.start();
        List<CompletableFuture<Outcome>> answers = new ArrayList<>();
        answers.add(supply.perform(PowerAction.SWITCH_ON).toCompletableFuture());
        assertTrue(busy.await(LONGEST_SECONDS, TimeUnit.SECONDS));
        for (int i = 0; i < 8; i++) {
            answers.add(supply.perform(PowerAction.SWITCH_OFF).toCompletableFuture());
        }
        assertEquals(Reason.BUSY, reason(supply.perform(PowerAction.SWITCH_OFF)));
        supply.close();
        for (CompletableFuture<Outcome> answer : answers.subList(1, 9)) {
            assertEquals(Reason.TEMPORARILY_UNAVAILABLE, reason(answer));
        }
        assertTrue(released);
        assertEquals(Reason.BUSY, reason(supply.perform(PowerAction.SWITCH_ON)), "after the end");
    }

    @Test
    void aChangeIsToldOnceToEveryListenerAlsoAfterOneThatFails() throws Exception {
        PowerListener failing = control -> {
            throw new IllegalStateException("on purpose");
        };
        Supply supply = new Supply(List.of(failing, control -> told.add(control.state())));
        goOn.countDown();
        supply.start();
        assertTrue(outcome(supply.perform(PowerAction.SWITCH_ON)).isDone());
        assertTrue(outcome(supply.perform(PowerAction.SWITCH_ON)).isDone());
        assertTrue(outcome(supply.perform(PowerAction.SWITCH_OFF)).isDone());
        supply.close();
        assertEquals(
                List.of(PowerState.leds(true, null), PowerState.leds(false, null)), List.copyOf(told), "each once");
    }

    @Test
    void theStateIsPublishedAndToldBeforeTheCallIsAnswered() throws Exception {
        List<CompletableFuture<Outcome>> asked = new CopyOnWriteArrayList<>();
        BlockingQueue<Boolean> answered = new LinkedBlockingQueue<>();
        Supply supply =
                new Supply(List.of(control -> answered.add(asked.getFirst().isDone())));
        supply.start();
        asked.add(supply.perform(PowerAction.SWITCH_ON).toCompletableFuture());
        goOn.countDown();
        assertTrue(outcome(asked.getFirst()).isDone());
        assertEquals(PowerState.leds(true, null), supply.state());
        assertEquals(List.of(false), List.copyOf(answered));
        supply.close();
    }

    @Test
    void whatItCannotDoIsRefusedAtOnce() throws Exception {
        Supply supply = new Supply(List.of());
        assertEquals(Reason.UNSUPPORTED, reason(supply.perform(PowerAction.RESET)));
        assertEquals(Reason.UNSUPPORTED, reason(supply.setRestore(RestoreState.ON)));
        supply.close();
    }
}
