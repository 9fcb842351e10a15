// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.baton.harness.Device;
import io.baton.harness.OfferFields;
import io.baton.harness.PeerProcess;
import io.baton.harness.RpcPeer;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A viewer with video that makes two calls a second and counts the replies. */
final class CallingViewer implements AutoCloseable {
    private static final int EVERY_MILLIS = 500;
    private static final int REPLY_SECONDS = 60;

    /** The calls of a phase. */
    record Result(int made, int answered) {}

    private final RpcPeer peer;
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger made = new AtomicInteger();
    private final Thread thread = new Thread(this::call, "viewer-calls");
    private volatile boolean calling;

    CallingViewer(Device device, PeerProcess process) throws Exception {
        peer = Attack.join(device, process, OfferFields.plain().named("Viewer").withVideo());
        peer.watch((line, at) -> received(line));
        thread.setDaemon(true);
        thread.start();
    }

    /** Its address and the device's, as Pion's selected pair has them. */
    String path() {
        return peer.path();
    }

    void begin() {
        made.set(0);
        answered.set(0);
        calling = true;
    }

    /** Ends a phase; waits for late replies, but not long. */
    Result end() throws InterruptedException {
        calling = false;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(REPLY_SECONDS);
        while (answered.get() < made.get() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        peer.forget();
        return new Result(made.get(), answered.get());
    }

    private void call() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                TimeUnit.MILLISECONDS.sleep(EVERY_MILLIS);
                if (calling) {
                    made.incrementAndGet();
                    peer.begin("ping", Map.of());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void received(JsonNode line) {
        if (line.path("what").asText().equals("text")
                && line.path("text").asText().contains("\"pong\"")) {
            answered.incrementAndGet();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        joinThread();
        peer.close();
    }

    private void joinThread() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
