// SPDX-License-Identifier: Apache-2.0
package io.baton.power.plug;

import io.baton.power.PowerAction;
import io.baton.power.PowerState;
import io.baton.power.RestoreState;
import io.baton.session.Outcome;
import io.baton.shared.json.JsonCodec;
import io.baton.shared.power.PowerCall;
import io.baton.shared.power.PowerThread;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread of a switched socket: one request at a time, and the state whenever it is due. */
final class PlugLink extends PowerThread {

    private static final Logger LOG = LoggerFactory.getLogger("power.plug");
    /** A call may wait for the state first, and its caller waits for 2 s. */
    static final Duration TIMEOUT = Duration.ofMillis(900);

    private static final int MAX_BYTES = 64 * 1024;

    private final URI address;
    private final PlugInterface plug;
    private final String authorization;
    private final Duration interval;
    private final Duration timeout;
    private final HttpClient http;
    private final Runnable end;
    private final JsonCodec json = new JsonCodec(new JsonCodec.Limits(MAX_BYTES, 16, 64, 256));
    private @Nullable RestoreState restored;

    /**
     * @param timeout of a request
     * @param end what follows the end of the thread
     */
    PlugLink(
            URI address,
            PlugInterface plug,
            String userName,
            String password,
            Duration interval,
            Duration timeout,
            HttpClient http,
            Runnable end,
            Surroundings surroundings) {
        super(
                "plug",
                "baton-power-plug",
                PowerState.unknown("The state of the socket is not known yet."),
                surroundings);
        this.address = address;
        this.plug = plug;
        this.interval = interval;
        this.timeout = timeout;
        this.http = http;
        this.end = end;
        authorization = userName.isEmpty()
                ? ""
                : "Basic "
                        + Base64.getEncoder()
                                .encodeToString((userName + ":" + password).getBytes(StandardCharsets.UTF_8));
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

    @Override
    public String name() {
        return "Socket at " + address.getHost();
    }

    @Override
    public Set<PowerAction> actions() {
        return Set.of(PowerAction.SWITCH_ON, PowerAction.SWITCH_OFF);
    }

    @Override
    protected Set<RestoreState> restores() {
        return plug.restore().isEmpty() ? Set.of() : EnumSet.allOf(RestoreState.class);
    }

    @Override
    protected String noSuch(PowerAction action) {
        return "A socket has no power or reset button.";
    }

    @Override
    protected void serve() throws InterruptedException {
        poll();
        PowerCall call = nextCall(interval);
        if (call != null) {
            call.answer().complete(send(call));
        }
    }

    @Override
    protected void release() {
        end.run();
    }

    private String path(PowerCall call) {
        if (call.restore() != null) {
            return plug.restore().get(call.restore().number());
        }
        return call.action() == PowerAction.SWITCH_ON ? plug.on() : plug.off();
    }

    private Outcome send(PowerCall call) throws InterruptedException {
        String path = path(call);
        try {
            get(path);
            if (call.restore() != null) {
                restored = call.restore();
            }
            LOG.info("socket told path={}", path);
            return Outcome.done();
        } catch (IOException e) {
            LOG.warn("socket not told path={} cause=\"{}\"", path, words(e));
            return unavailable("The socket cannot be reached: " + words(e) + ".");
        }
    }

    private void poll() throws InterruptedException {
        try {
            publish(plug.read(json.readObject(get(plug.state())), restored));
        } catch (IOException | IllegalArgumentException e) {
            lost("The socket cannot be reached: " + words(e) + ".");
        }
    }

    /** The client's exceptions for an address without a server have no message. */
    private static String words(Exception cause) {
        String message = cause.getMessage();
        return message == null ? "nothing answers there" : message;
    }

    private byte[] get(String path) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address.resolve(path)).timeout(timeout).GET();
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
}
