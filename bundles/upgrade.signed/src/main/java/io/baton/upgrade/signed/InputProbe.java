// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import io.baton.upgrade.signed.HealthGate.Problem;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Observes the queues, and the input events that were lost on their way to the target, by the texts of the services
 * with {@code baton.role=gauge}: {@code name key=1 key=2}.
 *
 * <p>Threading. One thread at a time.
 */
final class InputProbe {

    /** Input events lost within {@link #WINDOW} checks beyond which the output is bad. */
    static final int MAX_LOST = 20;

    static final int WINDOW = 10;

    private static final String HID = "hid";

    private final Supplier<List<String>> gauges;
    private final Supplier<OptionalLong> expired;
    private final BooleanSupplier usbConfigured;
    private final Counter discardedEvents = new Counter();
    private final Counter expiredEvents = new Counter();
    private final Set<String> fullBefore = new HashSet<>();
    private final Deque<Long> losses = new ArrayDeque<>();

    /** What a counter grew by since the first reading, from one to the next; a successor counts from 0. */
    private static final class Counter {

        private long last = -1;

        long growth(OptionalLong reading) {
            if (reading.isEmpty()) {
                return 0;
            }
            long now = reading.getAsLong();
            long growth = last < 0 ? 0 : now < last ? now : now - last;
            last = now;
            return growth;
        }
    }

    /**
     * Notes what is so now.
     *
     * @param gauges what the gauges tell
     * @param expired the number of events that the output did not take in time; empty while that is unknown
     * @param usbConfigured whether the target takes reports: without a cable every event is lost
     */
    InputProbe(Supplier<List<String>> gauges, Supplier<OptionalLong> expired, BooleanSupplier usbConfigured) {
        this.gauges = gauges;
        this.expired = expired;
        this.usbConfigured = usbConfigured;
        List<String> texts = gauges.get();
        lost(texts);
        texts.stream().filter(InputProbe::isFull).map(InputProbe::name).forEach(fullBefore::add);
    }

    /** Returns the first problem found. Called each second. */
    Optional<Problem> check() {
        List<String> texts = gauges.get();
        long lostNow = lost(texts);
        losses.add(usbConfigured.getAsBoolean() ? lostNow : 0);
        if (losses.size() > WINDOW) {
            losses.remove();
        }
        for (String text : texts) {
            if (isFull(text) && !fullBefore.contains(name(text))) {
                return Optional.of(new Problem("queue_full", "A queue is full: " + text + "."));
            }
        }
        long lost = losses.stream().mapToLong(Long::longValue).sum();
        return lost > MAX_LOST
                ? Optional.of(new Problem("input_lost", lost + " input events were lost within " + WINDOW + " s."))
                : Optional.empty();
    }

    private long lost(List<String> texts) {
        return discardedEvents.growth(discarded(texts)) + expiredEvents.growth(expired.get());
    }

    private static boolean isFull(String text) {
        long capacity = value(text, "capacity").orElse(0);
        return capacity > 0 && value(text, "length").orElse(0) >= capacity;
    }

    private static String name(String text) {
        return text.split(" ", 2)[0];
    }

    private static OptionalLong discarded(List<String> texts) {
        return texts.stream()
                .filter(text -> text.startsWith(HID + " "))
                .findFirst()
                .map(text -> value(text, "discarded"))
                .orElse(OptionalLong.empty());
    }

    private static OptionalLong value(String text, String key) {
        for (String word : text.split(" ", -1)) {
            if (word.startsWith(key + "=")) {
                try {
                    return OptionalLong.of(Long.parseLong(word.substring(key.length() + 1)));
                } catch (NumberFormatException e) {
                    return OptionalLong.empty();
                }
            }
        }
        return OptionalLong.empty();
    }
}
