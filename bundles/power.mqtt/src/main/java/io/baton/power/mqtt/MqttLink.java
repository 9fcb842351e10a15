// SPDX-License-Identifier: Apache-2.0
package io.baton.power.mqtt;

import io.baton.power.PowerAction;
import io.baton.power.PowerState;
import io.baton.power.RestoreState;
import io.baton.shared.power.PowerCall;
import io.baton.shared.power.PowerThread;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread of a switched socket: connects to the broker, and again after a loss, each time a little later. */
final class MqttLink extends PowerThread {

    private static final Logger LOG = LoggerFactory.getLogger("power.mqtt");
    private static final long FIRST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final MqttSettings settings;
    private final LongSupplier nanoTime;
    private final Surroundings surroundings;
    private final Semaphore wakeUps = new Semaphore(0);
    private @Nullable BrokerConnection connection;
    private @Nullable MqttDialogue dialogue;
    private long nextTry;
    private long retryNanos = FIRST_RETRY_NANOS;
    private String problem = "The broker is not connected yet.";

    MqttLink(MqttSettings settings, LongSupplier nanoTime, Surroundings surroundings) {
        super("mqtt", "baton-power-mqtt", PowerState.unknown("The broker is not connected yet."), surroundings);
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.surroundings = surroundings;
        nextTry = nanoTime.getAsLong();
    }

    @Override
    public String name() {
        return "Socket by MQTT at " + settings.broker().host();
    }

    @Override
    public Set<PowerAction> actions() {
        return Set.of(PowerAction.SWITCH_ON, PowerAction.SWITCH_OFF);
    }

    @Override
    protected Set<RestoreState> restores() {
        return settings.topics().restore().isEmpty() ? Set.of() : EnumSet.allOf(RestoreState.class);
    }

    @Override
    protected String noSuch(PowerAction action) {
        return "A socket has no power or reset button.";
    }

    @Override
    protected void wake() {
        wakeUps.release();
    }

    @Override
    protected void serve() throws InterruptedException {
        long nanos;
        try {
            nanos = step();
        } catch (IOException e) {
            ended(String.valueOf(e.getMessage()));
            return;
        }
        wakeUps.tryAcquire(nanos, TimeUnit.NANOSECONDS);
        wakeUps.drainPermits();
    }

    private long step() throws IOException {
        BrokerConnection present = connection;
        if (present == null) {
            refuseCalls();
            long nanos = nextTry - nanoTime.getAsLong();
            if (nanos > 0) {
                return nanos;
            }
            present = new BrokerConnection(settings, surroundings.threads(), wakeUps::release);
            connection = present;
            present.start();
        }
        for (BrokerConnection.Event event = present.poll(); event != null; event = present.poll()) {
            take(event);
        }
        MqttDialogue open = dialogue;
        if (open == null) {
            refuseCalls();
            return LONGEST_RETRY_NANOS;
        }
        while (!open.isBusy()) {
            PowerCall call = nextCall();
            if (call == null) {
                break;
            }
            open.perform(call);
        }
        long nanos = open.untilDue();
        for (byte[] next = open.nextUnsent(); next != null; next = open.nextUnsent()) {
            present.write(next);
        }
        if (open.isReady()) {
            retryNanos = FIRST_RETRY_NANOS;
            publish(open.state());
        }
        return nanos;
    }

    private void take(BrokerConnection.Event event) throws IOException {
        switch (event) {
            case BrokerConnection.Opened opened -> dialogue = new MqttDialogue(settings, nanoTime);
            case BrokerConnection.Received received -> {
                MqttDialogue open = dialogue;
                if (open != null) {
                    boolean before = open.isReady();
                    open.receive(received.bytes(), received.bytes().length);
                    if (!before && open.isReady()) {
                        LOG.info("broker connected host={}", settings.broker().host());
                    }
                }
            }
            case BrokerConnection.Ended ended -> throw new IOException(ended.cause());
        }
    }

    private void refuseCalls() {
        for (PowerCall call = nextCall(); call != null; call = nextCall()) {
            call.answer().complete(unavailable(problem));
        }
    }

    /** Without a broker nothing is known: a state of before may be wrong by now. */
    private void ended(String cause) {
        problem = "The broker cannot be reached: " + cause + ".";
        lost(problem);
        end();
        nextTry = nanoTime.getAsLong() + retryNanos;
        retryNanos = Math.min(2 * retryNanos, LONGEST_RETRY_NANOS);
    }

    private void end() {
        MqttDialogue open = dialogue;
        dialogue = null;
        BrokerConnection present = connection;
        connection = null;
        if (present != null) {
            try {
                if (open != null) {
                    for (byte[] last : open.close()) {
                        present.write(last);
                    }
                }
            } catch (IOException e) {
                LOG.debug("connection ended before its last packet");
            } finally {
                present.close();
            }
        }
    }

    @Override
    protected void release() {
        end();
    }
}
