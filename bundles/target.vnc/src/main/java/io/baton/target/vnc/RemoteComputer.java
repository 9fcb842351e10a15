// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc;

import io.baton.shared.hidhost.HidComputer;
import io.baton.target.vnc.rfb.ClientMessages;
import io.baton.target.vnc.rfb.SendQueue;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The computer behind the server: passes on what its keyboard and pointers did, as messages of a client.
 *
 * <p>Keys go by the codes of their places where the server takes them, so that the layout is the computer's own; else
 * by the keysyms that a US keyboard has for them.
 *
 * <p>Threading. Any thread; it does not block.
 */
final class RemoteComputer implements HidComputer {

    private static final int FULL_SCALE = 32_767;
    private static final int NO_MOVE = 0x7FFF;
    private static final int LEFT_SHIFT = 0xE1;
    private static final int RIGHT_SHIFT = 0xE5;
    private static final int SCROLL_LED = 1;
    private static final int NUM_LED = 2;
    private static final int CAPS_LED = 4;

    /** From bit 0: primary, secondary, middle, back; RFB has no button for forward. */
    private static final int[] RFB_BUTTONS = {1, 4, 2, 128, 0};

    private static final int WHEEL_UP = 8;
    private static final int WHEEL_DOWN = 16;
    private static final int WHEEL_LEFT = 32;
    private static final int WHEEL_RIGHT = 64;

    private final Runnable full;
    private final Runnable moved;
    private final Map<Integer, Integer> down = new LinkedHashMap<>();
    private @Nullable SendQueue queue;
    private boolean keyCodes;
    private boolean absolute = true;
    private boolean ledsKnown;
    private boolean caps;
    private boolean num;
    private boolean scroll;
    private int width = 1;
    private int height = 1;
    private int absoluteButtons;
    private int relativeButtons;
    private int sentButtons;
    private boolean pointed;
    private boolean placed;
    private int x;
    private int y;
    private int nextX;
    private int nextY;
    private int dx;
    private int dy;
    private volatile @Nullable Place place;

    /** Where the pointer is, in pixels of the desktop. */
    record Place(int x, int y) {}

    /**
     * @param full called when no further report should be made for the time being
     * @param moved called when {@link #place} changed
     */
    RemoteComputer(Runnable full, Runnable moved) {
        this.full = full;
        this.moved = moved;
    }

    /** A connection begins: nothing is known of the server yet, and nothing is held. */
    synchronized void begin(SendQueue next) {
        queue = next;
        down.clear();
        keyCodes = false;
        absolute = true;
        ledsKnown = false;
        caps = false;
        num = false;
        scroll = false;
        absoluteButtons = 0;
        relativeButtons = 0;
        sentButtons = 0;
        pointed = false;
        placed = false;
        place = null;
    }

    /** The connection is lost; messages are dropped. */
    synchronized void end() {
        queue = null;
        place = null;
    }

    synchronized void desktop(int newWidth, int newHeight) {
        width = newWidth;
        height = newHeight;
        if (!placed) {
            nextX = width / 2;
            nextY = height / 2;
        }
        nextX = Math.min(nextX, width - 1);
        nextY = Math.min(nextY, height - 1);
        x = nextX;
        y = nextY;
        place = placed && absolute ? new Place(x, y) : null;
    }

    synchronized void takesKeyCodes() {
        keyCodes = true;
    }

    synchronized void takesPositions(boolean positions) {
        absolute = positions;
        placed &= positions;
        place = placed ? new Place(x, y) : null;
    }

    /** The LEDs as the server numbers them. */
    synchronized void leds(int bits) {
        ledsKnown = true;
        scroll = (bits & SCROLL_LED) != 0;
        num = (bits & NUM_LED) != 0;
        caps = (bits & CAPS_LED) != 0;
    }

    /** The LEDs as a keyboard's output report has them (HID 1.11 Appendix B.1). */
    synchronized int hidLeds() {
        return (num ? 1 : 0) | (caps ? 2 : 0) | (scroll ? 4 : 0);
    }

    /** Where the client draws the cursor; null while that is not known. */
    @Nullable
    Place place() {
        return place;
    }

