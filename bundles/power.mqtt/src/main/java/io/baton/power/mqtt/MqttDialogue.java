// SPDX-License-Identifier: Apache-2.0
package io.baton.power.mqtt;

import io.baton.power.PowerAction;
import io.baton.power.PowerState;
import io.baton.power.RestoreState;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.shared.json.JsonCodec;
import io.baton.shared.power.PlugValues;
import io.baton.shared.power.PowerCall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection's packets, and what the socket's messages told on it. A call is done when the socket tells that it did
 * what it was told; that the broker has the message is not enough.
 *
 * <p>Threading. One thread.
 */
final class MqttDialogue {

    /** Its caller waits for 2 s. */
    private static final long CONFIRM_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int SUBSCRIBE_ID = 1;
    private static final int LAST_ID = 0xFFFF;
    /** How many queries a socket may leave without an answer. */
    private static final int MISSED = 3;

    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    private final MqttSettings settings;
    private final LongSupplier nanoTime;
    private final PacketReader reader = new PacketReader();
    private final JsonCodec json = new JsonCodec(new JsonCodec.Limits(PacketReader.MAX_BYTES, 16, 64, 256));
    private final Queue<byte[]> unsent = new ArrayDeque<>();
    private boolean accepted;
    private boolean ready;
    private long lastSent;
    private long awaitedSince;
    private boolean awaiting;
    private long nextQuery;
    private long heard;
    private int lastId = SUBSCRIBE_ID;
    private @Nullable Pending pending;

    private @Nullable Boolean online;
    private @Nullable Boolean on;
    private @Nullable Double volts;
    private @Nullable Double amperes;
    private @Nullable Double watts;
    private @Nullable RestoreState restore;

    /** A call whose message was sent. */
    private static final class Pending {

        final PowerCall call;
        final int id;
        final long untilNanos;
        boolean acknowledged;

        Pending(PowerCall call, int id, long untilNanos) {
            this.call = call;
            this.id = id;
            this.untilNanos = untilNanos;
        }
    }

    /** Begins with CONNECT. */
    MqttDialogue(MqttSettings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        await(MqttPacket.connect(
                settings.clientId(),
                settings.userName(),
                settings.password(),
                settings.presence(false),
                settings.keepAliveSeconds()));
    }

    /** Returns the next bytes to send; null for none. */
    byte @Nullable [] nextUnsent() {
        byte[] next = unsent.poll();
        if (next != null) {
            lastSent = nanoTime.getAsLong();
        }
        return next;
    }

    /** Whether the broker has accepted the connection. */
    boolean isReady() {
        return ready;
    }

    /** Whether a call is under way. */
    boolean isBusy() {
        return pending != null;
    }

    /** Takes what the broker sent. */
    void receive(byte[] bytes, int length) throws IOException {
        reader.add(bytes, length);
        for (MqttPacket packet = reader.next(); packet != null; packet = reader.next()) {
            take(packet);
        }
    }

    private void take(MqttPacket packet) throws IOException {
        if (!accepted && !(packet instanceof MqttPacket.Accepted)) {
            throw new IOException("it does not speak MQTT 3.1.1");
        }
        switch (packet) {
            case MqttPacket.Accepted answer -> accepted(answer.code());
            case MqttPacket.Subscribed answer -> subscribed(answer);
            case MqttPacket.Pong pong -> awaiting = false;
            case MqttPacket.Acknowledged answer -> {
                Pending present = pending;
                if (present != null && present.id == answer.id()) {
                    present.acknowledged = true;
                    confirm(false);
                }
            }
            case MqttPacket.Published message -> {
                if (message.id() != 0) {
                    unsent.add(MqttPacket.acknowledge(message.id()));
                }
                read(message);
            }
        }
    }

    private void accepted(int code) throws IOException {
        if (code != 0 || accepted) {
            throw new IOException(
                    switch (code) {
                        case 2 -> "it does not take this client's id";
                        case 4, 5 -> "it wants another user or password";
                        default -> "it does not accept connections";
                    });
        }
        accepted = true;
        await(MqttPacket.subscribe(SUBSCRIBE_ID, settings.topics().topics()));
        PlugMessage present = settings.presence(true);
        if (present != null) {
            unsent.add(MqttPacket.publish(nextId(), present, true));
        }
    }

    private void subscribed(MqttPacket.Subscribed answer) throws IOException {
        List<String> topics = settings.topics().topics();
        for (int index : answer.refused()) {
            if (index < topics.size()) {
                throw new IOException("it does not let this user read " + topics.get(index));
            }
        }
        awaiting = false;
        ready = true;
        heard = nanoTime.getAsLong();
        query();
    }

    private void query() {
        nextQuery = nanoTime.getAsLong() + settings.interval().toNanos();
        settings.topics().queries().forEach(this::send);
    }

    private int send(PlugMessage message) {
        int id = nextId();
        unsent.add(MqttPacket.publish(id, message, false));
        return id;
    }

    private int nextId() {
        lastId = lastId == LAST_ID ? SUBSCRIBE_ID + 1 : lastId + 1;
        return lastId;
    }

    private void await(byte[] packet) {
        unsent.add(packet);
        awaiting = true;
        awaitedSince = nanoTime.getAsLong();
    }

