// SPDX-License-Identifier: Apache-2.0
package io.baton.hid.usb;

import io.baton.hid.HidListener;
import io.baton.hid.KeysDown;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the keys that are down and the LEDs, and notifies the present listeners of changes. A listener that throws is
 * logged, and the others are notified.
 *
 * <p>Threading. {@link #keysDown()} and {@link #leds()}: any thread. The rest: the writer, or before it starts.
 */
final class ListenerNotifier {

    /** Bits of the LED report that are defined (HID 1.11 Appendix B.1), and bit 6, shift. */
    private static final int LED_BITS = 0x5f;

    private static final Logger LOG = LoggerFactory.getLogger("hid.usb");

    private final Supplier<List<HidListener>> listeners;
    private volatile KeysDown keysDown = KeysDown.NONE;
    private volatile int leds;
    private @Nullable KeysDown notified;

    ListenerNotifier(Supplier<List<HidListener>> listeners) {
        this.listeners = listeners;
    }

    KeysDown keysDown() {
        return keysDown;
    }

    int leds() {
        return leds;
    }

    /** Starts with the LEDs the ports have. */
    void startLeds(int bits) {
        leds = bits & LED_BITS;
    }

    /** Starts with the keys of which a predecessor has notified the listeners. */
    void startKeys(KeysDown keys) {
        notified = keys;
    }

    void keysDown(KeysDown now) {
        keysDown = now;
        if (!now.equals(notified)) {
            notified = now;
            forEachListener("keysDown", listener -> listener.keysDown(now));
        }
    }

    /** Ignores a report with undefined bits, which a target sends while it starts. */
    void leds(int bits) {
        if ((bits & ~LED_BITS) == 0 && bits != leds) {
            leds = bits;
            forEachListener("leds", listener -> listener.leds(bits));
        }
    }

    private void forEachListener(String event, Consumer<HidListener> notification) {
        for (HidListener listener : listeners.get()) {
            try {
                notification.accept(listener);
            } catch (RuntimeException | LinkageError e) {
                LOG.error("listener failed event={}", event, e);
            }
        }
    }
}
