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

    private static final int HANDSHAKE = 1;
    private static final String HANDSHAKE_REPLY = "0101";
    private static final int KEY_PRESS = 5;
    private static final int RESUME_SECONDS = 120;
    private static final int DRAIN_MILLIS = 60_000;
    private static final String CHANNEL = "hidrpc";
    private static final String LOST = " keys did not reach the target";
    private static final Pattern EDGE = Pattern.compile("\\S+Z (down|up) 0x[0-9A-F]{2}$");

    /**
     * What a phase brought.
     *
     * @param pressed keys
     * @param lost keys that never reached the target
     * @param problems what must not happen
     */
    record Result(int pressed, int lost, Histogram latency, List<String> problems) {
        /** The problems without that of lost keys. */
        List<String> otherProblems() {
            return problems.stream().filter(problem -> !problem.endsWith(LOST)).toList();
        }

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
    private final long everyNanos;
    private final Object phase = new Object();
    private final List<String> problems = new ArrayList<>();
    private final Thread thread = new Thread(this::press, "primary-keys");
    private PressedKeys keys = new PressedKeys(Instant.EPOCH);
    private RpcPeer peer;
    private boolean pressing;
    private boolean released = true;
    private boolean settled;
    private boolean closed;

    WorkingPrimary(Device device, PeerProcess process) throws Exception {
        this(device, process, KEYS_PER_SECOND);
    }

    WorkingPrimary(Device device, PeerProcess process, int keysPerSecond) throws Exception {
        this.device = device;
        this.process = process;
        everyNanos = TimeUnit.SECONDS.toNanos(1) / keysPerSecond;
        peer = Attack.join(device, process, OfferFields.plain().named("Primary"));
        connect(peer);
        thread.setDaemon(true);
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

    /** Whether its link is lost for good. */
    boolean isEnded() {
        return present().isEnded();
    }

    private synchronized RpcPeer present() {
        return peer;
    }

    /** Begins a phase. */
    void begin() {
        synchronized (phase) {
            synchronized (this) {
                keys = new PressedKeys(Instant.now());
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
                return new Result(keys.count(), lost, keys.latency(), found);
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

    /** The longest time from a key's due time to its report, in nanoseconds, of those reported since the last call. */
    synchronized long takeLongest() {
        return keys.takeLongest();
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
            keys.settled(System.nanoTime());
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
                if (!press(number % PressedKeys.USAGES, due)) {
                    return;
                }
                due += everyNanos;
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
            present = peer;
            keys.pressed(key, due);
            released = false;
        }
        try {
            present.bytes(CHANNEL, KEY_PRESS, PressedKeys.FIRST_USAGE + key, 1);
            Storm.until(due + everyNanos * 4 / 5);
            present.bytes(CHANNEL, KEY_PRESS, PressedKeys.FIRST_USAGE + key, 0);
            return true;
        } finally {
            synchronized (this) {
                released = true;
                notifyAll();
            }
        }
    }

    /** Message type 0x33 carries the keys that are down: modifiers, then up to six usages. */
    private void received(JsonNode line, long at) {
        if (!line.path("what").asText().equals("bytes")) {
            return;
        }
        String text = line.path("text").asText();
        synchronized (this) {
            if (text.equals(HANDSHAKE_REPLY)) {
                keys.settled(at);
                settled = true;
                notifyAll();
            } else if (text.startsWith("3300")) {
                keys.reported(Integer.parseInt(text, 4, 6, 16), at);
            }
        }
    }

    /** Compares the target's log with what was pressed; returns how many keys are missing. */
    private int checkLog() throws IOException, InterruptedException {
        List<String> log = device.ask("target:log", EDGE);
        synchronized (this) {
            List<String> seen = keys.seen(log);
            int lost = keys.lost(seen);
            if (lost != 0) {
                problems.add(lost + LOST);
            } else if (!keys.isComplete(seen)) {
                problems.add("keys reached the target more than once or in another order");
            }
            return lost;
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