    private void read(MqttPacket.Published message) {
        String text = new String(message.payload(), StandardCharsets.UTF_8).strip();
        Map<String, Object> object = Map.of();
        if (text.startsWith("{")) {
            try {
                object = json.readObject(message.payload());
            } catch (IllegalArgumentException e) {
                return;
            }
        }
        for (PlugTopics.Source source : settings.topics().sources()) {
            if (source.topic().equals(message.topic())) {
                Object value = source.pointer().isEmpty() ? text : PlugValues.find(object, source.pointer());
                if (value != null) {
                    set(source.field(), value);
                }
            }
        }
    }

    private void set(PlugTopics.Field field, Object value) {
        switch (field) {
            case ON -> {
                Boolean told = settings.topics().isOn(value);
                if (told != null) {
                    on = told;
                    heard = nanoTime.getAsLong();
                    confirm(true);
                }
            }
            case VOLTS -> volts = PlugValues.measured(value);
            case AMPERES -> amperes = PlugValues.measured(value);
            case WATTS -> watts = PlugValues.measured(value);
            case RESTORE -> {
                RestoreState told = settings.topics().restored(value);
                restore = told == null ? restore : told;
            }
            case ONLINE -> online(PlugValues.isOn(value));
        }
    }

    private void online(@Nullable Boolean next) {
        if (next == null || next.equals(online)) {
            return;
        }
        online = next;
        on = null;
        volts = null;
        amperes = null;
        watts = null;
        heard = nanoTime.getAsLong();
        if (next && ready) {
            query();
        }
    }

    /** Sends a call's message. Only when no other is under way. */
    void perform(PowerCall call) {
        PowerState present = state();
        if (!ready || Boolean.FALSE.equals(online)) {
            call.answer().complete(refused(present.problem()));
            return;
        }
        RestoreState wanted = call.restore();
        PlugMessage message = wanted != null
                ? settings.topics().restore().get(wanted.number())
                : call.action() == PowerAction.SWITCH_ON
                        ? settings.topics().on()
                        : settings.topics().off();
        pending = new Pending(call, send(message), nanoTime.getAsLong() + CONFIRM_NANOS);
    }

    /** @param told whether the socket told its state just now: a state of before is known to be no answer */
    private void confirm(boolean told) {
        Pending present = pending;
        if (present == null) {
            return;
        }
        RestoreState wanted = present.call.restore();
        if (wanted != null) {
            if (present.acknowledged) {
                restore = wanted;
                end(present, Outcome.done());
            }
            return;
        }
        boolean wantedOn = present.call.action() == PowerAction.SWITCH_ON;
        Boolean known = on;
        // one that is as it is wanted need not tell it again
        if (known != null && known == wantedOn && (told || present.acknowledged)) {
            end(present, Outcome.done());
        }
    }

    private void end(Pending present, Outcome outcome) {
        pending = null;
        present.call.answer().complete(outcome);
    }

    /**
     * Does what is due.
     *
     * @return how long until something is due, in nanoseconds
     * @throws IOException when the broker is silent for too long
     */
    long untilDue() throws IOException {
        long now = nanoTime.getAsLong();
        if (awaiting && now - awaitedSince >= ANSWER_NANOS) {
            throw new IOException("it does not answer");
        }
        Pending present = pending;
        if (present != null && now - present.untilNanos >= 0) {
            end(
                    present,
                    refused(
                            present.acknowledged
                                    ? "The broker has the command, but the socket has not told that it did it."
                                    : "The broker has not taken the command."));
            present = null;
        }
        if (ready && settings.topics().polls() && now - nextQuery >= 0) {
            query();
        }
        long keepAlive = TimeUnit.SECONDS.toNanos(settings.keepAliveSeconds()) / 2;
        if (ready && !awaiting && now - lastSent >= keepAlive) {
            await(MqttPacket.ping());
            lastSent = now;
        }
        long next = awaiting ? awaitedSince + ANSWER_NANOS - now : lastSent + keepAlive - now;
        if (present != null) {
            next = Math.min(next, present.untilNanos - now);
        }
        if (ready && settings.topics().polls()) {
            next = Math.min(next, nextQuery - now);
        }
        return Math.max(0, next);
    }

    /** Returns what is known of the supply. */
    PowerState state() {
        if (!ready) {
            return PowerState.unknown("The broker has not answered yet.");
        }
        if (Boolean.FALSE.equals(online)) {
            return PowerState.unknown("The socket is not connected to its broker.");
        }
        if (settings.topics().polls()
                && nanoTime.getAsLong() - heard > settings.interval().toNanos() * MISSED) {
            return PowerState.unknown("The socket does not answer.");
        }
        if (on == null) {
            return PowerState.unknown("The socket has not told its state yet.");
        }
        return new PowerState(on, null, volts, amperes, watts, restore, "");
    }

    /** Answers the call that is under way, and returns what ends the connection in order. */
    List<byte[]> close() {
        Pending present = pending;
        if (present != null) {
            end(present, refused("The connection to the broker is lost."));
        }
        PlugMessage absent = settings.presence(false);
        return accepted && absent != null
                ? List.of(MqttPacket.publish(nextId(), absent, true), MqttPacket.disconnect())
                : List.of(MqttPacket.disconnect());
    }

    private static Outcome.Refused refused(String message) {
        return Outcome.refused(Reason.TEMPORARILY_UNAVAILABLE, message, TRY_AGAIN);
    }
}
