// SPDX-License-Identifier: Apache-2.0
package io.baton.power.jetkvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.power.PowerAction;
import io.baton.power.PowerState;
import io.baton.power.RestoreState;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.shared.power.PowerCall;
import io.baton.testkit.ManualClock;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Lines as the boards' firmware sends them; no real board. */
final class BoardTest {

    private final ManualClock clock = new ManualClock();
    private final Board atx = new AtxBoard(clock::nanoTime);
    private final Board dc = new DcBoard(clock::nanoTime);

    private static void tell(Board board, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        board.receive(bytes, bytes.length);
    }

    private static List<String> sent(Board board) {
        List<String> sent = new ArrayList<>();
        for (byte[] next = board.nextUnsent(); next != null; next = board.nextUnsent()) {
            sent.add(new String(next, StandardCharsets.US_ASCII));
        }
        return sent;
    }

    private static CompletableFuture<Outcome> perform(
            Board board, @Nullable PowerAction action, @Nullable RestoreState restore) {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        board.perform(new PowerCall(action, restore, answer));
        return answer;
    }

    private static Outcome.Refused refused(CompletableFuture<Outcome> answer) {
        return assertInstanceOf(Outcome.Refused.class, answer.getNow(Outcome.done()));
    }

    @Test
    void theAtxBoardTellsItsLedsAndIsDoneWhenTheButtonIsDown() {
        atx.opened();
        assertEquals(List.of("\nBTN_PWR_OFF\n", "\nBTN_RST_OFF\n"), sent(atx), "whatever was pressed before");
        assertEquals("The board has not told its state yet.", atx.state().problem());
        assertEquals(
                "The board has not told its state yet.",
                refused(perform(atx, PowerAction.RESET, null)).message());
        tell(atx, "1100\n");
        assertEquals(PowerState.leds(false, false), atx.state());
        tell(atx, "01");
        tell(atx, "00\r\n1000\n");
        assertEquals(PowerState.leds(true, false), atx.state());
        CompletableFuture<Outcome> press = perform(atx, PowerAction.SHORT_PRESS, null);
        assertEquals(List.of("\nBTN_PWR_ON\n"), sent(atx));
        tell(atx, "1000\n");
        assertFalse(press.isDone());
        tell(atx, "1001\n");
        assertTrue(press.join().isDone());
        assertEquals(Reason.BUSY, refused(perform(atx, PowerAction.RESET, null)).reason());
        clock.advanceMillis(199);
        assertEquals(1_000_000, atx.step());
        assertEquals(List.of(), sent(atx));
        clock.advanceMillis(1);
        atx.step();
        assertEquals(List.of("\nBTN_PWR_OFF\n"), sent(atx));
        tell(atx, "1000\n");
        CompletableFuture<Outcome> reset = perform(atx, PowerAction.RESET, null);
        tell(atx, "1010\n");
        assertTrue(reset.join().isDone());
        assertEquals(List.of("\nBTN_RST_ON\n"), sent(atx));
    }

    @Test
    void aLongPressLastsFiveSecondsOrUntilTheLineIsClosed() {
        atx.opened();
        tell(atx, "1000\n");
        CompletableFuture<Outcome> press = perform(atx, PowerAction.LONG_PRESS, null);
        tell(atx, "1001\n");
        assertTrue(press.join().isDone());
        sent(atx);
        for (int i = 0; i < 4; i++) {
            clock.advanceMillis(1_000);
            tell(atx, "1001\n");
            atx.step();
        }
        assertEquals(List.of(), sent(atx));
        atx.closing();
        assertEquals(List.of("\nBTN_PWR_OFF\n"), sent(atx));
        atx.step();
        assertEquals(List.of(), sent(atx), "once");
    }

    @Test
    void aButtonThatIsNotToldToBeDownIsReleasedAndRefused() {
        atx.opened();
        tell(atx, "1000\n");
        CompletableFuture<Outcome> press = perform(atx, PowerAction.LONG_PRESS, null);
        sent(atx);
        clock.advanceMillis(1_700);
        atx.step();
        assertEquals("The board has not told that it did it.", refused(press).message());
        assertEquals(List.of("\nBTN_PWR_OFF\n"), sent(atx));
    }

