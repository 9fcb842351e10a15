// SPDX-License-Identifier: Apache-2.0
package io.baton.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A client without a page: it joins through signalling, calls methods on {@code rpc}, writes on the HID-RPC channels
 * and records everything it receives.
 *
 * <p>Threading. Any thread. Waits are bounded, see {@link PeerTranscript}.
 */
public final class RpcPeer implements AutoCloseable {
    private static final HexFormat HEX = HexFormat.of();

    private final PeerProcess process;
    private final PeerTranscript transcript = new PeerTranscript();
    private final int number;
    private final AtomicInteger lastCall = new AtomicInteger();
    private AnswerFields.@Nullable JoinAccepted accepted;

    private RpcPeer(PeerProcess process) {
        this.process = process;
        number = process.add(transcript::receive);
    }

    /** Joins; returns when the channels are open. A refusal is a failure, {@link JoinRefusedError}. */
    public static RpcPeer join(PeerProcess process, SignallingClient signalling, OfferFields fields)
            throws IOException, InterruptedException {
        RpcPeer peer = new RpcPeer(process);
        if (peer.offer(signalling, fields) instanceof AnswerFields.Refused refused) {
            peer.close();
            throw new JoinRefusedError(refused);
        }
        for (String label : fields.channels().split(" ", -1)) {
            if (!label.equals("video")) {
                peer.transcript.awaitLine("open", label);
            }
        }
        return peer;
    }

    /** Sends an offer and returns the refusal; an accepted join is a failure. */
    public static AnswerFields.Refused refused(PeerProcess process, SignallingClient signalling, OfferFields fields)
            throws IOException, InterruptedException {
        try (RpcPeer peer = new RpcPeer(process)) {
            AnswerFields answer = peer.offer(signalling, fields);
            if (answer instanceof AnswerFields.Refused refused) {
                return refused;
            }
            throw new AssertionError("not refused: " + answer);
        }
    }

    private AnswerFields offer(SignallingClient signalling, OfferFields fields)
            throws IOException, InterruptedException {
        process.send(number, "open", fields.channels(), "");
        String sdp = transcript.awaitLine("offer", "").path("text").asText();
        AnswerFields answer = signalling.offer(sdp, fields);
        if (answer instanceof AnswerFields.JoinAccepted joined) {
            accepted = joined;
            transcript.joined(joined.mode());
            process.send(number, "answer", "", joined.sdp());
        }
        return answer;
    }

    /** The device's answer to the join. */
    public AnswerFields.JoinAccepted accepted() {
        if (accepted == null) {
            throw new IllegalStateException("it has not joined");
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

    /** Calls a method and returns the reason of the refusal; any other answer is a failure. */
    public String refusal(String method, Map<String, ?> params) {
        JsonNode error = reply(begin(method, params)).path("error");
        if (error.path("code").asInt() != -32_000) {
            throw new AssertionError(method + params + " was not refused, but: " + error);
        }
        return error.path("data").isTextual()
                ? error.path("data").asText()
                : error.path("data").path("reason").asText();
    }

    /** Calls and returns the whole reply, refused or not; empty where the connection ended first. */
    public Optional<JsonNode> ask(String method, Map<String, ?> params) {
        return transcript.takeReply(begin(method, params));
    }

    /** Whether the connection, or the process that holds it, has ended. */
    public boolean isEnded() {
        return transcript.isEnded();
    }

    /** The mode received last, in the answer or by {@code modeChanged}. */
    public String notifiedMode() {
        return transcript.mode();
    }

    /**
     * Passes every further line of the peer process to a watcher, with its time in nanoseconds of
     * {@link System#nanoTime}. The watcher runs on the process's thread and must not block.
     */
    public void watch(ObjLongConsumer<JsonNode> newWatcher) {
        transcript.watch(newWatcher);
    }

    /** Drops the events and binary messages received so far, but not the newest list. For long runs. */
    public void forget() {
        transcript.forget();
    }

    /** Sends a call; returns its id, see {@link #reply}. */
    public int begin(String method, Map<String, ?> params) {
        int id = lastCall.incrementAndGet();
        ObjectNode call =
                Json.object().put("jsonrpc", "2.0").put("method", method).put("id", id);
        call.set("params", Json.of(params));
        text(call.toString());
        return id;
    }

    /** Waits for the reply to a call: the whole message. */
    public JsonNode reply(int id) {
        return transcript.awaitReply(id);
    }

    /** Sends arbitrary text on {@code rpc}. */
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

    /** The binary messages received on a channel, in hex. */
    public List<String> received(String label) {
        return transcript.bytes(label);
    }

    /** Waits for a binary message. */
    public void awaitBytes(String label, String hex) {
        transcript.await(hex + " on " + label, () -> received(label).contains(hex) ? hex : null);
    }

    /** The number of events received so far; a mark for {@link #awaitEvent(int, String, Predicate)}. */
    public int eventCount() {
        return transcript.eventCount();
    }

    /** The messages of all events received so far, in order. */
    public List<JsonNode> events() {
        return transcript.events();
    }

    /** The parameters of all events of this name so far, in order. */
    public List<JsonNode> events(String method) {
        return events().stream()
                .filter(event -> event.path("method").asText().equals(method))
                .map(event -> event.path("params"))
                .toList();
    }

    /** Waits for an event after the mark; returns its parameters. */
    public JsonNode awaitEvent(int mark, String method, Predicate<JsonNode> fits) {
        return transcript.awaitEvent(mark, method, fits);
    }

    public JsonNode awaitEvent(String method) {
        return awaitEvent(0, method, params -> true);
    }

    /** The newest list of sessions: the parameters of {@code sessionsUpdated} with the highest revision. */
    public JsonNode list() {
        return transcript.list();
    }

    /** Waits until the newest list of sessions fits. */
    public JsonNode awaitList(String what, Predicate<JsonNode> fits) {
        return transcript.awaitList(what, fits);
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

    /** Waits until the device closed the connection or a channel of it. */
    public void awaitClosed() {
        transcript.await(
                "the end",
                () -> transcript.state().equals("closed") || transcript.has("closed", "rpc") ? "closed" : null);
    }

    /** The own address and the device's, {@code IP:port}, separated by a blank: the pair that ICE selected. */
    public String path() {
        process.send(number, "path", "", "");
        return transcript.awaitLine("path", "").path("text").asText();
    }

    /** Drops all packets in both directions; the connection is not closed. */
    public void cutNetwork() {
        process.send(number, "cut", "", "");
    }

    /** Closes the connection, as a closed tab does. */
    @Override
    public void close() {
        process.send(number, "close", "", "");
        transcript.await("its end", () -> transcript.isEnded() || transcript.has("done", "") ? "ended" : null);
        process.remove(number);
    }
}
