// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.baton.harness.Device;
import io.baton.harness.JoinRefusedError;
import io.baton.harness.OfferFields;
import io.baton.harness.PeerProcess;
import io.baton.harness.RpcPeer;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * A primary that presses keys on schedule, whether the one before was reported or not, one key after the other from A
 * to Z. The latency of a key runs from the time it is due until the device reports it down, so that a delayed press
 * counts with its delay (no coordinated omission). What arrived is read from the target's own log of edges.
 *
 * <p>Threading. Any thread; phases and resumptions exclude each other. Its own thread presses.
 */
final class WorkingPrimary implements AutoCloseable {
    static final int KEYS_PER_SECOND = 20;

    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1) / KEYS_PER_SECOND;
    private static final long HOLD_NANOS = EVERY_NANOS * 4 / 5;
    private static final int FIRST_USAGE = 4;
    private static final int USAGES = 26;
    private static final int HANDSHAKE = 1;
    private static final String HANDSHAKE_REPLY = "0101";
    private static final int KEY_PRESS = 5;
    private static final int RESUME_SECONDS = 30;
    private static final int DRAIN_MILLIS = 2_000;
    private static final String CHANNEL = "hidrpc";
    private static final Pattern EDGE = Pattern.compile("\\S+Z (down|up) 0x[0-9A-F]{2}$");

    /**
     * What a phase brought.
     *
     * @param pressed keys
     * @param lost keys that never reached the target
     * @param problems what must not happen
     */
    record Result(int pressed, int lost, Histogram latency, List<String> problems) {
        double millis(double percentile) {
            return latency.getValueAtPercentile(percentile) / 1e6;
        }
    }

    /**
     * A resumption.
     *
     * @param took nanoseconds from the loss of the link until the channels are open
     * @param refused attempts before that were refused
     */
    record Resumption(long took, int refused) {}

    private final Device device;
    private final PeerProcess process;
    private final Object phase = new Object();
    private final long[] dueAt = new long[USAGES];
    private final List<String> expected = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Thread thread = new Thread(this::press, "primary-keys");
    private Histogram latency = Storm.histogram();
    private Instant phaseStart = Instant.EPOCH;
    private RpcPeer peer;
    private int pressed;
    private boolean pressing;
    private boolean released = true;
    private boolean settled;
    private boolean closed;

    WorkingPrimary(Device device, PeerProcess process) throws Exception {
        this.device = device;
        this.process = process;
        peer = Attack.join(device, process, OfferFields.plain().named("Primary"));
        connect(peer);
        thread.start();
    }

    private void connect(RpcPeer next) {
        next.awaitMode("primary");
        next.bytes(CHANNEL, HANDSHAKE, 1);
        next.awaitBytes(CHANNEL, HANDSHAKE_REPLY);
        next.watch(this::received);
    }

    /** Its address and the device's, as Pion's selected pair has them. */
    String path() {
        return present().path();
    }

    private synchronized RpcPeer present() {
        return peer;
    }

    /** Begins a phase. */
    void begin() {
        synchronized (phase) {
            synchronized (this) {
                expected.clear();
                latency = Storm.histogram();
                pressed = 0;
                phaseStart = Instant.now();
                pressing = true;
                notifyAll();
            }
        }
    }

    /** Ends a phase: stops pressing, waits for what is on its way, and reads the target's log. */
    Result end() throws IOException, InterruptedException {
        synchronized (phase) {
            pause();
            RpcPeer present = present();
            if (present.isEnded()) {
                problem("the primary lost its link");
            } else if (!present.notifiedMode().equals("primary")) {
                problem("the primary lost control and is " + present.notifiedMode());
            }
            int lost = checkLog();
            present.forget();
            synchronized (this) {
                List<String> found = List.copyOf(problems);
                problems.clear();
                return new Result(pressed, lost, latency, found);
            }
        }
    }

    /** Loses the link and resumes by the token; after a refusal with a time to wait it tries again. */
    Resumption resume() throws Exception {
        synchronized (phase) {
            boolean wasPressing = pause();
            RpcPeer old = present();
            old.cutNetwork();
            long start = System.nanoTime();
            OfferFields offer = OfferFields.plain().resuming(old.accepted().resumeToken());
            int refused = 0;
            RpcPeer next = null;
            while (next == null) {
                try {
                    next = Attack.join(device, process, offer);
                } catch (JoinRefusedError e) {
                    long wait = e.refused().retryAfterMillis();
                    if (wait == 0 || System.nanoTime() - start > TimeUnit.SECONDS.toNanos(RESUME_SECONDS)) {
                        throw e;
                    }
                    refused++;
                    TimeUnit.MILLISECONDS.sleep(wait);
                }
            }
            long took = System.nanoTime() - start;
            old.close();
            connect(next);
            if (!next.id().equals(old.id())) {
                problem("the primary resumed as another session");
            }
            synchronized (this) {
                peer = next;
                pressing = wasPressing;
                notifyAll();
            }
            return new Resumption(took, refused);
        }
    }

    /** Adds a problem to the present phase. */
    synchronized void problem(String problem) {
        problems.add(problem);
    }

    /**
     * Stops pressing and waits for the reports of what was pressed, but not long. The reply to a handshake follows
     * them: a key that went down and up between two reports has none of its own.
     *
     * @return whether it was pressing
     */
    private boolean pause() throws InterruptedException {
        boolean wasPressing;
        RpcPeer present;
        synchronized (this) {
            wasPressing = pressing;
            pressing = false;
            settled = false;
            present = peer;
            while (!released) {
                wait();
            }
        }
        present.bytes(CHANNEL, HANDSHAKE, 1);
        synchronized (this) {
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DRAIN_MILLIS);
            for (long left = DRAIN_MILLIS; left > 0 && !settled; ) {
                wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            }
            report(Long.MAX_VALUE, System.nanoTime());
        }
        return wasPressing;
    }

    private void press() {
        try {
            long due = System.nanoTime();
            for (int number = 0; ; number++) {
                if (awaitPressing()) {
                    due = System.nanoTime();
                }
                Storm.until(due);
                if (!press(number % USAGES, due)) {
                    return;
                }
                due += EVERY_NANOS;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether it had to wait, so that the schedule begins again. */
    private synchronized boolean awaitPressing() throws InterruptedException {
        boolean waited = !pressing;
        while (!pressing && !closed) {
            wait();
        }
        return waited;
    }

    /** Presses and releases a key unless a pause has begun; returns false at the end. */
    private boolean press(int key, long due) throws InterruptedException {
        RpcPeer present;
        synchronized (this) {
            if (!pressing) {
                return !closed;
            }
            if (dueAt[key] != 0) {
                report(dueAt[key], System.nanoTime());
            }
            present = peer;
            dueAt[key] = due;
            released = false;
            expected.add(String.format(Locale.ROOT, "down 0x%02X", FIRST_USAGE + key));
            expected.add(String.format(Locale.ROOT, "up 0x%02X", FIRST_USAGE + key));
            pressed++;
        }
        present.bytes(CHANNEL, KEY_PRESS, FIRST_USAGE + key, 1);
        Storm.until(due + HOLD_NANOS);
        present.bytes(CHANNEL, KEY_PRESS, FIRST_USAGE + key, 0);
        synchronized (this) {
            released = true;
            notifyAll();
        }
        return true;
    }

    /**
     * Message type 0x33 carries the keys that are down: modifiers, then up to six usages. The device sends the latest
     * state only, so a report stands for the keys due before as well.
     */
    private void received(JsonNode line, long at) {
        if (!line.path("what").asText().equals("bytes")) {
            return;
        }
        String text = line.path("text").asText();
        synchronized (this) {
            if (text.equals(HANDSHAKE_REPLY)) {
                report(Long.MAX_VALUE, at);
                settled = true;
                notifyAll();
            } else if (text.startsWith("3300")) {
                int key = Integer.parseInt(text, 4, 6, 16) - FIRST_USAGE;
                if (key >= 0 && key < USAGES && dueAt[key] != 0) {
                    report(dueAt[key], at);
                }
            }
        }
    }

    /** Records the latency of every key due until then that was not reported yet. */
    private void report(long lastDue, long at) {
        for (int key = 0; key < USAGES; key++) {
            if (dueAt[key] != 0 && dueAt[key] <= lastDue) {
                latency.recordValue(Math.max(0, at - dueAt[key]));
                dueAt[key] = 0;
            }
        }
    }

    /** Compares the target's log with what was pressed; returns how many keys are missing. */
    private int checkLog() throws IOException, InterruptedException {
        List<String> seen = new ArrayList<>();
        for (String line : device.ask("target:log", EDGE)) {
            String[] words = line.strip().split(" ", -1);
            if (!Instant.parse(words[words.length - 3]).isBefore(phaseStart)) {
                seen.add(words[words.length - 2] + " " + words[words.length - 1]);
            }
        }
        synchronized (this) {
            int lost = (expected.size() - seen.size()) / 2;
            if (lost != 0) {
                problems.add(lost + " keys did not reach the target");
            } else if (!seen.equals(expected)) {
                problems.add("keys reached the target in another order");
            }
            return Math.max(0, lost);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            pressing = false;
            closed = true;
            notifyAll();
        }
        joinThread();
        present().close();
    }

    private void joinThread() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
