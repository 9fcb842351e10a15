// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The automatic release of pressed keys: {@value #HOLD_MILLIS} ms after the press unless kept alive. All times are
 * arrival times, so that a buffered message counts from its arrival.
 *
 * <p>Clients send a keep-alive every 50 ms while a key is held. One that is late by up to 50 ms extends the hold by
 * that much less; a later one, or one more than 225 ms after the last extension, extends nothing.
 *
 * <p>Threading. One thread at a time.
 */
final class AutoRelease {

    static final int HOLD_MILLIS = 100;
    /** The fields that {@link #save} returns before those of the keys. */
    static final int SAVED_FIELDS = 2;

    private static final long HOLD = TimeUnit.MILLISECONDS.toNanos(HOLD_MILLIS);
    private static final long RATE = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LATENESS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long STALENESS = TimeUnit.MILLISECONDS.toNanos(225);
    private static final int USAGES = 256;
    private static final int FIRST_MODIFIER = 0xe0;
    private static final int LAST_MODIFIER = 0xe7;

    private final int[] usages = new int[USAGES];
    private final long[] deadlines = new long[USAGES];
    private int count;
    private boolean ticked;
    private long lastTick;
    private boolean rearmed;
    private long lastRearm;

    void pressed(int usage, long at) {
        if (usage == 0 || (usage >= FIRST_MODIFIER && usage <= LAST_MODIFIER)) {
            return;
        }
        int index = index(usage);
        if (index == count) {
            count++;
        }
        usages[index] = usage;
        deadlines[index] = at + HOLD;
        rearmed = true;
        lastRearm = at;
    }

    /** The key was released, by the client or automatically. */
    void released(int usage) {
        int index = index(usage);
        if (index < count) {
            count--;
            usages[index] = usages[count];
            deadlines[index] = deadlines[count];
            ticked = false;
            rearmed = false;
        }
    }

    void keepAlive(long at) {
        if (count == 0 || (rearmed && at - lastRearm > STALENESS)) {
            return;
        }
        long lateness = ticked ? Math.max(0, at - lastTick - RATE) : 0;
        if (lateness > LATENESS) {
            return;
        }
        ticked = true;
        lastTick = at;
        rearmed = true;
        lastRearm = at;
        for (int i = 0; i < count; i++) {
            deadlines[i] = at + HOLD - lateness;
        }
    }

    void clear() {
        count = 0;
        ticked = false;
        rearmed = false;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Returns the key with the earliest deadline if that has passed; 0 for none. */
    int due(long now) {
        int first = first();
        return first >= 0 && now - deadlines[first] >= 0 ? usages[first] : 0;
    }

    /** Returns the earliest deadline; only while not {@link #isEmpty}. */
    long nextDeadline() {
        return deadlines[first()];
    }

    /**
     * Returns the time since the last tick and the last extension (-1 for none), then usage and remaining time of each
     * key.
     */
    List<Long> save(long now) {
        List<Long> saved = new ArrayList<>();
        saved.add(ticked ? now - lastTick : -1);
        saved.add(rearmed ? now - lastRearm : -1);
        for (int i = 0; i < count; i++) {
            saved.add((long) usages[i]);
            saved.add(Math.max(0, deadlines[i] - now));
        }
        return saved;
    }

    /** Restores what {@link #save} returned {@code gap} ago. Tick ages include the gap; remaining hold times do not. */
    void restore(List<Long> saved, long now, long gap) {
        clear();
        ticked = saved.get(0) >= 0;
        lastTick = now - gap - saved.get(0);
        rearmed = saved.get(1) >= 0;
        lastRearm = now - gap - saved.get(1);
        for (int i = SAVED_FIELDS; i + 1 < saved.size() && count < USAGES; i += 2) {
            usages[count] = saved.get(i).intValue();
            deadlines[count] = now + saved.get(i + 1);
            count++;
        }
    }

    private int first() {
        int first = -1;
        for (int i = 0; i < count; i++) {
            if (first < 0 || deadlines[i] - deadlines[first] < 0) {
                first = i;
            }
        }
        return first;
    }

    private int index(int usage) {
        int index = 0;
        while (index < count && usages[index] != usage) {
            index++;
        }
        return index;
    }
}
