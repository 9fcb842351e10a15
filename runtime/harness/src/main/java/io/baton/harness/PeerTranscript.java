// SPDX-License-Identifier: Apache-2.0
package io.baton.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one peer received: the lines of the peer process, JSON-RPC replies and events, and the newest list of sessions.
 *
 * <p>Threading. Any thread. Waits end after {@value #TIMEOUT_SECONDS} s at most, as a failure.
 */
final class PeerTranscript {
    private static final int TIMEOUT_SECONDS = 120;
    private static final Set<String> END_STATES = Set.of("state closed", "state failed");

    private final List<JsonNode> lines = new ArrayList<>();
    private final Map<Integer, JsonNode> replies = new HashMap<>();
    private final List<JsonNode> events = new ArrayList<>();
    private @Nullable JsonNode list;
    private String mode = "";
    private ObjLongConsumer<JsonNode> watcher = (line, at) -> {};
    private boolean ended;

    synchronized void receive(JsonNode line) {
        watcher.accept(line, System.nanoTime());
        ended |= END_STATES.contains(
                        line.path("what").asText() + " " + line.path("text").asText())
                || is(line, "closed", "rpc")
                || is(line, "ended", "");
        if (is(line, "text", "rpc")) {
            JsonNode message = Json.read(line.path("text").asText());
            if (message.has("method")) {
                events.add(message);
                storeList(message);
                if (message.path("method").asText().equals("modeChanged")) {
                    mode = message.path("params").path("mode").asText();
                }
            } else {
                replies.put(message.path("id").asInt(), message);
            }
        } else {
            lines.add(line);
        }
        notifyAll();
    }

    private void storeList(JsonNode event) {
        JsonNode params = event.path("params");
        boolean newer = list == null
                || params.path("revision").asLong() >= list.path("revision").asLong();
        if (event.path("method").asText().equals("sessionsUpdated") && newer) {
            list = params;
        }
    }

    synchronized void watch(ObjLongConsumer<JsonNode> newWatcher) {
        watcher = newWatcher;
    }

    synchronized void forget() {
        events.clear();
        lines.removeIf(line -> is(line, "bytes", line.path("label").asText()));
    }

    synchronized boolean isEnded() {
        return ended;
    }

    synchronized String mode() {
        return mode;
    }

    /** Sets the mode of the answer, unless an event was earlier. */
    synchronized void joined(String firstMode) {
        mode = mode.isEmpty() ? firstMode : mode;
    }

    JsonNode awaitReply(int id) {
        return await("the reply to call " + id, () -> replies.get(id));
    }

    /** Waits for a reply and removes it; empty where the connection ended first. */
    Optional<JsonNode> takeReply(int id) {
        JsonNode reply = await("the reply to call " + id, () -> {
            JsonNode received = replies.remove(id);
            return received == null && ended ? Json.object() : received;
        });
        return reply.isEmpty() ? Optional.empty() : Optional.of(reply);
    }

    /** The binary messages received on a channel, in hex. */
    synchronized List<String> bytes(String label) {
        return lines.stream()
                .filter(line -> is(line, "bytes", label))
                .map(line -> line.path("text").asText())
                .toList();
    }

    synchronized List<JsonNode> events() {
        return List.copyOf(events);
    }

    synchronized int eventCount() {
        return events.size();
    }

    JsonNode awaitEvent(int mark, String method, Predicate<JsonNode> fits) {
        return await(
                "event " + method,
                () -> events.subList(mark, events.size()).stream()
                        .filter(event -> event.path("method").asText().equals(method))
                        .map(event -> event.path("params"))
                        .filter(fits)
                        .findFirst()
                        .orElse(null));
    }

    synchronized JsonNode list() {
        return list == null ? Json.object() : list;
    }

    JsonNode awaitList(String what, Predicate<JsonNode> fits) {
        return await(what, () -> list != null && fits.test(list) ? list : null);
    }

    /** The last state of the connection. */
    synchronized String state() {
        return lines.stream()
                .filter(line -> line.path("what").asText().equals("state"))
                .reduce((first, second) -> second)
                .map(line -> line.path("text").asText())
                .orElse("new");
    }

    synchronized boolean has(String what, String label) {
        return lines.stream().anyMatch(line -> is(line, what, label));
    }

    /** Waits for a line of the peer process; the end of the connection is a failure. */
    JsonNode awaitLine(String what, String label) {
        return await(what + " " + label, () -> {
            Optional<JsonNode> found =
                    lines.stream().filter(line -> is(line, what, label)).findFirst();
            if (found.isEmpty() && ended) {
                throw new AssertionError("its connection ended before: " + what + " " + label);
            }
            return found.orElse(null);
        });
    }

    private static boolean is(JsonNode line, String what, String label) {
        return line.path("what").asText().equals(what)
                && line.path("label").asText().equals(label);
    }

    /** Waits until the probe returns a value other than null. */
    synchronized <T> T await(String what, Supplier<@Nullable T> probe) {
        long end = System.nanoTime() + TIMEOUT_SECONDS * 1_000_000_000L;
        try {
            while (true) {
                T found = probe.get();
                if (found != null) {
                    return found;
                }
                long left = end - System.nanoTime();
                if (left <= 0) {
                    throw new AssertionError("waited in vain for " + what + "; " + state() + ", list " + list
                            + ", last events " + events.subList(Math.max(0, events.size() - 5), events.size()));
                }
                wait(left / 1_000_000 + 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