    @Override
    public synchronized void press(int usage) {
        boolean shift = down.containsKey(LEFT_SHIFT) || down.containsKey(RIGHT_SHIFT);
        int keysym = KeyTable.keysym(usage, shift, caps, num);
        down.put(usage, keysym);
        key(true, usage, keysym);
        if (!ledsKnown) {
            caps ^= usage == KeyTable.CAPS_LOCK;
            num ^= usage == KeyTable.NUM_LOCK;
            scroll ^= usage == KeyTable.SCROLL_LOCK;
        }
    }

    /** The keysym that went down goes up, whatever Shift is by now. */
    @Override
    public synchronized void release(int usage) {
        Integer keysym = down.remove(usage);
        if (keysym != null) {
            key(false, usage, keysym);
        }
    }

    @Override
    public synchronized void absolutePosition(int atX, int atY) {
        pointed = true;
        nextX = scaled(atX, width);
        nextY = scaled(atY, height);
        if (!absolute) {
            dx += nextX - x;
            dy += nextY - y;
            x = nextX;
            y = nextY;
        }
    }

    @Override
    public synchronized void absoluteButtons(int bits) {
        absoluteButtons = bits;
    }

    @Override
    public synchronized void relativeMove(int byX, int byY) {
        if (absolute) {
            nextX = Math.clamp(nextX + byX, 0, width - 1);
            nextY = Math.clamp(nextY + byY, 0, height - 1);
        } else {
            dx += byX;
            dy += byY;
        }
    }

    @Override
    public synchronized void relativeButtons(int bits) {
        relativeButtons = bits;
    }

    @Override
    public synchronized void wheel(int vertical, int horizontal) {
        flush();
        click(vertical > 0 ? WHEEL_UP : WHEEL_DOWN, Math.abs(vertical));
        click(horizontal > 0 ? WHEEL_RIGHT : WHEEL_LEFT, Math.abs(horizontal));
    }

    @Override
    public synchronized void connected(boolean present) {
        flush();
    }

    @Override
    public synchronized void countReport() {
        flush();
        SendQueue present = queue;
        if (present != null && present.isFull()) {
            full.run();
        }
    }

    private static int scaled(int value, int size) {
        return (int) (((long) value * (size - 1) + FULL_SCALE / 2) / FULL_SCALE);
    }

    private void key(boolean pressed, int usage, int keysym) {
        int code = KeyTable.code(usage);
        if (keyCodes && code != KeyTable.NONE) {
            send(ClientMessages.keyCode(pressed, keysym, code));
        } else if (keysym != KeyTable.NONE) {
            send(ClientMessages.key(pressed, keysym));
        }
    }

    private void flush() {
        int buttons = buttons();
        if (absolute) {
            boolean elsewhere = nextX != x || nextY != y;
            x = nextX;
            y = nextY;
            if (elsewhere || buttons != sentButtons || (pointed && !placed)) {
                placed = true;
                place = new Place(x, y);
                moved.run();
                send(ClientMessages.pointer(buttons, x, y));
            }
        } else if (dx != 0 || dy != 0 || buttons != sentButtons) {
            send(ClientMessages.pointer(buttons, NO_MOVE + dx, NO_MOVE + dy));
        }
        dx = 0;
        dy = 0;
        sentButtons = buttons;
    }

    private void click(int button, int times) {
        int atX = absolute ? x : NO_MOVE;
        int atY = absolute ? y : NO_MOVE;
        for (int i = 0; i < times; i++) {
            send(ClientMessages.pointer(sentButtons | button, atX, atY));
            send(ClientMessages.pointer(sentButtons, atX, atY));
        }
    }

    private int buttons() {
        int hid = absoluteButtons | relativeButtons;
        int buttons = 0;
        for (int i = 0; i < RFB_BUTTONS.length; i++) {
            buttons |= (hid >> i & 1) == 0 ? 0 : RFB_BUTTONS[i];
        }
        return buttons;
    }

    private void send(byte[] message) {
        SendQueue present = queue;
        if (present != null) {
            present.add(message);
        }
    }
}
