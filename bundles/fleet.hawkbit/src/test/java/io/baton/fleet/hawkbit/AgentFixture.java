// SPDX-License-Identifier: Apache-2.0
package io.baton.fleet.hawkbit;

import io.baton.testkit.DdiServer;
import io.baton.testkit.ManualClock;
import io.baton.testkit.SimulatedUpgrades;
import io.baton.upgrade.UpgradeService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An agent with a server over real sockets, a clock that tests move, and an upgrade service that installs nothing. */
final class AgentFixture implements AutoCloseable {
    static final String ID = "device 1";
    static final String TOKEN = "GatewayToken s3cret";

    private static final Duration LONGER_THAN_ANY_WAIT = Duration.ofHours(2);

    final DdiServer server = DdiServer.start();
    final ManualClock clock = new ManualClock();
    final SimulatedUpgrades upgrades = new SimulatedUpgrades(clock);
    private final HttpClient http = HttpClient.newHttpClient();
    private final Path directory;

    @Nullable
    UpgradeService service = upgrades;

    AgentSettings settings;
    Agent agent;

    AgentFixture(Path directory) throws IOException {
        this.directory = directory;
        server.authorization(TOKEN);
        settings = settings(server.address(), TOKEN, false);
        agent = started();
    }

    static AgentSettings settings(URI server, String token, boolean confirm) {
        return new AgentSettings(server, false, "DEFAULT", ID, token, Optional.empty(), 1024, confirm);
    }

    private Agent started() throws IOException {
        return new Agent(
                settings,
                new DdiClient(http, settings),
                new ActionStore(directory),
                () -> service,
                () -> Map.of("product", "baton"),
                clock,
                () -> 0L);
    }

    /** As after the end of the process: what is on disk is all that is left. */
    void restart() throws IOException {
        agent = started();
    }

    /** Lets any wait pass. */
    Duration poll() throws InterruptedException {
        clock.advance(LONGER_THAN_ANY_WAIT);
        return agent.tick();
    }

    Path download() {
        return directory.resolve("download.part");
    }

    ActionStore store() throws IOException {
        return new ActionStore(directory);
    }

    @Override
    public void close() {
        server.close();
        http.shutdownNow();
    }
}
