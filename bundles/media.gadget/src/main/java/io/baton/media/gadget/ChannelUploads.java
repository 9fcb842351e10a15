// SPDX-License-Identifier: Apache-2.0
package io.baton.media.gadget;

import io.baton.peer.ChannelMessage;
import io.baton.peer.PeerId;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.SessionId;
import io.baton.shared.http.ProblemDocument;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Uploads whose bytes come over a data channel with the name of the upload. The channel tells its client how much is
 * written; it stays open whatever becomes of the upload.
 *
 * <p>Threading. {@link #message} and {@link #ended} are for any thread and do not block; {@link #run} writes, on one.
 */
final class ChannelUploads {

    static final long MAX_WAITING_BYTES = 16L << 20;
    static final Duration PROGRESS_INTERVAL = Duration.ofMillis(200);

    private final Media media;
    private final Services services;
    private final LongSupplier nanoTime;
    private final Map<String, Transfer> transfers = new HashMap<>();

    /** What the channels need, each of which may be absent. */
    interface Services {

        /** Returns the session of a peer; null for none. */
        @Nullable
        SessionId session(PeerId peer);

        void send(PeerId peer, String label, String text);

        /** Makes {@link #run} be called. */
        void wake();
    }

    /** What came of one upload and is not written yet. */
    private static final class Transfer {

        private final Upload upload;
        private final PeerId peer;
        private final Queue<byte[]> waiting = new ArrayDeque<>();
        private long waitingBytes;
        private boolean tooFast;
        private boolean ended;
        private long toldNanos;
        private boolean told;

        private Transfer(Upload upload, PeerId peer) {
            this.upload = upload;
            this.peer = peer;
        }
    }

    ChannelUploads(Media media, Services services, LongSupplier nanoTime) {
        this.media = media;
        this.services = services;
        this.nanoTime = nanoTime;
    }

    /** Takes bytes. Those of a session that did not begin the upload, and texts, are ignored. */
    void message(ChannelMessage message) {
        if (message.text() || message.data().length == 0) {
            return;
        }
        synchronized (this) {
            Transfer transfer = transfers.get(message.label());
            if (transfer == null) {
                Upload upload = media.upload(message.label()).orElse(null);
                if (upload == null || !belongs(upload, message.peer()) || !upload.begin()) {
                    return;
                }
                transfer = new Transfer(upload, message.peer());
                transfers.put(message.label(), transfer);
            }
            if (!transfer.peer.equals(message.peer()) || transfer.tooFast || transfer.ended) {
                return;
            }
            if (transfer.waitingBytes + message.data().length > MAX_WAITING_BYTES) {
                transfer.tooFast = true;
            } else {
                transfer.waiting.add(message.data());
                transfer.waitingBytes += message.data().length;
            }
        }
        services.wake();
    }

    private boolean belongs(Upload upload, PeerId peer) {
        SessionId session = services.session(peer);
        return session != null && session.equals(upload.actor().session());
    }

    /** The client closed the channel. */
    void ended(PeerId peer, String label) {
        synchronized (this) {
            Transfer transfer = transfers.get(label);
            if (transfer == null || !transfer.peer.equals(peer)) {
                return;
            }
            transfer.ended = true;
        }
        services.wake();
    }

    /** Writes what waits. */
    void run() {
        for (Transfer transfer : present()) {
            write(transfer);
        }
    }

    private synchronized List<Transfer> present() {
        return List.copyOf(transfers.values());
    }

    private void write(Transfer transfer) {
        for (byte[] bytes = next(transfer); bytes != null; bytes = next(transfer)) {
            if (media.receive(transfer.upload, ByteBuffer.wrap(bytes)) instanceof Outcome.Refused refused) {
                refuse(transfer, refused);
                return;
            }
            if (transfer.upload.isWhole()) {
                finish(transfer);
                return;
            }
            long now = nanoTime.getAsLong();
            if (!transfer.told || now - transfer.toldNanos >= PROGRESS_INTERVAL.toNanos()) {
                transfer.told = true;
                transfer.toldNanos = now;
                tellProgress(transfer);
            }
        }
        boolean tooFast;
        boolean ended;
        synchronized (this) {
            tooFast = transfer.tooFast && transfer.waiting.isEmpty();
            ended = transfer.ended && transfer.waiting.isEmpty();
        }
        if (tooFast) {
            refuse(
                    transfer,
                    new Outcome.Refused(
                            Reason.BUSY,
                            "The bytes come faster than the disk takes them. Begin the upload again to send the rest.",
                            Duration.ofSeconds(1)));
        } else if (ended || transfer.upload.isClosed()) {
            forget(transfer);
            media.interrupted(transfer.upload, "interrupted");
        }
    }

    private synchronized byte @Nullable [] next(Transfer transfer) {
        byte[] bytes = transfer.waiting.poll();
        if (bytes != null) {
            transfer.waitingBytes -= bytes.length;
        }
        return bytes;
    }

    private void finish(Transfer transfer) {
        Outcome outcome = media.finish(transfer.upload);
        if (outcome instanceof Outcome.Refused refused) {
            refuse(transfer, refused);
        } else {
            forget(transfer);
            tellProgress(transfer);
        }
    }

    private void refuse(Transfer transfer, Outcome.Refused refused) {
        forget(transfer);
        media.interrupted(transfer.upload, refused.reason().wireName());
        services.send(
                transfer.peer,
                transfer.upload.id(),
                "{\"error\":%s,\"code\":%s}"
                        .formatted(
                                ProblemDocument.quoted(refused.message()),
                                ProblemDocument.quoted(refused.reason().wireName())));
    }

    private synchronized void forget(Transfer transfer) {
        transfers.remove(transfer.upload.id(), transfer);
        transfer.waiting.clear();
        transfer.upload.end();
    }

    private void tellProgress(Transfer transfer) {
        services.send(
                transfer.peer,
                transfer.upload.id(),
                "{\"Size\":%d,\"AlreadyUploadedBytes\":%d}"
                        .formatted(transfer.upload.size(), transfer.upload.received()));
    }

    /** Returns how many uploads come over channels. */
    synchronized int count() {
        return transfers.size();
    }
}
