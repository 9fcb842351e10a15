// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.rpc.RpcException;
import io.baton.rpc.RpcResult;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.shared.files.AtomicFiles;
import io.baton.shared.json.JsonCodec;
import io.baton.shared.threads.DaemonThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 * The stored keyboard macros: in memory, and in a file of mode 0600 that is replaced as a whole.
 *
 * <p>Threading. Any thread; the file is written on {@code baton-input-store}, which ends when it has nothing to do.
 */
final class KeyboardMacroStore {

    /** The longest document: it is sent to a client as one message. */
    static final int MAX_BYTES = 48 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(HidRpcInput.LOGGER);
    private static final int MAX_CHANGES = 4;
    private static final Duration STOP = Duration.ofMillis(500);
    private static final String MEMBER = "macros";

    private static final Outcome.Refused BUSY =
            Outcome.refused(Reason.BUSY, "Other macros are being stored.", Duration.ofMillis(500));
    private static final Outcome.Refused NOT_STORED =
            Outcome.refused(Reason.TEMPORARILY_UNAVAILABLE, "The macros could not be stored.", Duration.ofSeconds(1));

    private final Path file;
    private final JsonCodec json = new JsonCodec(new JsonCodec.Limits(MAX_BYTES, 8, 20, 64));
    private final DaemonThreads threads;
    private final ThreadPoolExecutor executor;
    private volatile @Nullable Thread writer;
    private volatile List<Map<String, Object>> macros = List.of();

    KeyboardMacroStore(Path file, DaemonThreads threads) {
        this.file = file;
        this.threads = threads;
        executor = new ThreadPoolExecutor(
                1, 1, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_CHANGES), this::newWriter);
        executor.allowCoreThreadTimeOut(true);
    }

    private Thread newWriter(Runnable body) {
        Thread thread = threads.unstarted("baton-input-store", body);
        writer = thread;
        return thread;
    }

    /** Reads the file; one that cannot be read is kept beside, and there are no macros. */
    void load() {
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            macros = KeyboardMacros.checked(
                    json.readObject(AtomicFiles.read(file, MAX_BYTES)).get(MEMBER));
        } catch (IOException | IllegalArgumentException | RpcException e) {
            // without the cause's message: it could quote a macro
            LOG.error(
                    "stored macros not read file={} cause={}",
                    file,
                    e.getClass().getSimpleName());
            keepAside();
        }
    }

    private void keepAside() {
        try {
            Files.move(file, file.resolveSibling(file.getFileName() + ".damaged"));
        } catch (IOException e) {
            LOG.error("damaged macros not kept file={} cause={}", file, e.toString());
        }
    }

    /** Returns the macros in the order they were stored. */
    List<Map<String, Object>> macros() {
        return macros;
    }

    /** Replaces all macros by those of a call's parameters; completes when they are on the medium. */
    CompletionStage<Object> replace(Map<String, Object> params) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        try {
            List<Map<String, Object>> checked =
                    KeyboardMacros.checked(params.get("params") instanceof Map<?, ?> inner ? inner.get(MEMBER) : null);
            byte[] bytes = json.bytes(Map.of(MEMBER, checked));
            if (bytes.length > MAX_BYTES) {
                throw RpcException.badParameter("macros must have at most " + MAX_BYTES + " bytes");
            }
            executor.execute(() -> write(checked, bytes, answer));
        } catch (RpcException e) {
            answer.completeExceptionally(e);
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(RpcException.refused(BUSY));
        }
        return answer;
    }

    private void write(List<Map<String, Object>> checked, byte[] bytes, CompletableFuture<Object> answer) {
        try {
            AtomicFiles.createDirectories(
                    Objects.requireNonNull(file.toAbsolutePath().getParent()));
            AtomicFiles.replace(file, bytes, AtomicFiles.OWNER_ONLY);
            macros = checked;
            answer.complete(RpcResult.VOID);
        } catch (IOException e) {
            LOG.error("macros not stored file={} cause={}", file, e.toString());
            answer.completeExceptionally(RpcException.refused(NOT_STORED));
        }
    }

    /** Waits until accepted macros are stored: a successor reads the file. */
    void stop() {
        executor.shutdown();
        Thread last = writer;
        if (last != null) {
            threads.join(last, STOP);
        }
    }
}
