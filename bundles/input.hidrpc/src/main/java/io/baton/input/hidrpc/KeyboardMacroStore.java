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
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntConsumer;
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
    private static final String MEMBER = "macros";

    private static final Outcome.Refused BUSY =
            Outcome.refused(Reason.BUSY, "Other macros are being stored.", Duration.ofMillis(500));
    private static final Outcome.Refused NOT_STORED =
            Outcome.refused(Reason.TEMPORARILY_UNAVAILABLE, "The macros could not be stored.", Duration.ofSeconds(1));

    private static final Outcome.Refused NOT_READ = Outcome.refused(
            Reason.TEMPORARILY_UNAVAILABLE, "The stored macros cannot be read. Try again.", Duration.ofSeconds(1));

    private final Path file;
    private final JsonCodec json = new JsonCodec(new JsonCodec.Limits(MAX_BYTES, 8, 20, 64));
    private final StoreExecutor executor;
    /** Null until they have been read. */
    private volatile @Nullable List<Map<String, Object>> macros;

    KeyboardMacroStore(Path file, DaemonThreads threads) {
        this.file = file;
        executor = new StoreExecutor(threads);
    }

    /**
     * Reads the file. One that is no list of macros is kept beside, and there are no macros. While the medium cannot be
     * read there is no list, and the next call tries again.
     */
    synchronized void load() {
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            macros = List.of();
            return;
        }
        try {
            macros = content();
        } catch (IllegalArgumentException | RpcException e) {
            // without the cause's message: it could quote a macro
            LOG.error(
                    "stored macros are damaged file={} cause={}",
                    file,
                    e.getClass().getSimpleName());
            keepAside();
        } catch (IOException e) {
            LOG.error("stored macros not read file={} cause={}", file, e.toString());
        }
    }

    private List<Map<String, Object>> content() throws IOException, RpcException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IllegalArgumentException("longer than " + MAX_BYTES + " bytes");
        }
        return KeyboardMacros.checked(
                json.readObject(AtomicFiles.read(file, MAX_BYTES)).get(MEMBER));
    }

    private void keepAside() {
        try {
            Files.move(file, file.resolveSibling(file.getFileName() + ".damaged"), StandardCopyOption.REPLACE_EXISTING);
            macros = List.of();
        } catch (IOException e) {
            LOG.error("damaged macros not kept file={} cause={}", file, e.toString());
        }
    }

    /** Returns the macros in the order they were stored. */
    CompletionStage<Object> read() {
        List<Map<String, Object>> known = macros;
        CompletableFuture<Object> answer = new CompletableFuture<>();
        if (known != null) {
            answer.complete(known);
        } else {
            execute(
                    () -> {
                        List<Map<String, Object>> loaded = loaded();
                        if (loaded == null) {
                            answer.completeExceptionally(RpcException.refused(NOT_READ));
                        } else {
                            answer.complete(loaded);
                        }
                    },
                    answer);
        }
        return answer;
    }

    /** Returns the macros, after another attempt to read them if there was none that succeeded; null without them. */
    private @Nullable List<Map<String, Object>> loaded() {
        if (macros == null) {
            load();
        }
        return macros;
    }

    private void execute(Runnable work, CompletableFuture<Object> answer) {
        if (!executor.execute(work)) {
            answer.completeExceptionally(RpcException.refused(BUSY));
        }
    }

    /**
     * Replaces all macros by those of a call's parameters; completes when they are on the medium.
     *
     * @param changed called with their number before it completes, if they are others than before
     */
    CompletionStage<Object> replace(Map<String, Object> params, IntConsumer changed) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        try {
            List<Map<String, Object>> checked =
                    KeyboardMacros.checked(params.get("params") instanceof Map<?, ?> inner ? inner.get(MEMBER) : null);
            byte[] bytes = json.bytes(Map.of(MEMBER, checked));
            if (bytes.length > MAX_BYTES) {
                throw RpcException.badParameter("macros must have at most " + MAX_BYTES + " bytes");
            }
            execute(() -> write(checked, bytes, changed, answer), answer);
        } catch (RpcException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    private void write(
            List<Map<String, Object>> checked, byte[] bytes, IntConsumer changed, CompletableFuture<Object> answer) {
        List<Map<String, Object>> before = loaded();
        if (before == null) {
            answer.completeExceptionally(RpcException.refused(NOT_READ));
            return;
        }
        if (before.equals(checked)) {
            answer.complete(RpcResult.VOID);
            return;
        }
        try {
            AtomicFiles.createDirectories(
                    Objects.requireNonNull(file.toAbsolutePath().getParent()));
            AtomicFiles.replace(file, bytes, AtomicFiles.OWNER_ONLY);
            macros = checked;
            changed.accept(checked.size());
            answer.complete(RpcResult.VOID);
        } catch (IOException e) {
            LOG.error("macros not stored file={} cause={}", file, e.toString());
            answer.completeExceptionally(RpcException.refused(NOT_STORED));
        }
    }

    /** Waits until accepted macros are stored: a successor reads the file. */
    void stop() {
        executor.stop();
    }
}
