// SPDX-License-Identifier: Apache-2.0
package io.baton.serial.tty;

import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcResult;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.shared.threads.DaemonThreads;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stored settings and the command history: a change is on the medium before it is answered and in force.
 *
 * <p>Threading. Any thread; changes are written, in order, on {@code baton-serial-store}, which ends when it has
 * nothing to do.
 */
final class SerialMethods {

    /** Puts something on the medium. */
    interface Store {
        /** Returns what the audit has of it. */
        Map<String, Object> write() throws IOException, RpcException;
    }

    /** Records what a call did. */
    interface Recorder {
        void note(RpcCall call, String action, Map<String, Object> details);
    }

    private static final Logger LOG = LoggerFactory.getLogger(SerialTty.LOGGER);
    private static final int MAX_CHANGES = 8;
    private static final Duration STOP = Duration.ofMillis(500);

    private final SettingsFile file;
    private final Recorder recorder;
    private final Consumer<SerialSettings> apply;
    private final DaemonThreads threads;
    private final ThreadPoolExecutor executor;
    private volatile @Nullable Thread writer;
    private volatile SettingsFile.Content content;

    SerialMethods(
            SettingsFile file,
            SettingsFile.Content stored,
            Recorder recorder,
            Consumer<SerialSettings> apply,
            DaemonThreads threads) {
        this.file = file;
        this.recorder = recorder;
        this.apply = apply;
        this.threads = threads;
        content = stored;
        executor = new ThreadPoolExecutor(
                1, 1, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_CHANGES), this::newWriter);
        executor.allowCoreThreadTimeOut(true);
    }

    private Thread newWriter(Runnable body) {
        Thread thread = threads.unstarted("baton-serial-store", body);
        writer = thread;
        return thread;
    }

    /** Waits until the accepted changes are stored. */
    void stop() {
        executor.shutdown();
        Thread last = writer;
        if (last != null) {
            threads.join(last, STOP);
        }
    }

    CompletionStage<Object> call(RpcCall call) {
        return switch (call.method()) {
            case "getSerialSettings" ->
                CompletableFuture.completedStage(content.settings().written());
            case "getSerialCommandHistory" -> CompletableFuture.completedStage(content.history());
            case "setSerialSettings" -> setSettings(call);
            case "setSerialCommandHistory" -> setHistory(call);
            default -> setHistory(call, List.of());
        };
    }

    /** Reads what is wanted when its turn comes: members that it leaves out stay as the change before it left them. */
    private CompletionStage<Object> setSettings(RpcCall call) {
        return change(call, "serial_settings", () -> {
            SerialSettings next = SettingsReader.settings(call.params().get("settings"), content.settings());
            file.store(new SettingsFile.Content(next, content.history()));
            content = new SettingsFile.Content(next, content.history());
            apply.accept(next);
            return Map.of(
                    "baudRate", next.mode().baudRate(),
                    "dataBits", next.mode().dataBits(),
                    "parity", next.mode().parity().wireName(),
                    "stopBits", next.mode().stopBits().wireName(),
                    "echo", next.enableEcho(),
                    "buttons", next.buttons().size());
        });
    }

    private CompletionStage<Object> setHistory(RpcCall call) {
        try {
            return setHistory(call, SettingsReader.history(call.params().get("commandHistory")));
        } catch (RpcException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /** The commands themselves are in no record: they may contain secrets. */
    private CompletionStage<Object> setHistory(RpcCall call, List<String> history) {
        return change(call, "serial_history", () -> {
            file.store(new SettingsFile.Content(content.settings(), history));
            content = new SettingsFile.Content(content.settings(), history);
            return Map.of("commands", history.size());
        });
    }

    /** Stores something; then the call is recorded and answered. */
    CompletionStage<Object> change(RpcCall call, String action, Store store) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        try {
            executor.execute(() -> {
                Map<String, Object> details;
                try {
                    details = store.write();
                } catch (RpcException e) {
                    answer.completeExceptionally(e);
                    return;
                } catch (IOException | IllegalStateException e) {
                    LOG.error("serial settings not stored action={} cause={}", action, e.toString());
                    answer.completeExceptionally(RpcException.refused(Outcome.refused(
                            Reason.TEMPORARILY_UNAVAILABLE,
                            "The settings could not be stored.",
                            Duration.ofSeconds(1))));
                    return;
                }
                recorder.note(call, action, details);
                answer.complete(RpcResult.VOID);
            });
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(RpcException.refused(
                    Outcome.refused(Reason.BUSY, "Other settings are being stored.", Duration.ofMillis(500))));
        }
        return answer;
    }
}
