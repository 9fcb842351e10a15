// SPDX-License-Identifier: Apache-2.0
package io.baton.media.gadget;

import io.baton.media.MediaActor;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;

/**
 * An upload that is accepted: takes bytes from one sender at a time, and never more than were announced.
 *
 * <p>Threading. Any thread.
 */
final class Upload {

    private static final long SPACE_CHECK_BYTES = 16L << 20;

    private final String id;
    private final String name;
    private final long size;
    private final MediaActor actor;
    private final FileChannel channel;
    private final Space space;
    private volatile long received;
    private volatile boolean closed;
    private volatile long usedNanos;
    private boolean sending;
    private long checkedAt;

    /** Asks for the bytes that can still be written. */
    interface Space {
        long freeBytes() throws IOException;
    }

    Upload(String id, String name, long size, MediaActor actor, FileChannel channel, Space space, long nanos)
            throws IOException {
        this.id = id;
        this.name = name;
        this.size = size;
        this.actor = actor;
        this.channel = channel;
        this.space = space;
        received = channel.position();
        checkedAt = received;
        usedNanos = nanos;
    }

    String id() {
        return id;
    }

    String name() {
        return name;
    }

    long size() {
        return size;
    }

    MediaActor actor() {
        return actor;
    }

    long received() {
        return received;
    }

    boolean isWhole() {
        return received == size;
    }

    boolean isClosed() {
        return closed;
    }

    /** When bytes arrived last, or it was made. */
    long usedNanos() {
        return usedNanos;
    }

    /** Begins to send. Returns false when another sender does. */
    synchronized boolean begin() {
        if (sending) {
            return false;
        }
        sending = true;
        return true;
    }

    synchronized boolean isSending() {
        return sending;
    }

    synchronized void end() {
        sending = false;
    }

    /**
     * Writes bytes behind those that are there.
     *
     * @throws IOException when the file could not be written
     */
    synchronized Outcome write(ByteBuffer bytes, long nanos) throws IOException {
        usedNanos = nanos;
        if (closed) {
            return Outcome.refused(
                    Reason.NOT_ALLOWED, "The upload ended, or was begun again elsewhere. Begin it again.");
        }
        if (bytes.remaining() > size - received) {
            return Outcome.refused(
                    Reason.BAD_VALUE, "The upload has more than the %d bytes that were announced.".formatted(size));
        }
        if (received - checkedAt >= SPACE_CHECK_BYTES) {
            checkedAt = received;
            if (space.freeBytes() < bytes.remaining()) {
                return Outcome.refused(Reason.NO_SPACE, "The disk of the device is full. Delete images first.");
            }
        }
        while (bytes.hasRemaining()) {
            received += channel.write(bytes);
        }
        return Outcome.done();
    }

    /** Forces what arrived to the medium. */
    synchronized void force() throws IOException {
        channel.force(true);
    }

    /** Takes no more bytes; what is there stays. */
    synchronized void close() {
        if (!closed) {
            closed = true;
            try {
                channel.close();
            } catch (IOException e) {
                // what was written is there, or is found to be missing by its length
            }
        }
    }

    /** Whether nothing arrived for so long. */
    boolean isIdle(long nanos, Duration longest) {
        return nanos - usedNanos > longest.toNanos();
    }
}
