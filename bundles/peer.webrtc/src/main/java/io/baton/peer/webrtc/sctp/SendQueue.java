// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages that have no TSN yet, within one bounded buffer. Streams take turns message by message, so that a key press
 * does not wait behind the queue of a file transfer; the fragments of one message stay together because their TSNs
 * must.
 *
 * <p>Messages of the channel establishment protocol have a limit of their own, by number: a full buffer does not keep a
 * channel from opening, and a peer that opens channels without reading anything cannot make the queue grow.
 */
final class SendQueue {

    /** Charged per message on top of its bytes. */
    private static final int OVERHEAD = 64;

    private final Map<Integer, OutgoingStream> streams = new HashMap<>();
    private final ArrayDeque<OutgoingStream> turns = new ArrayDeque<>();
    private final long capacity;
    private final int controlLimit;
    private int controlHeld;
    private long held;
    private long expired;
    private @Nullable OutgoingMessage current;

    /**
     * @param capacity bytes of messages held, bookkeeping included
     * @param controlLimit messages of the channel establishment protocol held
     */
    SendQueue(long capacity, int controlLimit) {
        this.capacity = capacity;
        this.controlLimit = controlLimit;
    }

    OutgoingStream stream(int id) {
        return streams.computeIfAbsent(id, OutgoingStream::new);
    }

    long buffered(int id) {
        OutgoingStream stream = streams.get(id);
        return stream == null ? 0 : stream.buffered;
    }

    boolean accepts(int bytes) {
        return held + bytes + OVERHEAD <= capacity || held == 0;
    }

    boolean acceptsControl() {
        return controlHeld < controlLimit;
    }

    void add(OutgoingMessage message) {
        controlHeld += message.control() ? 1 : 0;
        held += message.data.length + OVERHEAD;
        message.stream.buffered += message.data.length;
        message.stream.waiting.add(message);
        schedule(message.stream);
    }

    /** The message to cut the next chunk from, or null. It stays the same one until it is used up or abandoned. */
    @Nullable
    OutgoingMessage next(long nowNanos) {
        OutgoingMessage begun = current;
        if (begun != null && begun.cut == 0 && begun.expired(nowNanos)) {
            giveUp(begun);
        }
        while (current == null) {
            OutgoingStream stream = turns.poll();
            if (stream == null) {
                return null;
            }
            stream.scheduled = false;
            OutgoingMessage message = stream.paused ? null : stream.waiting.poll();
            if (message == null) {
                continue;
            }
            schedule(stream);
            if (message.expired(nowNanos)) {
                giveUp(message);
            } else {
                current = message;
            }
        }
        return current;
    }

    /** Cuts a chunk from the message {@link #next} gave. */
    OutgoingChunk cut(OutgoingMessage message, int tsn, int length) {
        OutgoingChunk chunk = new OutgoingChunk(message, tsn, message.cut, length);
        if (message.cut == 0) {
            message.firstTsn = tsn;
            message.sequence = message.unordered ? 0 : message.stream.nextSequence++ & 0xffff;
        }
        message.cut += length;
        if (message.cut == message.data.length) {
            current = null;
        }
        return chunk;
    }

    /** Forgets the uncut rest of a message; true if there was one. */
    boolean dropRest(OutgoingMessage message) {
        if (current != message) {
            return false;
        }
        current = null;
        released(message, message.data.length - message.cut, true);
        return true;
    }

    /** A chunk is acknowledged or given up. */
    void release(OutgoingChunk chunk) {
        released(chunk.message, chunk.length, chunk.last());
    }

    /** Whether every message of the stream has been cut into chunks. */
    boolean drained(OutgoingStream stream) {
        return stream.waiting.isEmpty() && (current == null || current.stream != stream);
    }

    boolean isEmpty() {
        return held == 0;
    }

    /** Whether no part of a message waits to be cut. */
    boolean nothingToCut() {
        return current == null && turns.isEmpty();
    }

    void resume(OutgoingStream stream) {
        stream.paused = false;
        schedule(stream);
    }

    /** Messages given up before any part of them was sent. */
    long expired() {
        return expired;
    }

    private void giveUp(OutgoingMessage message) {
        current = null;
        expired++;
        released(message, message.data.length, true);
    }

    private void schedule(OutgoingStream stream) {
        if (!stream.scheduled && !stream.paused && !stream.waiting.isEmpty()) {
            stream.scheduled = true;
            turns.add(stream);
        }
    }

    private void released(OutgoingMessage message, int bytes, boolean last) {
        message.stream.buffered -= bytes;
        held -= bytes + (last ? OVERHEAD : 0);
        controlHeld -= last && message.control() ? 1 : 0;
    }
}
