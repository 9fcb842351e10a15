// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.hid.HidEvent;
import io.baton.hid.HidOutput;
import io.baton.hid.KeysDown;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The contract of every HID output. */
@Timeout(60)
public abstract class HidOutputContract {

    private static final long EPOCH = 3;
    private static final HidEvent A_DOWN = new HidEvent.Key(0x04, true);
    private static final HidEvent A_UP = new HidEvent.Key(0x04, false);
    private static final KeysDown A = new KeysDown(0, 0x04);

    protected HidOutput output = new RecordingHidOutput();

    /** Returns an output in this epoch whose target takes every report. */
    protected abstract HidOutput create(long epoch);

    /** Ends the output that {@link #create} returned. */
    protected abstract void destroy();

    @BeforeEach
    void open() {
        output = create(EPOCH);
    }

    @AfterEach
    void close() {
        destroy();
    }

    @Test
    void newOutputHasItsEpochAndNoKeysDown() {
        assertEquals(EPOCH, output.epoch());
        assertEquals(KeysDown.NONE, output.keysDown());
        assertEquals(0, output.leds());
    }

    @Test
    void keyIsDownBetweenItsEdges() {
        assertEquals(Outcome.done(), output.submit(A_DOWN, EPOCH));
        awaitKeysDown(A);
        assertEquals(Outcome.done(), output.submit(A_UP, EPOCH));
        awaitKeysDown(KeysDown.NONE);
    }

    @Test
    void keyboardEventReplacesKeysAndModifiers() {
        output.submit(A_DOWN, EPOCH);
        assertEquals(Outcome.done(), output.submit(new HidEvent.Keyboard(0x02, 0x0605), EPOCH));
        awaitKeysDown(new KeysDown(0x02, 0x0605));
        output.submit(new HidEvent.Key(0xe1, false), EPOCH);
        output.submit(A_DOWN, EPOCH);
        awaitKeysDown(new KeysDown(0, 0x040605));
        output.submit(new HidEvent.Key(0x06, false), EPOCH);
        awaitKeysDown(new KeysDown(0, 0x0405));
    }

    @Test
    void eventOfAnOlderEpochIsRefused() {
        assertRefused(Reason.STALE_EPOCH, output.submit(A_DOWN, EPOCH - 1));
        assertEquals(EPOCH, output.epoch());
    }

    @Test
    void eventOfALaterEpochBeginsIt() {
        output.submit(A_DOWN, EPOCH);
        awaitKeysDown(A);
        assertEquals(Outcome.done(), output.submit(new HidEvent.Key(0x05, true), EPOCH + 1));
        assertEquals(EPOCH + 1, output.epoch());
        awaitKeysDown(new KeysDown(0, 0x05));
        assertRefused(Reason.STALE_EPOCH, output.submit(A_DOWN, EPOCH));
    }

    @Test
    void allKeysAreUpWhenALaterEpochHasBegun() {
        output.submit(A_DOWN, EPOCH);
        awaitKeysDown(A);
        assertEquals(Outcome.done(), answer(output.beginEpoch(EPOCH + 1)));
        assertEquals(KeysDown.NONE, output.keysDown());
        assertEquals(EPOCH + 1, output.epoch());
        assertRefused(Reason.STALE_EPOCH, output.submit(A_DOWN, EPOCH));
    }

    @Test
    void allKeysAreUpWhenThePresentEpochHasBegunAgain() {
        output.submit(A_DOWN, EPOCH);
        awaitKeysDown(A);
        assertEquals(Outcome.done(), answer(output.beginEpoch(EPOCH)));
        assertEquals(KeysDown.NONE, output.keysDown());
        assertEquals(Outcome.done(), output.submit(A_DOWN, EPOCH));
        awaitKeysDown(A);
    }

    @Test
    void beginOfAnOlderEpochIsRefusedAndChangesNothing() {
        output.submit(A_DOWN, EPOCH);
        awaitKeysDown(A);
        assertRefused(Reason.STALE_EPOCH, answer(output.beginEpoch(EPOCH - 1)));
        assertEquals(EPOCH, output.epoch());
        assertEquals(A, output.keysDown());
    }

    private void awaitKeysDown(KeysDown expected) {
        while (!output.keysDown().equals(expected)) {
            Thread.onSpinWait();
        }
    }

    private static Outcome answer(CompletionStage<Outcome> stage) {
        return stage.toCompletableFuture().join();
    }

    private static void assertRefused(Reason reason, Outcome outcome) {
        assertTrue(outcome instanceof Outcome.Refused refused && refused.reason() == reason, outcome::toString);
    }
}
