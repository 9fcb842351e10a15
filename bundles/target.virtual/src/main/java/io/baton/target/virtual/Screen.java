// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import io.baton.shared.frames.I420Frame;
import io.baton.shared.frames.Rect;
import io.baton.video.VideoMode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The graphics card: draws a scene, touching only what changed since the last one.
 *
 * <p>Threading. One thread.
 */
final class Screen {

    private final VideoMode mode;
    private final Typefaces faces;
    private final Canvas backdrop;
    private final Canvas front;
    private final I420Frame i420;
    private final Cursor cursor;
    private final List<Widget> widgets = new ArrayList<>();
    private @Nullable Object[] looks = {};
    private @Nullable Boolean booting;

    Screen(VideoMode mode, Typefaces faces) {
        this.mode = mode;
        this.faces = faces;
        backdrop = new Canvas(mode.width(), mode.height());
        front = new Canvas(mode.width(), mode.height());
        i420 = new I420Frame(mode.width(), mode.height());
        cursor = new Cursor(FrameCode.area(mode.width()));
    }

    VideoMode mode() {
        return mode;
    }

    /** The pixels behind the frame, without the cursor. */
    Canvas front() {
        return front;
    }

    /** Draws, and returns the frame: a read-only view that stays valid until the next call. */
    ByteBuffer draw(ScreenContents scene) {
        ComputerState computer = scene.computer();
        List<Rect> dirty = new ArrayList<>();
        if (booting == null || booting != computer.booting()) {
            booting = computer.booting();
            furnish(computer.booting());
            front.copy(backdrop, backdrop.bounds());
            dirty.add(backdrop.bounds());
        }
        for (int i = 0; i < widgets.size(); i++) {
            Widget widget = widgets.get(i);
            Object look = widget.look(scene);
            if (!look.equals(looks[i])) {
                looks[i] = look;
                front.copy(backdrop, widget.area());
                widget.paint(front, scene);
                dirty.add(widget.area());
            }
        }
        Rect before = cursor.area();
        cursor.place(computer.pointerX(), computer.pointerY(), !computer.booting());
        if (!before.equals(cursor.area())) {
            dirty.add(before);
            dirty.add(cursor.area());
        }
        for (Rect area : dirty) {
            i420.update(front.pixels(), area, cursor::overlay);
        }
        return i420.buffer();
    }

    private void furnish(boolean boot) {
        Layout layout = Layout.of(mode.width(), mode.height());
        widgets.clear();
        if (boot) {
            Arrays.fill(backdrop.pixels(), 0x05070D);
            widgets.add(new BootText(mode.width(), mode.height(), faces));
        } else {
            Wallpaper.paint(backdrop);
            widgets.add(new TopBar(layout.bar(), faces));
            widgets.add(new TerminalWindow(layout.terminal(), faces));
            widgets.add(new NotesWindow(layout.notes(), faces));
            widgets.add(new KeyboardCard(layout.keyboard(), faces));
            if (layout.clock().width() > 0) {
                widgets.add(new ClockCard(layout.clock(), faces));
                widgets.add(new PointerCard(layout.pointer(), faces));
                if (layout.wave().height() >= 120) {
                    widgets.add(new WaveCard(layout.wave(), faces));
                }
            }
            if (layout.facts().height() >= 80) {
                widgets.add(new FactsCard(layout.facts(), faces));
            }
        }
        widgets.add(new FrameCodeCard(layout.frameCode(), faces));
        for (int row = 0; row < FrameCode.ROWS; row++) {
            widgets.add(new FrameCodeRow(row, mode.width()));
        }
        looks = new Object[widgets.size()];
        for (Widget widget : widgets) {
            widget.backdrop(backdrop);
        }
    }
}
