// SPDX-License-Identifier: Apache-2.0
package io.baton.power.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.baton.power.PowerAction;
import io.baton.power.PowerState;
import io.baton.power.RestoreState;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.shared.power.PowerThread;
import io.baton.shared.threads.DaemonThreads;
import io.baton.testkit.AwaitedPowerStates;
import io.baton.testkit.ManualClock;
import io.baton.testkit.Patience;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** With Mosquitto itself, where it is installed, over TLS; the socket is simulated. */
final class MosquittoTest {

    private static final Logger LOG = LoggerFactory.getLogger("test");

    @TempDir
    static Path directory = Path.of("");

    private static Broker broker;

    private final ManualClock clock = new ManualClock();

    private final AwaitedPowerStates states = new AwaitedPowerStates(clock);
    private @Nullable MqttLink link;

    @BeforeAll
    static void prepare() throws Exception {
        assumeTrue(Files.isExecutable(Broker.PROGRAM), "Mosquitto is not installed (Debian package mosquitto)");
        broker = new Broker(directory);
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (link != null) {
            link.close();
        }
        broker.kill();
    }

    private void start(Map<String, Object> more) {
        Map<String, Object> values = new HashMap<>(Map.of(
                "address",
                "mqtts://127.0.0.1:" + broker.port,
                "caFile",
                broker.certificate.toString(),
                "userName",
                Broker.USER,
                "password",
                Broker.PASSWORD,
                "topic",
                "desk",
                "presenceTopic",
                "baton/presence"));
        values.putAll(more);
        link = new MqttLink(
                Configuration.settings(values),
                clock::nanoTime,
                new PowerThread.Surroundings(() -> List.of(states), new DaemonThreads(LOG, reason -> {}), LOG));
        link.start();
    }

    private MqttLink link() {
        return Objects.requireNonNull(link);
    }

    private void awaitProblem(String words) throws InterruptedException {
        states.await(state -> state.problem().contains(words) && state.on() == null);
    }

    private Outcome perform(PowerAction action) throws Exception {
        return link().perform(action).toCompletableFuture().get(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void aSocketIsSwitchedByABrokerThatComesAndGoes() throws Exception {
        start(Map.of());
        awaitProblem("nothing answers there");
        assertEquals(
                Reason.TEMPORARILY_UNAVAILABLE,
                assertInstanceOf(Outcome.Refused.class, perform(PowerAction.SWITCH_ON))
                        .reason());
        broker.start();
        awaitProblem("The socket has not told its state yet.");
        try (SimulatedSocket socket = new SimulatedSocket(broker.port, broker.certificate)) {
            states.await(new PowerState(true, null, 230.0, 0.2, 42.0, null, "")::equals);
            assertTrue(perform(PowerAction.SWITCH_OFF).isDone());
            states.await(state -> Boolean.FALSE.equals(state.on()));
            assertTrue(link().setRestore(RestoreState.LAST)
                    .toCompletableFuture()
                    .get(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS)
                    .isDone());
            states.await(state -> state.restore() == RestoreState.LAST);
            assertTrue(socket.ready.await(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
            assertEquals("online", socket.presence.poll(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS), "retained");
            link().close();
            assertEquals("offline", socket.presence.poll(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
            start(Map.of());
            states.await(state -> Boolean.FALSE.equals(state.on()));
            broker.kill();
            awaitProblem("The broker cannot be reached: ");
        }
        broker.start();
        awaitProblem("The socket has not told its state yet.");
        try (SimulatedSocket socket = new SimulatedSocket(broker.port, broker.certificate)) {
            states.await(state -> Boolean.TRUE.equals(state.on()));
            assertTrue(socket.ready.await(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
        }
    }

    @Test
    void aSocketThatVanishesIsToldByItsLastWillAndARetainedStateCounts() throws Exception {
        broker.start();
        start(Map.of());
        awaitProblem("The socket has not told its state yet.");
        SimulatedSocket socket = new SimulatedSocket(broker.port, broker.certificate);
        states.await(state -> Boolean.TRUE.equals(state.on()));
        socket.close();
        awaitProblem("The socket is not connected to its broker.");
        link().close();
        states.clear();
        // a later client is told by what the broker retained
        start(Map.of());
        awaitProblem("The socket is not connected to its broker.");
        link().close();
        start(Map.of(
                "preset", "custom",
                "commandTopic", "x/set",
                "stateTopic", "tele/desk/LWT",
                "onPayload", "Online",
                "offPayload", "Offline"));
        states.await(state -> Boolean.FALSE.equals(state.on()));
    }

    @Test
    void aBrokerThatIsNotTrustedOrDoesNotTrustIsAProblem() throws Exception {
        broker.start();
        start(Map.of("password", "wrong"));
        awaitProblem("it wants another user or password");
        link().close();
        start(Map.of("caFile", ""));
        awaitProblem("TLS failed");
        link().close();
        start(Map.of("address", "mqtts://localhost:" + broker.port));
        awaitProblem("TLS failed: ");
        link().close();
        start(Map.of("caFile", directory.resolve("missing").toString()));
        awaitProblem("the file of certificates (caFile) cannot be read");
        link().close();
        start(Map.of("address", "mqtt://127.0.0.1:" + broker.port));
        states.await(state -> state.problem().startsWith("The broker cannot be reached: "));
    }
}
