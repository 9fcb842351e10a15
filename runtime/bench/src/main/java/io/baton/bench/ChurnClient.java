// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.baton.harness.OfferFields;
import io.baton.harness.PeerProcess;
import io.baton.harness.RpcPeer;
import io.baton.harness.SignallingClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client that performs random actions: it joins and leaves, loses its link and resumes, requests control, passes it
 * on and decides about other sessions.
 *
 * <p>Threading. {@link #act} from one thread; the rest from any.
 */
final class ChurnClient {
    private static final int HANDSHAKE = 1;
    private static final int REFUSED_MILLIS = 200;
    private static final int KEY_PRESS = 5;
    private static final int RENAMES_IN_A_BURST = 20;

    private record WeightedAction(int weight, Runnable action) {}

    private final int number;
    private final URI device;
    private final Supplier<PeerProcess> process;
    private final FailureCounts counts;
    private final SplittableRandom random;
    private final List<WeightedAction> actions = new ArrayList<>();
    private int totalWeight;
    private final HttpClient browser = SignallingClient.browser();
    private volatile @Nullable RpcPeer peer;
    private String token = "";
    private int rejoinDelayMillis;

    ChurnClient(int number, URI device, Supplier<PeerProcess> process, FailureCounts counts, SplittableRandom random) {
        this.number = number;
        this.device = device;
        this.process = process;
        this.counts = counts;
        this.random = random;
        add(20, () -> call("requestPrimary", Map.of()));
        add(8, () -> call("cancelPrimaryRequest", Map.of()));
        add(14, () -> callAbout("approvePrimaryRequest", "requesterID", mode("queued")));
        add(8, () -> callAbout("denyPrimaryRequest", "requesterID", mode("queued")));
        add(8, () -> callAbout("transferPrimary", "toId", row -> true));
        add(8, () -> call("releasePrimary", Map.of()));
        add(4, () -> call("claimControl", Map.of()));
        add(8, this::rename);
        add(1, this::renameRepeatedly);
        add(14, () -> callAbout("approveNewSession", "sessionId", mode("pending")));
        add(6, () -> callAbout("denyNewSession", "sessionId", mode("pending")));
        add(
                1,
                () -> callAbout(
                        "kickSession", "sessionId", row -> !row.path("self").asBoolean()));
        add(2, () -> call("requestSessionApproval", Map.of()));
        add(25, this::type);
        add(4, () -> call("sessionAlive", Map.of()));
        add(4, () -> call("getSessions", Map.of()));
        add(2, () -> setting("requireApproval", random.nextInt(4) == 0));
        add(1, () -> setting("requireNickname", random.nextInt(4) == 0));
        add(1, () -> setting("autoPromote", random.nextInt(4) != 0));
        add(2, this::leave);
        add(2, this::loseLink);
        add(1, this::disappear);
    }

    /** The connected peer; null while there is none. */
    @Nullable
    RpcPeer present() {
        RpcPeer now = peer;
        return now == null || now.isEnded() ? null : now;
    }

    /** Performs one action. */
    void act() throws InterruptedException {
        RpcPeer now = peer;
        if (now != null && now.isEnded()) {
            counts.count("found itself removed");
            forgetPeer(now);
            now = null;
        }
        if (now == null) {
            TimeUnit.MILLISECONDS.sleep(rejoinDelayMillis);
            rejoinDelayMillis = 0;
            join();
            return;
        }
        int pick = random.nextInt(totalWeight);
        for (WeightedAction action : actions) {
            pick -= action.weight();
            if (pick < 0) {
                action.action().run();
                return;
            }
        }
    }

    /** Closes the connection. */
    void leave() {
        RpcPeer now = peer;
        if (now != null) {
            counts.count("left");
            forgetPeer(now);
            token = "";
        }
    }

    private void add(int weight, Runnable action) {
        actions.add(new WeightedAction(weight, action));
        totalWeight += weight;
    }

    private void join() throws InterruptedException {
        OfferFields offer = OfferFields.plain().resuming(token);
        offer = random.nextInt(5) == 0 ? offer : offer.named("Client " + number);
        offer = number % 5 == 0 ? offer.withVideo() : offer;
        boolean resuming = !token.isEmpty();
        token = "";
        try {
            RpcPeer joined = RpcPeer.join(process.get(), SignallingClient.post(browser, device), offer);
            token = joined.accepted().resumeToken();
            peer = joined;
            joined.bytes("hidrpc", HANDSHAKE, 1);
            counts.count(resuming ? "came back" : "joined");
        } catch (AssertionError failed) {
            counts.count(
                    "could not join: " + String.valueOf(failed.getMessage()).replaceAll("(code=\\w*).*|[;,].*", "$1"));
            rejoinDelayMillis = REFUSED_MILLIS;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void loseLink() {
        RpcPeer now = peer;
        if (now != null) {
            now.cutNetwork();
            forgetPeer(now);
            counts.count("lost its link");
        }
    }

    /** Loses the link and never resumes. */
    private void disappear() {
        loseLink();
        token = "";
        counts.count("died");
    }

    private void forgetPeer(RpcPeer old) {
        peer = null;
        old.close();
    }

    private void rename() {
        call("updateSessionNickname", Map.of("nickname", "Name " + random.nextInt(1000)));
    }

    private void renameRepeatedly() {
        for (int i = 0; i < RENAMES_IN_A_BURST; i++) {
            rename();
        }
        counts.count("storms of " + RENAMES_IN_A_BURST + " renames");
    }

    private void setting(String name, boolean value) {
        call("setSessionSettings", Map.of("settings", Map.of(name, value)));
    }

    private void type() {
        RpcPeer now = present();
        if (now != null && now.notifiedMode().equals("primary")) {
            int key = 4 + random.nextInt(26);
            now.bytes("hidrpc", KEY_PRESS, key, 1);
            if (random.nextInt(3) > 0) {
                now.bytes("hidrpc", KEY_PRESS, key, 0);
            }
            counts.count("typed");
        }
    }

    private void callAbout(String method, String parameter, Predicate<JsonNode> filter) {
        RpcPeer now = present();
        if (now == null) {
            return;
        }
        List<String> ids = new ArrayList<>();
        for (JsonNode row : now.list().path("sessions")) {
            if (filter.test(row)) {
                ids.add(row.path("id").asText());
            }
        }
        if (!ids.isEmpty()) {
            call(method, Map.of(parameter, ids.get(random.nextInt(ids.size()))));
        }
    }

    private static Predicate<JsonNode> mode(String mode) {
        return row -> row.path("mode").asText().equals(mode);
    }

    private void call(String method, Map<String, ?> params) {
        RpcPeer now = present();
        if (now == null) {
            return;
        }
        Optional<JsonNode> reply = now.ask(method, params);
        if (reply.isEmpty()) {
            counts.count("went while calling");
            return;
        }
        JsonNode error = reply.get().path("error");
        if (error.isMissingNode()) {
            counts.count(method);
        } else if (error.path("code").asInt() == -32_000) {
            JsonNode data = error.path("data");
            counts.count("refused: " + data.path("reason").asText(data.asText()));
        } else {
            counts.problem(method + params + ": " + error);
        }
    }
}
