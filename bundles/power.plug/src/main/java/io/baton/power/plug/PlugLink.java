// SPDX-License-Identifier: Apache-2.0
package io.baton.power.plug;

import io.baton.power.PowerAction;
import io.baton.power.PowerControl;
import io.baton.power.PowerListener;
import io.baton.power.PowerState;
import io.baton.power.RestoreState;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.shared.json.JsonCodec;
import io.baton.shared.threads.DaemonThreads;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread of a switched socket: one request at a time, and the state whenever it is due. */
final class PlugLink implements PowerControl {

    private static final Logger LOG = LoggerFactory.getLogger("power.plug");
    /** A call may wait for the state first, and its caller waits for 2 s. */
    private static final Duration TIMEOUT = Duration.ofMillis(900);

    private static final Duration JOIN = Duration.ofSeconds(3);
    private static final int MAX_BYTES = 64 * 1024;
    private static final int MAX_CALLS = 8;

    private final URI address;
    private final PlugInterface plug;
    private final String authorization;
    private final Duration interval;
    private final Supplier<List<PowerListener>> listeners;
    private final HttpClient http;
    private final DaemonThreads threads;
    private final JsonCodec json = new JsonCodec(new JsonCodec.Limits(MAX_BYTES, 16, 64, 256));
    private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>(MAX_CALLS);
    private final Thread thread;
    private volatile boolean running = true;
    private volatile PowerState state = PowerState.unknown("The state of the socket is not known yet.");
    private @Nullable RestoreState restored;
    private @Nullable PowerState told;

    /** A request for a client. */
    private record Call(String path, @Nullable RestoreState restore, CompletableFuture<Outcome> answer) {}

    PlugLink(
            URI address,
            PlugInterface plug,
            String userName,
            String password,
            Duration interval,
            Supplier<List<PowerListener>> listeners,
            HttpClient http,
            DaemonThreads threads) {
        this.address = address;
        this.plug = plug;
        this.interval = interval;
        this.listeners = listeners;
        this.http = http;
        this.threads = threads;
        authorization = userName.isEmpty()
                ? ""
                : "Basic "
                        + Base64.getEncoder()
                                .encodeToString((userName + ":" + password).getBytes(StandardCharsets.UTF_8));
        thread = threads.unstarted("baton-power-plug", this::run);
    }

    /** @throws IllegalArgumentException for another form */
    static URI address(String text) {
        URI uri = URI.create(text);
        boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        String path = uri.getPath();
        if (!web
                || uri.getHost() == null
                || uri.getUserInfo() != null
                || uri.getQuery() != null
                || (path != null && !path.isEmpty() && !path.equals("/"))) {
            throw new IllegalArgumentException("address must be http://HOST or https://HOST, perhaps with a port");
        }
        return uri;
    }

    void start() {
        thread.start();
    }

    void close() {
        running = false;
        thread.interrupt();
        threads.join(thread, JOIN);
    }

    @Override
    public String kind() {
        return "plug";
    }

    @Override
    public String name() {
        return "Socket at " + address.getHost();
    }

    @Override
    public Set<PowerAction> actions() {
        return Set.of(PowerAction.SWITCH_ON, PowerAction.SWITCH_OFF);
    }

    @Override
    public PowerState state() {
        return state;
    }

    @Override
    public CompletionStage<Outcome> perform(PowerAction action) {
        return switch (action) {
            case SWITCH_ON -> call(plug.on(), null);
            case SWITCH_OFF -> call(plug.off(), null);
            default ->
                CompletableFuture.completedStage(
                        Outcome.refused(Reason.UNSUPPORTED, "A socket has no power or reset button."));
        };
    }

    @Override
    public CompletionStage<Outcome> setRestore(RestoreState restore) {
        return plug.restore().isEmpty()
                ? PowerControl.super.setRestore(restore)
                : call(plug.restore().get(restore.ordinal()), restore);
    }

    private CompletionStage<Outcome> call(String path, @Nullable RestoreState restore) {
        Call call = new Call(path, restore, new CompletableFuture<>());
        if (!running || !calls.offer(call)) {
            return CompletableFuture.completedStage(
                    Outcome.refused(Reason.BUSY, "The socket answers slowly.", Duration.ofSeconds(1)));
        }
        return call.answer();
    }

    private void run() {
        try {
            while (running) {
                poll();
                tell();
                Call call = calls.poll(interval.toMillis(), TimeUnit.MILLISECONDS);
                if (call != null) {
                    call.answer().complete(send(call));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            for (Call call = calls.poll(); call != null; call = calls.poll()) {
                call.answer().complete(unavailable("The socket's control is being replaced."));
            }
        }
    }

    private Outcome send(Call call) throws InterruptedException {
        try {
            get(call.path());
            if (call.restore() != null) {
                restored = call.restore();
            }
            LOG.info("socket told path={}", call.path());
            return Outcome.done();
        } catch (IOException e) {
            LOG.warn("socket not told path={} cause=\"{}\"", call.path(), words(e));
            return unavailable("The socket cannot be reached: " + words(e) + ".");
        }
    }

    private void poll() throws InterruptedException {
        try {
            state = plug.read(json.readObject(get(plug.state())), restored);
        } catch (IOException | IllegalArgumentException e) {
            String problem = "The socket cannot be reached: " + words(e) + ".";
            if (!problem.equals(state.problem())) {
                LOG.warn("socket lost cause=\"{}\"", words(e));
            }
            state = PowerState.unknown(problem);
        }
    }

    /** The client's exceptions for an address without a server have no message. */
    private static String words(Exception cause) {
        String message = cause.getMessage();
        return message == null ? "nothing answers there" : message;
    }

    private static Outcome.Refused unavailable(String message) {
        return Outcome.refused(Reason.TEMPORARILY_UNAVAILABLE, message, Duration.ofSeconds(1));
    }

    private byte[] get(String path) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address.resolve(path)).timeout(TIMEOUT).GET();
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        HttpResponse<byte[]> response = http.send(
                request.build(),
                HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_BYTES));
        int status = response.statusCode();
        if (status == 401 || status == 403) {
            throw new IOException("it wants another user or password");
        }
        if (status != 200) {
            throw new IOException("it answered with HTTP status " + status);
        }
        return response.body();
    }

    private void tell() {
        PowerState present = state;
        if (present.equals(told)) {
            return;
        }
        told = present;
        for (PowerListener listener : listeners.get()) {
            try {
                listener.changed(this);
            } catch (RuntimeException | LinkageError e) {
                LOG.warn("listener failed", e);
            }
        }
    }
}
