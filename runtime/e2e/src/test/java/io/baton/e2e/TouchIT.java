// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.harness.Browser;
import io.baton.harness.Phone;
import io.baton.harness.Phone.Finger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Fingers and the keyboard of a phone at the page, on the virtual target. */
final class TouchIT {
    private static final int LEFT = 1;
    /** Pixels of the target: the picture is smaller than it on a phone. */
    private static final int PRECISION = 8;

    private DeviceFixture device;
    private PageUser ada;
    private Browser browser;
    private Phone phone;

    @BeforeEach
    void openPage() throws Exception {
        device = new DeviceFixture();
        ada = device.pageUser("Ada");
        browser = ada.browser;
        ada.leave();
        phone = Phone.emulate(browser, 360, 740);
        browser.visit(device.device().address());
        ada.awaitControl();
        browser.run("""
                window.heldLog = [];
                const held = document.querySelector('[data-testid=held]');
                new MutationObserver(() => heldLog.push(held.textContent)).observe(held, {childList: true, subtree: true});
                """);
    }

    @AfterEach
    void nothingStaysDown() throws Exception {
        try {
            browser.awaitFrameCode(
                    "no key and no button down", frameCode -> frameCode.keysDown() == 0 && frameCode.buttons() == 0);
            assertEquals(Set.of(), KeyEdges.stillDown(device.device().keyLog()));
        } finally {
            device.close();
        }
    }

    @Test
    void tapClicksWhereItIs() throws Exception {
        tap(at(1, 0.25, 0.75));
        awaitHeld("Left button");
        awaitPointer(0.25, 0.75);
        assertEquals("360", String.valueOf(browser.run("return document.documentElement.scrollWidth")));
        assertEquals(List.of(), browser.errors());
    }

    @Test
    void longPressClicksWithTheRightButton() throws Exception {
        phone.down(at(1, 0.5, 0.4));
        awaitHeld("Right button");
        phone.up();
        awaitPointer(0.5, 0.4);
        assertTrue(!heldLog().contains("Left button"), heldLog());
    }

    @Test
    void dragIsReleasedByASecondFinger() throws Exception {
        phone.down(at(1, 0.3, 0.5));
        phone.move(at(1, 0.5, 0.5));
        browser.awaitFrameCode("the button down", frameCode -> frameCode.buttons() == LEFT);
        awaitPointer(0.5, 0.5);
        phone.down(at(1, 0.5, 0.5), at(2, 0.8, 0.5));
        browser.awaitFrameCode("the button up", frameCode -> frameCode.buttons() == 0);
        phone.move(at(1, 0.5, 0.5), at(2, 0.81, 0.5));
        phone.up();
    }

    @Test
    void dragIsReleasedWhenTheTouchIsCancelled() throws Exception {
        phone.down(at(1, 0.3, 0.5));
        phone.move(at(1, 0.5, 0.5));
        browser.awaitFrameCode("the button down", frameCode -> frameCode.buttons() == LEFT);
        phone.cancel();
        browser.awaitFrameCode("the button up", frameCode -> frameCode.buttons() == 0);
    }

    @Test
    void twoFingersScroll() throws Exception {
        phone.down(at(1, 0.4, 0.9));
        phone.down(at(1, 0.4, 0.9), at(2, 0.6, 0.9));
        for (double y = 0.8; y >= 0.1; y -= 0.1) {
            phone.move(at(1, 0.4, y), at(2, 0.6, y));
        }
        browser.awaitFrameCode("the wheel turned down", frameCode -> frameCode.wheel() < 0);
        phone.up();
        assertEquals("", heldLog(), "no button");
    }

    @Test
    void enlargedPictureIsPointedAtExactly() throws Exception {
        // The places are those of the whole picture, which moves below the fingers.
        Finger left = at(1, 0.4, 0.5);
        Finger right = at(2, 0.6, 0.5);
        Finger farLeft = at(1, 0.2, 0.5);
        Finger farRight = at(2, 0.8, 0.5);
        phone.down(left);
        phone.down(left, right);
        phone.move(farLeft, farRight);
        phone.up();
        browser.element("zoom-reset");
        ada.screenshot("touch-enlarged");
        tap(at(1, 0.55, 0.46));
        awaitHeld("Left button");
        awaitPointer(0.55, 0.46);
        ada.click("zoom-reset");
        ada.awaitNone("zoom-reset");
    }

    @Test
    void keyboardOfAPhoneTypesText() throws Exception {
        ada.click("soft-button");
        browser.awaitState("captured", "true");
        int[] written = {0};
        browser.await("the layout", () -> {
            if (browser.awaitPicture().typed() == 0) {
                phone.write("H");
                written[0]++;
                return null;
            }
            return true;
        });
        // What is written before the layout is there is not typed.
        int typed = browser.awaitPicture().typed();
        assertTrue(typed <= written[0], typed + " of " + written[0]);
        phone.compose("te");
        phone.compose("teh");
        phone.compose("the");
        phone.write("the ");
        phone.write("\n");
        browser.awaitFrameCode("Enter", frameCode -> (frameCode.lastTyped() & 0xFF) == '\n');
        browser.run("document.execCommand('delete')");
        List<Integer> expected = List.of(0x17, 0x08, 0x0B, 0x2A, 0x2A, 0x0B, 0x08, 0x2C, 0x28, 0x2A);
        browser.await("the keys of a corrected word, Enter and Backspace", () -> {
            List<Integer> keys = keysDown();
            int from = Math.max(0, keys.size() - expected.size());
            return keys.subList(from, keys.size()).equals(expected) ? true : null;
        });
        ada.screenshot("touch-soft-keyboard");
        phone.write("漢");
        ada.awaitText("hint", "No keys for 漢");
    }

    /** A finger at this part of the picture, as it is on the page now. */
    private Finger at(int id, double x, double y) {
        if (!(browser.run("const box = document.querySelector('video').getBoundingClientRect();"
                        + "return {left: box.left, top: box.top, width: box.width, height: box.height}")
                instanceof Map<?, ?> box)) {
            throw new AssertionError("no picture");
        }
        return new Finger(
                id, number(box, "left") + x * number(box, "width"), number(box, "top") + y * number(box, "height"));
    }

    private void tap(Finger finger) {
        phone.tap(finger.x(), finger.y());
    }

    private static double number(Map<?, ?> box, String name) {
        return box.get(name) instanceof Number number ? number.doubleValue() : 0;
    }

    private void awaitPointer(double x, double y) {
        browser.awaitFrameCode(
                "the pointer at " + x + ", " + y,
                frameCode -> Math.abs(frameCode.pointerX() - x * 1280) <= PRECISION
                        && Math.abs(frameCode.pointerY() - y * 720) <= PRECISION);
    }

    private String heldLog() {
        return String.valueOf(browser.run("return heldLog.join(' ').trim()"));
    }

    private void awaitHeld(String what) {
        browser.await(what, () -> heldLog().contains(what) ? true : null);
    }

    /** The keys that went down on the target, in order. */
    private List<Integer> keysDown() {
        try {
            return device.device().keyLog().stream()
                    .filter(edge -> edge.startsWith("down "))
                    .map(KeyEdges::usage)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
