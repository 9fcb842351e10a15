// SPDX-License-Identifier: Apache-2.0
package io.baton.power.qmp;

import io.baton.power.PowerAction;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.shared.json.JsonCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection's messages by the QEMU Machine Protocol: greeting, commands with their answers, events. A server's
 * messages are bounded, and one that the protocol does not have ends the connection.
 *
 * <p>Threading. One thread.
 */
final class QmpDialogue {

    static final int MAX_LINE = 64 * 1024;

    private static final int MAX_DEPTH = 16;
    private static final int MAX_WAITING = 16;
    private static final long ANSWER_NANOS = Duration.ofMillis(1_500).toNanos();
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);
    private static final String QUERY = "query-status";

    private final JsonCodec json = new JsonCodec(new JsonCodec.Limits(MAX_LINE, MAX_DEPTH, 32, 256));
    private final LongSupplier nanoTime;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final Queue<byte[]> unsent = new ArrayDeque<>();
    private final Map<Long, Waiting> waiting = new HashMap<>();
    private boolean greeted;
    private long lastId;
    private @Nullable String status;

    /** A command that has no answer yet. */
    private record Waiting(
            String command, long untilNanos, @Nullable CompletableFuture<Outcome> answer) {}

    QmpDialogue(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Returns the run state that QEMU told last; null before that. */
    @Nullable
    String status() {
        return status;
    }

    /** Whether the machine runs, or would if nobody had paused it; null before that is known. */
    @Nullable
    Boolean isOn() {
        String known = status;
        return known == null ? null : !known.equals("shutdown") && !known.equals("prelaunch");
    }

    /** Takes what the server sent. */
    void receive(byte[] bytes, int length) throws IOException {
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                byte[] whole = line.toByteArray();
                line.reset();
                if (!isBlank(whole)) {
                    message(whole);
                }
            } else if (line.size() == MAX_LINE) {
                throw new IOException("it sent a message that is too long");
            } else {
                line.write(bytes[i]);
            }
        }
    }

    private static boolean isBlank(byte[] whole) {
        for (byte one : whole) {
            if (one != ' ' && one != '\r' && one != '\t') {
                return false;
            }
        }
        return true;
    }

    private void message(byte[] whole) throws IOException {
        Map<String, Object> message;
        try {
            message = json.readObject(whole);
        } catch (IllegalArgumentException e) {
            throw new IOException("it sent something that is no QMP", e);
        }
        if (!greeted) {
            if (!message.containsKey("QMP")) {
                throw new IOException("it is no QMP server");
            }
            greeted = true;
            send("qmp_capabilities", null);
            send(QUERY, null);
        } else if (message.containsKey("event")) {
            // whichever it is: the status says what became of it
            if (waiting.values().stream().noneMatch(one -> one.command().equals(QUERY))) {
                send(QUERY, null);
            }
        } else if (message.get("id") instanceof Long id) {
            Waiting command = waiting.remove(id);
            if (command != null) {
                answered(command, message);
            }
        }
    }

    private void answered(Waiting command, Map<String, Object> message) {
        if (command.command().equals(QUERY)
                && message.get("return") instanceof Map<?, ?> result
                && result.get("status") instanceof String told) {
            status = told;
        }
        CompletableFuture<Outcome> answer = command.answer();
        if (answer == null) {
            return;
        }
        if (message.get("error") instanceof Map<?, ?> error) {
            answer.complete(Outcome.refused(
                    Reason.NOT_ALLOWED, "The virtual machine refused: " + shortened(error.get("desc"))));
        } else {
            answer.complete(Outcome.done());
        }
    }

    private static String shortened(@Nullable Object text) {
        String whole = String.valueOf(text);
        return whole.length() <= 120 ? whole : whole.substring(0, 120) + "\u2026";
    }

    /** Begins an action, of those that a button of a machine has. */
    void perform(PowerAction action, CompletableFuture<Outcome> answer) {
        String known = status;
        if (known == null) {
            answer.complete(unavailable());
            return;
        }
        if (waiting.size() >= MAX_WAITING) {
            answer.complete(Outcome.refused(Reason.BUSY, "The virtual machine answers slowly.", TRY_AGAIN));
            return;
        }
        List<String> commands = new ArrayList<>(commands(action, known));
        String last = commands.removeLast();
        commands.forEach(command -> send(command, null));
        send(last, answer);
        send(QUERY, null);
    }

    /** Returns what a button does in a run state: the power button also switches a machine on, and wakes it. */
    private static List<String> commands(PowerAction action, String status) {
        return switch (action) {
            case RESET -> List.of("system_reset");
            case LONG_PRESS -> List.of("quit");
            default ->
                switch (status) {
                    case "shutdown" -> List.of("system_reset", "cont");
                    case "prelaunch", "paused" -> List.of("cont");
                    case "suspended" -> List.of("system_wakeup");
                    default -> List.of("system_powerdown");
                };
        };
    }

    private void send(String command, @Nullable CompletableFuture<Outcome> answer) {
        long id = ++lastId;
        waiting.put(id, new Waiting(command, nanoTime.getAsLong() + ANSWER_NANOS, answer));
        unsent.add((json.text(Map.of("execute", command, "id", id)) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the next message to send; null for none. */
    byte @Nullable [] nextUnsent() {
        return unsent.poll();
    }

    /**
     * Returns the nanoseconds until an answer is overdue; negative for never.
     *
     * @throws IOException when one is
     */
    long untilOverdue() throws IOException {
        long now = nanoTime.getAsLong();
        long next = -1;
        for (Waiting one : waiting.values()) {
            long left = one.untilNanos() - now;
            if (left <= 0) {
                throw new IOException("it does not answer");
            }
            next = next < 0 ? left : Math.min(next, left);
        }
        return next;
    }

    /**
     * Ends the dialogue. A machine that was told to quit has done so when the connection ends; what becomes of other
     * commands is not known.
     */
    void close() {
        for (Waiting one : waiting.values()) {
            CompletableFuture<Outcome> answer = one.answer();
            if (answer != null) {
                answer.complete(one.command().equals("quit") ? Outcome.done() : unavailable());
            }
        }
        waiting.clear();
    }

    static Outcome.Refused unavailable() {
        return Outcome.refused(
                Reason.TEMPORARILY_UNAVAILABLE, "The virtual machine cannot be reached at present.", TRY_AGAIN);
    }
}
