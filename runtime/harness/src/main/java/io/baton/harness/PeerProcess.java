// SPDX-License-Identifier: Apache-2.0
package io.baton.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A process with any number of Pion's peer connections; each belongs to an {@link RpcPeer}.
 *
 * <p>Threading. Commands from any thread; listeners run on the thread {@code peer-output}.
 */
public final class PeerProcess implements AutoCloseable {
    private final Process process;
    private final Writer commands;
    private volatile boolean killed;
    private final AtomicInteger last = new AtomicInteger();
    private final Map<Integer, Consumer<JsonNode>> listeners = new ConcurrentHashMap<>();

    private PeerProcess(Process process) {
        this.process = process;
        commands = process.outputWriter(StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, "peer-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts the process; skips the test with an explanation where Pion is not installed. */
    public static PeerProcess start() throws IOException {
        String program = OtherPeers.pionPrograms().resolve("pion-peer").toString();
        return new PeerProcess(new ProcessBuilder(program)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    void remove(int peer) {
        listeners.remove(peer);
    }

    int add(Consumer<JsonNode> listener) {
        int number = last.incrementAndGet();
        listeners.put(number, listener);
        return number;
    }

    void send(int peer, String what, String label, String text) {
        String line = Json.object()
                .put("peer", peer)
                .put("do", what)
                .put("label", label)
                .put("text", text)
                .toString();
        try {
            synchronized (commands) {
                commands.append(line).append('\n').flush();
            }
        } catch (IOException e) {
            if (!killed) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Kills the process; its connections are not closed. */
    public void kill() {
        killed = true;
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        process.destroy();
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("{")) {
                    // Pion's own log lines arrive on the same stream
                    continue;
                }
                JsonNode message = Json.read(line);
                Consumer<JsonNode> listener = listeners.get(message.path("peer").asInt());
                if (listener != null) {
                    listener.accept(message);
                }
            }
        } catch (IOException e) {
            JsonNode failed = Json.object().put("what", "failed").put("text", "no more is heard: " + e.getMessage());
            listeners.values().forEach(listener -> listener.accept(failed));
        }
        JsonNode ended = Json.object().put("what", "ended");
        listeners.values().forEach(listener -> listener.accept(ended));
    }
}