    @Test
    void aBoardThatIsSilentIsAProblem() {
        atx.opened();
        tell(atx, "1000\n");
        clock.advanceMillis(3_999);
        assertEquals(true, atx.state().on());
        clock.advanceMillis(1);
        PowerState silent =
                PowerState.unknown("The board does not tell its state. Is it the board that is configured?");
        assertEquals(silent, atx.state());
        assertEquals(
                silent.problem(), refused(perform(atx, PowerAction.RESET, null)).message());
        assertEquals(List.of("\nBTN_PWR_OFF\n", "\nBTN_RST_OFF\n"), sent(atx), "nothing is pressed");
        tell(atx, "1;12000;500;6000;2\n");
        assertEquals(silent, atx.state(), "the other board's line");
        tell(atx, "1000\n");
        assertEquals(true, atx.state().on());
    }

    @Test
    void theDcBoardMeasuresAndIsDoneWhenItsStateTellsSo() {
        dc.opened();
        tell(dc, "EXTVER;jetkvm-dc;0.2.0\n1;12034;512.5;6160.00;2\n");
        assertEquals(new PowerState(true, null, 12.034, 0.5125, 6.16, RestoreState.LAST, ""), dc.state());
        CompletableFuture<Outcome> off = perform(dc, PowerAction.SWITCH_OFF, null);
        assertEquals(List.of("\nPWR_OFF\n"), sent(dc));
        tell(dc, "1;12034;512;6160;2\n");
        assertTrue(dc.isBusy());
        tell(dc, "0;12034;-0.5;0;2\n");
        assertTrue(off.join().isDone());
        assertEquals(new PowerState(false, null, 12.034, -0.0005, 0.0, RestoreState.LAST, ""), dc.state());
        CompletableFuture<Outcome> restore = perform(dc, null, RestoreState.ON);
        assertEquals(List.of("\nRESTORE_MODE_ON\n"), sent(dc));
        tell(dc, "0;12034;0;0;1\n");
        assertTrue(restore.join().isDone());
        CompletableFuture<Outcome> on = perform(dc, PowerAction.SWITCH_ON, null);
        assertEquals(List.of("\nPWR_ON\n"), sent(dc));
        dc.closing();
        assertEquals("The line to the board is lost.", refused(on).message());
        tell(dc, "Error reading ina\n");
        assertEquals(
                PowerState.unknown("The board cannot read its sensor, and tells no state without it."), dc.state());
        tell(dc, "0;12034;0;0\n");
        assertEquals(Set.of(), dc.restores(), "an early board");
        assertEquals(new PowerState(false, null, 12.034, 0.0, 0.0, null, ""), dc.state());
        tell(dc, "0;12034;0;0;0\n");
        assertEquals(EnumSet.allOf(RestoreState.class), dc.restores());
    }

    @Test
    void whatIsNoStateIsNotRead() {
        atx.opened();
        dc.opened();
        for (String text : List.of(
                "",
                "2000",
                "100",
                "10000",
                "x".repeat(500) + "1000",
                "1000" + " ".repeat(200) + "x",
                "2;1;1;1;1",
                "1;1;1;1;3",
                "1;1e9;1;1;1",
                "1;NaN;1;1;1",
                "1;1234567890;1;1;1",
                "1;1;1",
                "1;;1;1;1",
                "PANIC;DC extension firmware panic occurred at src/main.rs:1")) {
            tell(atx, text + "\n");
            tell(dc, text + "\n");
        }
        assertEquals("The board has not told its state yet.", atx.state().problem());
        assertEquals("The board has not told its state yet.", dc.state().problem());
        tell(atx, "1000\n");
        assertEquals(true, atx.state().on(), "the line after one that was too long is read");
    }

    @Test
    void damagedLinesAreAStateOrNothing() {
        Random random = new Random(14_142);
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = "0100\n1;12034;512.5;6160.00;2\n".getBytes(StandardCharsets.US_ASCII);
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            atx.opened();
            dc.opened();
            atx.receive(bytes, bytes.length);
            dc.receive(bytes, bytes.length);
            sent(atx);
            read += (atx.state().on() == null ? 0 : 1) + (dc.state().on() == null ? 0 : 1);
        }
        assertTrue(read > 10_000, "read " + read);
    }

    @Test
    void settingsThatAreWrongAreNamed() {
        for (String path : List.of("x", "/dev", "/dev/../etc/passwd", "/etc/passwd", "dev/ttyS3")) {
            assertThrows(IllegalArgumentException.class, () -> JetKvmPower.path(path), path);
        }
        assertEquals(
                "/dev/serial/by-id/x", JetKvmPower.path("/dev/serial/by-id/x").toString());
        assertThrows(IllegalArgumentException.class, () -> JetKvmPower.board("ac", clock::nanoTime));
        assertEquals("JetKVM DC board", JetKvmPower.board("dc", clock::nanoTime).name());
    }
}
