// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refuses further attempts after failed ones: so many failures within 15 minutes lock a key for 15 minutes, each later
 * lock is twice as long, up to two hours. An attempt under way counts as a failure until it is known to be none, so
 * that parallel attempts do not get past the limit. A success clears its key.
 *
 * <p>The table is bounded: a new key takes the place of the one that was seen first and is not locked; if all are
 * locked, of the one whose lock began first.
 *
 * <p>Threading. Any thread; one lock, held for a moment.
 */
final class LockOut {

    static final Duration WINDOW = Duration.ofMinutes(15);
    static final Duration FIRST_LOCK = Duration.ofMinutes(15);
    static final Duration MAX_LOCK = Duration.ofHours(2);
    /** How long a key that was locked is remembered, so that its next lock is longer. */
    private static final Duration MEMORY = Duration.ofHours(24);

    /** Locks of one key beyond which no later lock is longer. */
    private static final int MAX_LOCKS = 4;

    /** The fields of a saved key before the ages of its failures. */
    private static final int SAVED_FIELDS = 3;

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final int maxFailures;
    private final int capacity;
    private final InstantSource clock;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private static final class Entry {
        final Deque<Instant> failures = new ArrayDeque<>();
        int attempts;
        int locks;
        Instant lockedUntil = Instant.MIN;

        boolean isLocked(Instant now) {
            return now.isBefore(lockedUntil);
        }

        void forget(Instant now) {
            failures.removeIf(failure -> !now.isBefore(failure.plus(WINDOW)));
            if (locks > 0 && !now.isBefore(lockedUntil.plus(MEMORY))) {
                locks = 0;
            }
        }

        /** Not below zero: the entry may be younger than the attempt. */
        void endAttempt() {
            attempts = Math.max(0, attempts - 1);
        }

        boolean isEmpty() {
            return failures.isEmpty() && attempts == 0 && locks == 0;
        }
    }

    LockOut(int maxFailures, int capacity, InstantSource clock) {
        this.maxFailures = maxFailures;
        this.capacity = capacity;
        this.clock = clock;
    }

    /** Begins an attempt; returns how long to wait before it may be made, zero if it may be made now. */
    synchronized Duration begin(String key) {
        Instant now = clock.instant();
        Entry entry = entries.get(key);
        if (entry == null) {
            makeRoom(now);
            entry = new Entry();
            entries.put(key, entry);
        }
        entry.forget(now);
        if (entry.isLocked(now)) {
            return Duration.between(now, entry.lockedUntil);
        }
        if (entry.failures.size() + entry.attempts >= maxFailures) {
            return RETRY;
        }
        entry.attempts++;
        return Duration.ZERO;
    }

    synchronized void failed(String key) {
        Entry entry = entries.get(key);
        if (entry == null) {
            return;
        }
        Instant now = clock.instant();
        entry.endAttempt();
        entry.failures.add(now);
        if (entry.failures.size() >= maxFailures) {
            Duration lock = FIRST_LOCK.multipliedBy(1L << Math.min(entry.locks, 3));
            entry.lockedUntil = now.plus(lock.compareTo(MAX_LOCK) < 0 ? lock : MAX_LOCK);
            entry.locks++;
            entry.failures.clear();
        }
    }

    synchronized void succeeded(String key) {
        Entry entry = entries.get(key);
        if (entry != null) {
            entry.endAttempt();
            entry.failures.clear();
            entry.locks = 0;
            removeIfEmpty(key, entry);
        }
    }

    /** Ends an attempt that proved nothing, because it was not made. */
    synchronized void withdrawn(String key) {
        Entry entry = entries.get(key);
        if (entry != null) {
            entry.endAttempt();
            removeIfEmpty(key, entry);
        }
    }

    private void removeIfEmpty(String key, Entry entry) {
        if (entry.isEmpty()) {
            entries.remove(key);
        }
    }

    /**
     * Returns what a successor takes over, of JDK types, oldest key first: for each key a list of the key, its locks,
     * the milliseconds its lock lasts (negative: since it ended), and the ages of its failures in milliseconds.
     * Attempts under way are left out: their outcome is known here only.
     */
    synchronized List<List<Object>> save() {
        Instant now = clock.instant();
        List<List<Object>> saved = new ArrayList<>();
        entries.forEach((key, entry) -> {
            entry.forget(now);
            if (entry.failures.isEmpty() && entry.locks == 0) {
                return;
            }
            List<Object> fields = new ArrayList<>();
            fields.add(key);
            fields.add((long) entry.locks);
            fields.add(
                    entry.locks == 0
                            ? 0L
                            : Duration.between(now, entry.lockedUntil).toMillis());
            entry.failures.forEach(
                    failure -> fields.add(Duration.between(failure, now).toMillis()));
            saved.add(List.copyOf(fields));
        });
        return List.copyOf(saved);
    }

    /**
     * Takes over what a predecessor saved. What is not of the form above is left out, and a key that was seen here
     * already keeps what it has.
     *
     * @param age how long ago it was saved
     */
    synchronized void restore(@Nullable Object saved, Duration age) {
        if (!(saved instanceof List<?> keys)) {
            return;
        }
        Instant then = clock.instant().minus(age);
        for (Object one : keys) {
            if (one instanceof List<?> fields
                    && fields.size() >= SAVED_FIELDS
                    && fields.getFirst() instanceof String key
                    && fields.stream().skip(1).allMatch(Long.class::isInstance)
                    && entries.size() < capacity) {
                List<Long> numbers =
                        fields.stream().skip(1).map(Long.class::cast).toList();
                entries.putIfAbsent(key, entry(numbers, then));
            }
        }
    }

    private static Entry entry(List<Long> numbers, Instant then) {
        Entry entry = new Entry();
        entry.locks = Math.clamp(numbers.getFirst(), 0, MAX_LOCKS);
        if (entry.locks > 0) {
            entry.lockedUntil = then.plusMillis(Math.min(numbers.get(1), MAX_LOCK.toMillis()));
        }
        numbers.stream().skip(2).map(then::minusMillis).forEach(entry.failures::add);
        return entry;
    }

    synchronized int size() {
        return entries.size();
    }

    private void makeRoom(Instant now) {
        if (entries.size() < capacity) {
            return;
        }
        String evicted = null;
        Instant until = Instant.MAX;
        for (Iterator<Map.Entry<String, Entry>> all = entries.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<String, Entry> one = all.next();
            if (!one.getValue().isLocked(now)) {
                all.remove();
                return;
            }
            if (one.getValue().lockedUntil.isBefore(until)) {
                until = one.getValue().lockedUntil;
                evicted = one.getKey();
            }
        }
        if (evicted != null) {
            entries.remove(evicted);
        }
    }
}
