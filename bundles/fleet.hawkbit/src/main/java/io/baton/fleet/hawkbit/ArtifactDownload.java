// SPDX-License-Identifier: Apache-2.0
package io.baton.fleet.hawkbit;

import io.baton.shared.files.AtomicFiles;
import io.baton.shared.sets.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Downloads one file, beginning where an earlier download of it ended, and compares its SHA-256 digest with the
 * announced one. The digest is computed while the bytes arrive.
 *
 * <p>Threading. One thread at a time; the bytes arrive on a thread of the HTTP client.
 */
final class ArtifactDownload {

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int STALLED_SECONDS = 30;
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final DdiClient client;
    private final Path file;

    /** Asked about once a second. */
    interface Checkpoint {
        /** Returns whether the download is still wanted. */
        boolean goOn() throws InterruptedException;
    }

    /** The bytes are not those that were announced. The file is deleted. */
    static final class DigestException extends IOException {
        private static final long serialVersionUID = 1L;

        DigestException(String message) {
            super(message);
        }
    }

    /** @param file where the bytes are kept, also while they are not complete */
    ArtifactDownload(DdiClient client, Path file) {
        this.client = client;
        this.file = file;
    }

    /**
     * Downloads what is missing.
     *
     * @return false when the checkpoint ended it
     * @throws DigestException when the whole file is not the announced one
     * @throws DdiException when the download did not succeed; what has arrived is kept
     * @throws IOException when the file could not be written
     */
    boolean fetch(Deployment.Artifact artifact, URI address, Checkpoint checkpoint)
            throws IOException, InterruptedException {
        if (Files.exists(file) && Files.size(file) > artifact.size()) {
            Files.delete(file);
        }
        Sink sink = new Sink(artifact.size());
        sink.readPresent();
        if (sink.count() < artifact.size() && !receive(sink, address, checkpoint)) {
            return false;
        }
        if (!Sha256.hex(sink.digest.digest()).equals(artifact.sha256().toLowerCase(Locale.ROOT))) {
            Files.deleteIfExists(file);
            throw new DigestException("The SHA-256 digest of " + artifact.name() + " is not the announced one.");
        }
        return true;
    }

    private boolean receive(Sink sink, URI address, Checkpoint checkpoint) throws IOException, InterruptedException {
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(AtomicFiles.OWNER_ONLY))) {
            sink.open(channel);
            CompletableFuture<HttpResponse<Void>> answer = client.download(address, sink.count(), sink::accept);
            Optional<HttpResponse<Void>> response;
            try {
                response = await(answer, sink, checkpoint);
            } finally {
                answer.cancel(true);
                channel.force(true);
            }
            sink.rethrow();
            if (response.isEmpty()) {
                return false;
            }
            int status = response.get().statusCode();
            if (status == RANGE_NOT_SATISFIABLE) {
                channel.truncate(0);
            }
            client.check(status, "GET", address, response.get());
        }
        if (sink.count() != sink.size) {
            throw new DdiException("The download ended after " + sink.count() + " of " + sink.size + " bytes.");
        }
        return true;
    }

    /** Returns an empty result when the checkpoint ended the download. */
    private Optional<HttpResponse<Void>> await(
            CompletableFuture<HttpResponse<Void>> answer, Sink sink, Checkpoint checkpoint)
            throws IOException, InterruptedException {
        long last = -1;
        int idle = 0;
        while (true) {
            try {
                return Optional.of(answer.get(1, TimeUnit.SECONDS));
            } catch (ExecutionException e) {
                sink.rethrow();
                throw client.problem(e.getCause());
            } catch (TimeoutException e) {
                sink.rethrow();
                if (!checkpoint.goOn()) {
                    return Optional.empty();
                }
                idle = sink.count() == last ? idle + 1 : 0;
                last = sink.count();
                if (idle >= STALLED_SECONDS) {
                    throw new DdiException("The download stalled after " + last + " of " + sink.size + " bytes.");
                }
            }
        }
    }

    /** Takes the bytes to the file and the digest. */
    private final class Sink {
        private final long size;
        private MessageDigest digest = Sha256.digest();
        private @Nullable FileChannel channel;
        private final AtomicLong count = new AtomicLong();
        private volatile @Nullable IOException failure;

        Sink(long size) {
            this.size = size;
        }

        long count() {
            return count.get();
        }

        /** Takes what an earlier download left into the digest. */
        void readPresent() throws IOException {
            if (!Files.exists(file)) {
                return;
            }
            byte[] buffer = new byte[BUFFER_BYTES];
            long total = 0;
            try (InputStream in = Files.newInputStream(file)) {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    digest.update(buffer, 0, read);
                    total += read;
                }
            }
            count.set(total);
        }

        void open(FileChannel opened) throws IOException {
            opened.position(count());
            channel = opened;
        }

        /** Chooses by status what becomes of the body: the rest of the file, all of it, or nothing. */
        HttpResponse.BodySubscriber<Void> accept(HttpResponse.ResponseInfo info) {
            boolean whole = info.statusCode() == OK;
            boolean rest = info.statusCode() == PARTIAL
                    && info.headers()
                            .firstValue("Content-Range")
                            .filter(range -> range.startsWith("bytes " + count() + "-"))
                            .isPresent();
            if (!whole && !rest) {
                if (info.statusCode() == PARTIAL) {
                    failure = new DdiException("The server sends another part of the file than was asked for.");
                }
                return HttpResponse.BodySubscribers.discarding();
            }
            if (whole && count() > 0) {
                restart();
            }
            return HttpResponse.BodySubscribers.ofByteArrayConsumer(bytes -> bytes.ifPresent(this::write));
        }

        private void restart() {
            FileChannel out = channel;
            try {
                if (out != null) {
                    out.truncate(0);
                }
                digest = Sha256.digest();
                count.set(0);
            } catch (IOException e) {
                failure = e;
            }
        }

        private void write(byte[] bytes) {
            FileChannel out = channel;
            if (failure != null || out == null) {
                return;
            }
            if (count() + bytes.length > size) {
                failure = new DdiException("The server sends more bytes than it announced.");
                return;
            }
            try {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
                digest.update(bytes);
                count.addAndGet(bytes.length);
            } catch (IOException e) {
                failure = e;
            }
        }

        void rethrow() throws IOException {
            IOException found = failure;
            if (found != null) {
                throw found;
            }
        }
    }
}
