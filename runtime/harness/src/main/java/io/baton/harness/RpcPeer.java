// SPDX-License-Identifier: Apache-2.0
package io.baton.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client that is no page: it joins through signalling, calls methods on {@code rpc}, writes on the HID-RPC channels
 * and remembers everything it was told.
 *
 * <p>Threading. Any thread. Whatever is waited for is a fact, for at most {@value #TIMEOUT_SECONDS} s.
 */
public final class RpcPeer implements AutoCloseable {
    private static final int TIMEOUT_SECONDS = 30;
    private static final Set<String> ENDS = Set.of("state closed", "state failed");
    private static final HexFormat HEX = HexFormat.of();

    private final PeerProcess process;
    private final int number;
    private final List<JsonNode> lines = new ArrayList<>();
    private final Map<Integer, JsonNode> replies = new HashMap<>();
    private final List<JsonNode> events = new ArrayList<>();
    private @Nullable JsonNode list;
    private String mode = "";
    private ObjLongConsumer<JsonNode> watcher = (line, at) -> {};
    private int lastCall;
    private boolean over;
    private AnswerFields.@Nullable JoinAccepted accepted;

    private RpcPeer(PeerProcess process) {
        this.process = process;
        number = process.add(this::receive);
    }

    /** Comes in; returns when its channels are open. A refusal is a failure. */
    public static RpcPeer join(PeerProcess process, SignallingClient signalling, OfferFields introduction)
            throws IOException, InterruptedException {
        RpcPeer peer = new RpcPeer(process);
        if (peer.offer(signalling, introduction) instanceof AnswerFields.Refused refused) {
            throw new AssertionError("refused: " + refused);
        }
        for (String label : introduction.channels().split(" ", -1)) {
            if (!label.equals("video")) {
                peer.awaitSaid("open", label);
            }
        }
        return peer;
    }

    /** Knocks and expects to be refused. */
    public static AnswerFields.Refused refused(
            PeerProcess process, SignallingClient signalling, OfferFields introduction)
            throws IOException, InterruptedException {
        try (RpcPeer peer = new RpcPeer(process)) {
            AnswerFields answer = peer.offer(signalling, introduction);
            if (answer instanceof AnswerFields.Refused refused) {
                return refused;
            }
            throw new AssertionError("not refused: " + answer);
        }
    }

    private AnswerFields offer(SignallingClient signalling, OfferFields introduction)
            throws IOException, InterruptedException {
        process.send(number, "open", introduction.channels(), "");
        AnswerFields answer =
                signalling.offer(awaitSaid("offer", "").path("text").asText(), introduction);
        if (answer instanceof AnswerFields.JoinAccepted joined) {
            accepted = joined;
            synchronized (this) {
                mode = mode.isEmpty() ? joined.mode() : mode;
            }
            process.send(number, "answer", "", joined.sdp());
        }
        return answer;
    }

    /** What it was told when joining. */
    public AnswerFields.JoinAccepted accepted() {
        if (accepted == null) {
            throw new IllegalStateException("it was not let in");
        }
        return accepted;
    }

    public String id() {
        return accepted().sessionId();
    }

    /** Calls and returns the result; a refusal is a failure. A method without a result gives a missing node. */
    public JsonNode call(String method, Map<String, ?> params) {
        JsonNode reply = reply(begin(method, params));
        if (reply.has("error")) {
            throw new AssertionError(method + params + ": " + reply);
        }
        return reply.path("result");
    }

    public JsonNode call(String method) {
        return call(method, Map.of());
    }

    /** Calls and expects to be refused; returns the reason's word. */
    public String refusal(String method, Map<String, ?> params) {
        JsonNode error = reply(begin(method, params)).path("error");
        if (error.path("code").asInt() != -32_000) {
            throw new AssertionError(method + params + " was not refused, but: " + error);
        }
        return error.path("data").isTextual()
                ? error.path("data").asText()
                : error.path("data").path("reason").asText();
    }

    /** Calls and returns the whole reply, refusal or not; nothing where the connection ended first. */
    public Optional<JsonNode> ask(String method, Map<String, ?> params) {
        int id = begin(method, params);
        JsonNode reply = await("the reply to " + method + params, () -> {
            JsonNode came = replies.remove(id);
            return came == null && isOver() ? Json.object() : came;
        });
        return reply.isEmpty() ? Optional.empty() : Optional.of(reply);
    }

    /** Whether its connection, or the process that holds it, came to an end. */
    public synchronized boolean isOver() {
        return over;
    }

    /** The mode it was told last, when joining or by {@code modeChanged}. */
    public synchronized String notifiedMode() {
        return mode;
    }

    /**
     * Has somebody told of everything it hears from now on, as the peer process says it, and when, in nanoseconds of
     * {@link System#nanoTime}. Called on the process's thread; must not block.
     */
    public synchronized void watch(ObjLongConsumer<JsonNode> newWatcher) {
        watcher = newWatcher;
    }

    /** Forgets the events and messages that came so far, but not the newest list. For clients that live long. */
    public synchronized void forget() {
        events.clear();
        lines.removeIf(line -> is(line, "bytes", line.path("label").asText()));
    }

    /** Sends a call; returns its id, see {@link #reply}. */
    public int begin(String method, Map<String, ?> params) {
        int id;
        synchronized (this) {
            id = ++lastCall;
        }
        ObjectNode call =
                Json.object().put("jsonrpc", "2.0").put("method", method).put("id", id);
        call.set("params", Json.of(params));
        text(call.toString());
        return id;
    }

    /** Waits for the reply to a call: the whole message. */
    public JsonNode reply(int id) {
        return await("the reply to call " + id, () -> replies.get(id));
    }

    /** Sends text on {@code rpc}, whatever it is. */
    public void text(String text) {
        process.send(number, "text", "rpc", text);
    }

    /** Sends a message on a HID-RPC channel. */
    public void bytes(String label, int... message) {
        byte[] bytes = new byte[message.length];
        for (int i = 0; i < message.length; i++) {
            bytes[i] = (byte) message[i];
        }
        process.send(number, "bytes", label, HEX.formatHex(bytes));
    }

    /** The binary messages that came on a channel, in hex. */
    public synchronized List<String> received(String label) {
        return lines.stream()
                .filter(line -> is(line, "bytes", label))
                .map(line -> line.path("text").asText())
                .toList();
    }

    /** Waits for a binary message. */
    public void awaitBytes(String label, String hex) {
        await(hex + " on " + label, () -> received(label).contains(hex) ? hex : null);
    }

    /** How many events came so far; a mark for {@link #awaitEvent(int, String, Predicate)}. */
    public synchronized int eventsSoFar() {
        return events.size();
    }

    /** Everything it was told so far, in order: the whole messages. */
    public synchronized List<JsonNode> events() {
        return List.copyOf(events);
    }

    /** The parameters of all events of this name so far, in order. */
    public synchronized List<JsonNode> events(String method) {
        return events.stream()
                .filter(event -> event.path("method").asText().equals(method))
                .map(event -> event.path("params"))
                .toList();
    }

    /** Waits for an event after the mark; returns its parameters. */
    public JsonNode awaitEvent(int mark, String method, Predicate<JsonNode> fits) {
        return await(
                "event " + method,
                () -> events.subList(mark, events.size()).stream()
                        .filter(event -> event.path("method").asText().equals(method))
                        .map(event -> event.path("params"))
                        .filter(fits)
                        .findFirst()
                        .orElse(null));
    }

    public JsonNode awaitEvent(String method) {
        return awaitEvent(0, method, params -> true);
    }

    /** The newest list of sessions: the parameters of {@code sessionsUpdated} with the highest revision. */
    public synchronized JsonNode list() {
        return list == null ? Json.object() : list;
    }

    /** Waits until the newest list of sessions fits. */
    public JsonNode awaitList(String what, Predicate<JsonNode> fits) {
        return await(what, () -> list != null && fits.test(list) ? list : null);
    }

    /** Waits until the list says that this is its mode. */
    public void awaitMode(String mode) {
        awaitList("mode " + mode, now -> now.path("yourMode").asText().equals(mode));
    }

    /** The row of a session in the newest list; a missing node where it is not in it. */
    public JsonNode row(String session) {
        for (JsonNode row : list().path("sessions")) {
            if (row.path("id").asText().equals(session)) {
                return row;
            }
        }
        return list().path("no such session");
    }

    /** Waits until the connection says so of itself: {@code connected}, {@code disconnected}, {@code closed}. */
    public void awaitState(String state) {
        await("state " + state, () -> state.equals(state()) ? state : null);
    }

    /** Waits until the device closed the connection or a channel of it. */
    public void awaitClosed() {
        await(
                "the end",
                () -> state().equals("closed") || lines.stream().anyMatch(line -> is(line, "closed", "rpc"))
                        ? "closed"
                        : null);
    }

    private synchronized String state() {
        return lines.stream()
                .filter(line -> line.path("what").asText().equals("state"))
                .reduce((first, second) -> second)
                .map(line -> line.path("text").asText())
                .orElse("new");
    }

    /** How many packets came so far that had a part of a picture in them. */
    public long pictures() {
        int before = count("report");
        process.send(number, "report", "", "");
        return await("a report", () -> count("report") > before ? saidLast("report") : null)
                .path("media")
                .asLong();
    }

    /** From now on nothing goes out or comes in, and nobody is told. */
    public void cut() {
        process.send(number, "cut", "", "");
    }

    /** The network is back. */
    public void mend() {
        process.send(number, "mend", "", "");
    }

    /** Leaves, as a closed tab does. */
    @Override
    public void close() {
        process.send(number, "close", "", "");
        await("its end", () -> over || saidAny("done") ? "over" : null);
        process.remove(number);
    }

    /** Waits for something only a living connection says. */
    private JsonNode awaitSaid(String what, String label) {
        return await(what + " " + label, () -> {
            Optional<JsonNode> found =
                    lines.stream().filter(line -> is(line, what, label)).findFirst();
            if (found.isEmpty() && over) {
                throw new AssertionError("its connection ended before: " + what + " " + label);
            }
            return found.orElse(null);
        });
    }

    private boolean saidAny(String what) {
        return lines.stream().anyMatch(line -> is(line, what, ""));
    }

    private synchronized int count(String what) {
        return (int) lines.stream()
                .filter(line -> line.path("what").asText().equals(what))
                .count();
    }

    private synchronized JsonNode saidLast(String what) {
        return lines.stream()
                .filter(line -> line.path("what").asText().equals(what))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private static boolean is(JsonNode line, String what, String label) {
        return line.path("what").asText().equals(what)
                && line.path("label").asText().equals(label);
    }

    private synchronized void receive(JsonNode line) {
        watcher.accept(line, System.nanoTime());
        over |= ENDS.contains(
                        line.path("what").asText() + " " + line.path("text").asText())
                || is(line, "closed", "rpc")
                || is(line, "ended", "");
        if (is(line, "text", "rpc")) {
            JsonNode message = Json.read(line.path("text").asText());
            if (message.has("method")) {
                events.add(message);
                keepList(message);
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

    private void keepList(JsonNode event) {
        JsonNode params = event.path("params");
        boolean newer = list == null
                || params.path("revision").asLong() >= list.path("revision").asLong();
        if (event.path("method").asText().equals("sessionsUpdated") && newer) {
            list = params;
        }
    }

    /** Waits for something that is not null. */
    private synchronized <T> T await(String what, Supplier<@Nullable T> probe) {
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
