// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import static io.baton.target.virtual.TargetFixture.keys;
import static io.baton.target.virtual.TargetFixture.position;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.port.PortLease;
import io.baton.port.ReportPort;
import io.baton.port.ReportPorts;
import io.baton.shared.frames.Rect;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComputerTest {

    private static final int A = 0x04;
    private static final int BACKSPACE = 0x2A;
    private static final int TAB = 0x2B;

    private final TargetFixture fixture = new TargetFixture();
    private final PortLease lease = fixture.ports.lease(ReportPorts.Start.NEUTRAL);
    private final Typist typist = new Typist(lease);

    @Test
    void textAppearsAsTyped() {
        String text = "The quick brown fox, 42 + \"{jumps}\" ~!@#$%^&*()_ |\\<>?`\nnext";
        typist.type(text);
        assertEquals(text, state().notes());
        assertEquals(text.length(), state().typed());
    }

    @Test
    void backspaceAndArrowsEdit() {
        typist.type("abd");
        tap(0x50);
        typist.type("c");
        tap(0x4D);
        typist.type("ex");
        tap(BACKSPACE);
        assertEquals("abcde", state().notes());
        assertEquals(5, state().caret());
    }

    @Test
    void caretMovesThroughLines() {
        typist.type("first\nab\nthird");
        tap(0x52);
        assertEquals(8, state().caret(), "up into a shorter line ends at its end");
        tap(0x52);
        tap(0x4A);
        assertEquals(0, state().caret());
        tap(0x51);
        tap(0x51);
        assertEquals(9, state().caret());
        tap(0x4C);
        assertEquals("first\nab\nhird", state().notes());
    }

    @Test
    void shiftInvertsCapsLock() {
        tap(UsKeyboard.CAPS_LOCK);
        write(keys(0, A));
        write(keys(2, A, 0x05));
        assertEquals("Ab", state().notes());
    }

    @Test
    void keypadTypesDigitsWhileNumLockIsOn() {
        tap(0x59);
        tap(UsKeyboard.NUM_LOCK);
        tap(0x59);
        tap(0x63);
        tap(0x57);
        assertEquals("1.+", state().notes());
    }

    @Test
    void keysWithControlTypeNothing() {
        write(keys(1, A));
        write(keys(0));
        assertEquals("", state().notes());
        assertEquals(List.of("down E0", "down 04", "up 04", "up E0"), fixture.edges());
    }

    @Test
    void seventhKeyIsRollOver() {
        write(keys(0, 4, 5, 6, 7, 8, 9));
        write(new byte[] {0, 0, 1, 1, 1, 1, 1, 1});
        assertEquals(6, state().keys().size(), "an overflowing keyboard changes nothing");
        write(keys(0, 9));
        assertEquals(List.of(9), state().keys());
    }

    @Test
    void heldKeyRepeatsUntilRelease() {
        write(keys(0, A));
        fixture.pass(499);
        lease.renew();
        assertEquals("a", state().notes());
        fixture.pass(1);
        assertEquals("aa", state().notes());
        fixture.pass(33 * 3);
        assertEquals("aaaaa", state().notes());
        write(keys(0));
        fixture.pass(5_000);
        assertEquals("aaaaa", state().notes());
        assertEquals(List.of("down 04", "up 04"), fixture.edges(), "repetition is no edge");
    }

    @Test
    void clicksAndTabMoveTheFocus() {
        Layout layout = Layout.of(1280, 720);
        click(layout.terminal());
        assertTrue(state().shellFocused());
        typist.type("echo hi\n");
        assertEquals("", state().notes());
        assertEquals(List.of(Shell.PROMPT + "echo hi", "hi"), lastLines(2));
        click(layout.notes());
        assertFalse(state().shellFocused());
        tap(TAB);
        assertTrue(state().shellFocused());
    }

    @Test
    void shellAnswersItsCommands() {
        tap(TAB);
        typist.type("date\nnonsense\n");
        assertEquals("Sat 21 Nov 2026 19:04:05 UTC", state().shellLines().get(4));
        assertEquals(List.of("baton-sh: nonsense: not found"), lastLines(1));
        tap(0x52);
        tap(0x52);
        assertEquals("date", state().shellInput());
        typist.type("\nclear\n");
        assertEquals(List.of(), state().shellLines());
    }

    @Test
    void keyEndsTheBootText() {
        assertTrue(state().booting());
        tap(A);
        assertFalse(state().booting());
        TargetFixture other = new TargetFixture();
        other.pass(3_000);
        assertFalse(other.computer.state().booting());
    }

    @Test
    void logKeepsTheLastEdges() {
        for (int i = 0; i < KeyLog.CAPACITY; i++) {
            tap(A);
        }
        assertEquals(KeyLog.CAPACITY, fixture.computer.log().edges().size());
        assertFalse(fixture.computer.log().edges().getLast().down());
    }

    @Test
    void fullNotesKeepTheirEnd() {
        for (int i = 0; i < TextField.CAPACITY; i++) {
            tap(A);
        }
        typist.type("z");
        assertEquals(TextField.CAPACITY, state().notes().length());
        assertTrue(state().notes().endsWith("az"));
    }

    @Test
    void wheelTurnsOnBothAxes() {
        lease.write(ReportPort.ABSOLUTE_POINTER, new byte[] {2, -3, 0});
        lease.write(ReportPort.ABSOLUTE_POINTER, new byte[] {2, 0, 5});
        lease.write(ReportPort.ABSOLUTE_POINTER, new byte[] {2, 1, -127});
        assertEquals(-2, state().wheel());
        assertEquals(-122, state().horizontalWheel());
    }

    @Test
    void pointerReachesAllFourCorners() {
        lease.write(ReportPort.ABSOLUTE_POINTER, position(0, 32_767, 32_767));
        assertEquals(1279, state().pointerX());
        assertEquals(719, state().pointerY());
        lease.write(ReportPort.RELATIVE_POINTER, new byte[] {0, 127, 127, 0});
        assertEquals(1279, state().pointerX());
        lease.write(ReportPort.ABSOLUTE_POINTER, position(0, 0, 0));
        assertEquals(0, state().pointerX());
        assertEquals(0, state().pointerY());
    }

    private List<String> lastLines(int count) {
        List<String> lines = state().shellLines();
        return lines.subList(lines.size() - count, lines.size());
    }

    private void click(Rect area) {
        int x = (area.x() + 20) * 32_767 / 1279;
        int y = (area.y() + 50) * 32_767 / 719;
        lease.write(ReportPort.ABSOLUTE_POINTER, position(1, x, y));
        lease.write(ReportPort.ABSOLUTE_POINTER, position(0, x, y));
    }

    private void tap(int usage) {
        write(keys(0, usage));
        write(keys(0));
    }

    private void write(byte[] report) {
        lease.write(ReportPort.KEYBOARD, report);
    }

    private ComputerState state() {
        return fixture.computer.state();
    }
}
