// SPDX-License-Identifier: Apache-2.0
package io.baton.power.rpc;

import io.baton.shared.files.AtomicFiles;
import io.baton.shared.json.JsonCodec;
import io.baton.shared.threads.DaemonThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The extension that an administrator chose, in a file that is replaced as a whole.
 *
 * <p>Threading. Any thread; the file is written on {@code baton-power-store}, which ends when it has nothing to do.
 */
final class ExtensionStore {

    private static final Logger LOG = LoggerFactory.getLogger("power.rpc");
    private static final int MAX_BYTES = 256;
    private static final int MAX_CHANGES = 4;
    private static final Duration STOP = Duration.ofMillis(500);
    private static final String MEMBER = "extension";

    private final Path file;
    private final DaemonThreads threads;
    private final JsonCodec json = new JsonCodec(new JsonCodec.Limits(MAX_BYTES, 2, 4, 16));
    private final ThreadPoolExecutor executor;
    private volatile @Nullable Thread writer;
    private volatile @Nullable Extension chosen;

    ExtensionStore(Path file, DaemonThreads threads) {
        this.file = file;
        this.threads = threads;
        executor = new ThreadPoolExecutor(
                1, 1, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_CHANGES), this::newWriter);
        executor.allowCoreThreadTimeOut(true);
    }

    private Thread newWriter(Runnable body) {
        Thread thread = threads.unstarted("baton-power-store", body);
        writer = thread;
        return thread;
    }

    /** Reads the file; one that cannot be read counts as no choice. */
    void load() {
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Object word = json.readObject(AtomicFiles.read(file, MAX_BYTES)).get(MEMBER);
            chosen = Extension.of(String.valueOf(word)).orElse(null);
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("chosen extension not read file={} cause={}", file, e.toString());
        }
    }

    /** Returns the choice; empty when there was none. */
    Optional<Extension> chosen() {
        return Optional.ofNullable(chosen);
    }

    /** Stores a choice, then makes it count. The stage fails with {@link IOException} when it cannot be stored. */
    CompletionStage<Extension> choose(Extension extension) {
        CompletableFuture<Extension> stored = new CompletableFuture<>();
        try {
            executor.execute(() -> {
                try {
                    AtomicFiles.createDirectories(
                            Objects.requireNonNull(file.toAbsolutePath().getParent()));
                    AtomicFiles.replace(file, json.bytes(Map.of(MEMBER, extension.word())), AtomicFiles.OWNER_ONLY);
                    chosen = extension;
                    stored.complete(extension);
                } catch (IOException | RuntimeException e) {
                    stored.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            stored.completeExceptionally(new IOException("too many changes at once"));
        }
        return stored;
    }

    /** Waits until what was accepted is stored. */
    void close() {
        executor.shutdown();
        Thread last = writer;
        if (last != null) {
            threads.join(last, STOP);
        }
    }
}
