// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import io.baton.harness.Device;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Clients that open {@value #SOCKETS} signalling sockets at once and send an offer on each, again and again, while the
 * primary loses its link and resumes by its token every few seconds.
 */
final class JoinStorm implements Attack.Traffic {
    static final int SOCKETS = 150;

    private static final int RESUME_EVERY_MILLIS = 3_000;
    private static final int REPLY_SECONDS = 5;

    private static final String OFFER = """
            v=0
            o=- 1 2 IN IP4 127.0.0.1
            s=-
            t=0 0
            a=group:BUNDLE 0
            a=ice-ufrag:abcd
            a=ice-pwd:abcdefghijklmnopqrstuvwx
            a=fingerprint:sha-256 %s
            a=setup:actpass
            m=application 9 UDP/DTLS/SCTP webrtc-datachannel
            c=IN IP4 0.0.0.0
            a=mid:0
            a=sctp-port:5000
            """.formatted("AB:".repeat(31) + "AB").replace("\n", "\\r\\n");

    private final URI signalling;
    private final WorkingPrimary primary;
    private final String frame;
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger resumesRefused = new AtomicInteger();
    private final Histogram resumes = Storm.histogram();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ended;

    private JoinStorm(Device device, WorkingPrimary primary) {
        this.primary = primary;
        signalling = URI.create("ws://" + device.address().getAuthority() + "/webrtc/signaling/client");
        String description = "{\"type\":\"offer\",\"sdp\":\"" + OFFER + "\"}";
        String encoded = Base64.getEncoder().encodeToString(description.getBytes(StandardCharsets.UTF_8));
        frame = "{\"type\":\"offer\",\"data\":{\"sd\":\"" + encoded + "\"}}";
    }

    static JoinStorm start(Device device, WorkingPrimary primary) {
        JoinStorm storm = new JoinStorm(device, primary);
        storm.threads.add(Thread.ofPlatform().daemon().name("join-storm").start(storm::join));
        storm.threads.add(Thread.ofPlatform().daemon().name("resumes").start(storm::resume));
        return storm;
    }

    private void join() {
        while (!ended) {
            try (HttpClient http = HttpClient.newHttpClient()) {
                List<CompletableFuture<?>> sockets = new ArrayList<>();
                for (int i = 0; i < SOCKETS; i++) {
                    sockets.add(offer(http));
                }
                CompletableFuture.allOf(sockets.toArray(CompletableFuture[]::new))
                        .exceptionally(e -> null)
                        .join();
                http.shutdownNow();
            }
        }
    }

    /** Opens a socket, sends the offer and waits for the answer, the refusal or the close frame. */
    private CompletableFuture<?> offer(HttpClient http) {
        Listener listener = new Listener();
        return http.newWebSocketBuilder()
                .buildAsync(signalling, listener)
                .thenCompose(socket -> socket.sendText(frame, true))
                .thenCompose(socket -> listener.outcome)
                .orTimeout(REPLY_SECONDS, TimeUnit.SECONDS)
                .whenComplete((outcome, failure) -> {
                    AtomicInteger counter = failure != null || outcome == null ? failed : outcome ? answered : refused;
                    counter.incrementAndGet();
                });
    }

    /** Completes with true for an answer and with false for an error or the end of the socket. */
    private static final class Listener implements WebSocket.Listener {
        private final CompletableFuture<Boolean> outcome = new CompletableFuture<>();
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                if (text.indexOf("\"type\":\"answer\"") >= 0) {
                    outcome.complete(true);
                } else if (text.indexOf("\"type\":\"error\"") >= 0) {
                    outcome.complete(false);
                }
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            outcome.complete(false);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            outcome.complete(false);
        }
    }

    private void resume() {
        try {
            while (!ended) {
                TimeUnit.MILLISECONDS.sleep(RESUME_EVERY_MILLIS);
                if (!ended) {
                    WorkingPrimary.Resumption resumption = primary.resume();
                    resumes.recordValue(resumption.took());
                    resumesRefused.addAndGet(resumption.refused());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception | AssertionError e) {
            primary.problem("the primary could not resume: " + e);
        }
    }

    @Override
    public String end() throws InterruptedException {
        ended = true;
        for (Thread thread : threads) {
            thread.join();
        }
        return String.format(
                Locale.ROOT,
                "joins answered %d, refused %d, failed %d; resumed %d times after %d refusals, p50 %.0f ms, longest %.0f ms",
                answered.get(),
                refused.get(),
                failed.get(),
                resumes.getTotalCount(),
                resumesRefused.get(),
                resumes.getValueAtPercentile(50) / 1e6,
                resumes.getMaxValue() / 1e6);
    }
}
