// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.hidhost;

import io.baton.port.ReportPort;
import io.baton.shared.ports.ControlKeys;
import io.baton.shared.ports.ReportDescriptors;
import io.baton.shared.ports.ReportDescriptors.Application;
import io.baton.shared.reports.ReportDescriptorParser;
import io.baton.shared.reports.ReportLayout;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The computer's USB stack: reads the report descriptors, takes reports apart by them, and passes to the computer what
 * changed.
 *
 * <p>Threading. One thread at a time.
 */
public final class HidHost {

    private static final int PAGE_DESKTOP = 0x01;
    private static final int PAGE_KEYBOARD = 0x07;
    private static final int PAGE_LED = 0x08;
    private static final int PAGE_BUTTON = 0x09;
    private static final int PAGE_CONSUMER = 0x0C;
    private static final int LAST_ERROR = 0x03;
    private static final int X = 0x30;
    private static final int Y = 0x31;
    private static final int WHEEL = 0x38;
    private static final int AC_PAN = 0x238;

    private final HidComputer computer;
    private final Map<ReportPort, ReportLayout> layouts = new EnumMap<>(ReportPort.class);
    /** The keys that each report says are down: 0 the keyboard's, else numbered. */
    private final Map<Integer, BitSet> reported = new HashMap<>();

    private final BitSet keys = new BitSet();

    public HidHost(HidComputer computer) {
        this(computer, EnumSet.of(Application.POINTER, Application.CONTROL_KEYS));
    }

    /** @param numbered what the function with numbered reports consists of */
    public HidHost(HidComputer computer, Set<Application> numbered) {
        this.computer = computer;
        for (ReportPort port : ReportPort.values()) {
            byte[] descriptor = port == ReportPort.ABSOLUTE_POINTER
                    ? ReportDescriptors.numbered(numbered)
                    : ReportDescriptors.of(port);
            layouts.put(port, ReportDescriptorParser.parse(descriptor));
        }
    }

    /** One report as it came over the wire; one that is too short or has no known id is ignored. */
    void report(ReportPort port, byte[] report) {
        boolean understood = port == ReportPort.KEYBOARD ? keyboard(report) : pointer(port, report);
        if (understood) {
            computer.countReport();
        }
    }

    /** The device is gone: a computer releases everything that was held on it. */
    void detach() {
        reported.clear();
        change(0, new BitSet());
        computer.absoluteButtons(0);
        computer.relativeButtons(0);
        computer.connected(false);
    }

    /** The device was configured. */
    void attach() {
        computer.connected(true);
    }

    /** The output report that sets the keyboard's LEDs. */
    public static byte[] ledReport(int leds) {
        return ReportDescriptorParser.parse(ReportDescriptors.of(ReportPort.KEYBOARD))
                .output(PAGE_LED << 16 | 1, leds);
    }

    private boolean keyboard(byte[] report) {
        BitSet next = new BitSet();
        boolean[] rollOver = {false};
        boolean understood = layout(ReportPort.KEYBOARD).decode(report, new ReportLayout.ValueConsumer() {
            @Override
            public void value(int usage, int value, boolean relative) {
                if (usage >> 16 == PAGE_KEYBOARD && value != 0) {
                    next.set(usage & 0xFF);
                }
            }

            @Override
            public void selected(int usage) {
                int key = usage & 0xFF;
                if (usage >> 16 == PAGE_KEYBOARD && key > LAST_ERROR) {
                    next.set(key);
                } else if (key != 0) {
                    rollOver[0] = true;
                }
            }
        });
        if (understood && !rollOver[0]) {
            change(0, next);
        }
        return understood;
    }

    /** Modifiers first, so that Shift and a letter in one report make a capital; keys up before keys down. */
    private void change(int report, BitSet down) {
        reported.put(report, down);
        BitSet next = new BitSet();
        reported.values().forEach(next::or);
        BitSet released = (BitSet) keys.clone();
        released.andNot(next);
        BitSet pressed = (BitSet) next.clone();
        pressed.andNot(keys);
        keys.clear();
        keys.or(next);
        released.stream().forEach(computer::release);
        pressed.stream().filter(HidHost::isModifier).forEach(computer::press);
        pressed.stream().filter(key -> !isModifier(key)).forEach(computer::press);
    }

    private static boolean isModifier(int key) {
        return key >= 0xE0 && key <= 0xE7;
    }

    private boolean pointer(ReportPort port, byte[] report) {
        PointerReport seen = new PointerReport();
        if (!layout(port).decode(report, seen)) {
            return false;
        }
        if (seen.hasKeys) {
            change(report[0], seen.keys);
        }
        if (seen.positioned) {
            computer.absolutePosition(seen.x, seen.y);
        }
        if (seen.dx != 0 || seen.dy != 0) {
            computer.relativeMove(seen.dx, seen.dy);
        }
        if (seen.hasButtons) {
            if (port == ReportPort.ABSOLUTE_POINTER) {
                computer.absoluteButtons(seen.buttons);
            } else {
                computer.relativeButtons(seen.buttons);
            }
        }
        if (seen.wheel != 0 || seen.pan != 0) {
            computer.wheel(seen.wheel, seen.pan);
        }
        return true;
    }

    private ReportLayout layout(ReportPort port) {
        return Objects.requireNonNull(layouts.get(port));
    }

    private static final class PointerReport implements ReportLayout.ValueConsumer {

        private boolean positioned;
        private boolean hasButtons;
        private boolean hasKeys;
        private int x;
        private int y;
        private int dx;
        private int dy;
        private int wheel;
        private int pan;
        private int buttons;
        private final BitSet keys = new BitSet();

        @Override
        public void value(int usage, int value, boolean relative) {
            int id = usage & 0xFFFF;
            int key = ControlKeys.keyUsage(usage);
            if (key != ControlKeys.NONE || usage >> 16 == PAGE_KEYBOARD) {
                hasKeys = true;
                keys.set(key == ControlKeys.NONE ? id : key, value != 0);
            } else if (usage >> 16 == PAGE_BUTTON) {
                hasButtons = true;
                buttons |= value << (id - 1);
            } else if (usage >> 16 == PAGE_CONSUMER && id == AC_PAN) {
                pan = value;
            } else if (usage >> 16 == PAGE_DESKTOP) {
                switch (id) {
                    case X -> {
                        x = value;
                        dx = relative ? value : 0;
                        positioned |= !relative;
                    }
                    case Y -> {
                        y = value;
                        dy = relative ? value : 0;
                    }
                    case WHEEL -> wheel = value;
                    default -> {
                        // no other axis is described
                    }
                }
            }
        }

        @Override
        public void selected(int usage) {
            // pointers have no arrays
        }
    }
}
