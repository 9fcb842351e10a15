// SPDX-License-Identifier: Apache-2.0
package io.baton.fleet.hawkbit;

import io.baton.upgrade.UpgradeService;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the server what there is to do and does it, one action at a time.
 *
 * <p>Threading. One thread at a time; {@link #problem} and {@link #gauge} from any thread.
 */
public final class Agent {

    private static final Logger LOG = LoggerFactory.getLogger("fleet.hawkbit");
    private static final Duration SHORTEST = Duration.ofMillis(100);

    private final AgentSettings settings;
    private final DdiClient client;
    private final Supplier<Map<String, String>> attributes;
    private final InstantSource clock;
    private final PollSchedule schedule;
    private final Rollout rollout;
    private Instant nextPoll;
    private Instant retryAt = Instant.MIN;
    private String unconfirmed = "";
    private volatile String problem = "";
    private final AtomicLong polls = new AtomicLong();
    private volatile int failures;

    /**
     * @param store the action in hand, and where downloads are kept
     * @param upgrades the upgrade service, read at each use; null while absent
     * @param attributes what the server shows of the device
     * @param random for the variation of waits
     */
    public Agent(
            AgentSettings settings,
            DdiClient client,
            ActionStore store,
            Supplier<@Nullable UpgradeService> upgrades,
            Supplier<Map<String, String>> attributes,
            InstantSource clock,
            RandomGenerator random) {
        this.settings = settings;
        this.client = client;
        this.attributes = attributes;
        this.clock = clock;
        this.schedule = new PollSchedule(random);
        this.rollout = new Rollout(settings, client, store, upgrades, clock);
        nextPoll = clock.instant();
    }

    /**
     * Reports what has become of the action in hand, and asks the server when it is time to.
     *
     * @return how long to wait until the next call, unless an upgrade changes before
     */
    public Duration tick() throws InterruptedException {
        Instant now = clock.instant();
        if (now.isBefore(retryAt)) {
            return Duration.between(now, retryAt);
        }
        try {
            boolean again = rollout.report();
            if (again || !now.isBefore(nextPoll)) {
                poll();
                succeeded();
            }
        } catch (IOException e) {
            Duration retryAfter = e instanceof DdiException ddi ? ddi.retryAfter() : Duration.ZERO;
            Duration wait = schedule.failed(retryAfter);
            String sentence = DdiClient.sentence(e);
            boolean isNew = !sentence.equals(problem);
            problem = sentence;
            failures = schedule.failures();
            if (isNew) {
                LOG.warn("server not asked retryMillis={} cause={}", wait.toMillis(), sentence);
            }
            retryAt = clock.instant().plus(wait);
            return wait;
        }
        Duration wait = Duration.between(clock.instant(), nextPoll);
        return wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait;
    }

    private void poll() throws IOException, InterruptedException {
        ControllerBase base = ask();
        if (base.configData().isPresent()) {
            client.put(base.configData().get(), Map.of("mode", "merge", "data", Map.copyOf(attributes.get())));
        }
        if (base.cancel().isPresent()) {
            rollout.cancel(client.get(base.cancel().get()));
        } else if (base.confirmation().isPresent()) {
            confirm(base.confirmation().get());
        } else if (base.deployment().isPresent()) {
            rollout.deploy(Deployment.of(client.get(base.deployment().get())), this::isStillWanted);
        } else {
            rollout.nothingToDo();
        }
        if (rollout.wantsPoll()) {
            nextPoll = clock.instant();
        }
    }

    /** Requests the root resource. */
    private ControllerBase ask() throws IOException, InterruptedException {
        ControllerBase base = client.controllerBase();
        nextPoll = clock.instant().plus(schedule.next(settings.pollInterval().orElse(base.sleep())));
        polls.incrementAndGet();
        return base;
    }

    /** All that there was to do at this poll is done. */
    private void succeeded() {
        boolean failed = !problem.isEmpty();
        int times = failures;
        schedule.succeeded();
        problem = "";
        failures = 0;
        if (failed) {
            LOG.info("server answers again failures={}", times);
        }
    }

    /** During a download: the action may have been cancelled, or be gone. */
    private boolean isStillWanted() throws InterruptedException {
        if (clock.instant().isBefore(nextPoll)) {
            return true;
        }
        try {
            ControllerBase base = ask();
            if (base.deployment().isPresent() && base.cancel().isEmpty()) {
                return true;
            }
            nextPoll = clock.instant();
            return false;
        } catch (IOException e) {
            nextPoll = clock.instant().plus(schedule.failed(Duration.ZERO));
            return true;
        }
    }

    private void confirm(URI address) throws IOException, InterruptedException {
        String id = Members.id(client.get(address), "id");
        boolean first = !id.equals(unconfirmed);
        unconfirmed = id;
        if (settings.confirmAutomatically()) {
            client.post(
                    client.resource("/confirmationBase/" + id + "/feedback"),
                    Map.of(
                            "confirmation",
                            "confirmed",
                            "details",
                            List.of("Confirmed by the device's configuration.")));
            LOG.info("action confirmed action={}", id);
            if (first) {
                nextPoll = clock.instant();
            }
        } else if (first) {
            LOG.info("action waits for a confirmation at the server action={}", id);
        }
    }

    /** Whether the thread of this agent is not to be interrupted. */
    boolean isInstalling() {
        return rollout.isInstalling();
    }

    /** What failed last, as a sentence; empty when the server answered the latest request. */
    public String problem() {
        return problem;
    }

    /** Requests sent to the server. */
    public long requests() {
        return client.requests();
    }

    /** Numbers for metrics and checks. */
    String gauge() {
        return "fleet.hawkbit polls=" + polls + " failures=" + failures;
    }
}
