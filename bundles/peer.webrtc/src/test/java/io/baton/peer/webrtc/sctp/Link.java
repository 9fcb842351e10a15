// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * A path between two endpoints that delays, loses, doubles and reorders packets by a seed, on a clock moved by hand.
 */
final class Link {

    static final long MILLIS = 1_000_000L;

    private record Flight(long arrives, long number, Endpoint to, byte[] packet) {}

    final Endpoint device;
    final Endpoint browser;
    final RandomGenerator random;
    final long started;
    long now;
    double loss;
    double duplication;
    long delay = 5 * MILLIS;
    long jitter;
    /** Packets for which this holds are lost as well. */
    Predicate<byte[]> drop = packet -> false;

    private final PriorityQueue<Flight> flights =
            new PriorityQueue<>(Comparator.comparingLong(Flight::arrives).thenComparingLong(Flight::number));
    private long number;

    Link(long seed, SctpConfig deviceConfig, SctpConfig browserConfig) {
        this(seed, new Endpoint(deviceConfig, seed * 31 + 1), new Endpoint(browserConfig, seed * 31 + 2));
    }

    Link(long seed, Endpoint device, Endpoint browser) {
        this.device = device;
        this.browser = browser;
        random = Endpoint.random(seed);
        now = started = 1_000_000_000_000L;
        device.wire = this::send;
        browser.wire = this::send;
    }

    Link(long seed) {
        this(seed, SctpConfig.defaults(false), SctpConfig.defaults(true));
    }

    /** A link whose browser side has completed the handshake. */
    static Link connected(long seed) {
        Link link = new Link(seed);
        link.connect();
        return link;
    }

    void connect() {
        browser.association.connect(now);
        run(60_000, () -> browser.established == 1 && device.established == 1);
    }

    /** Opens a channel from the browser and waits until both sides have it. */
    int open(ChannelSettings settings) {
        int id = browser.association.open(settings, now);
        run(60_000, () -> device.channels.containsKey(id) && browser.channels.containsKey(id));
        return id;
    }

    long elapsedMillis() {
        return (now - started) / MILLIS;
    }

    /** Lets so much time pass. */
    void pass(long millis) {
        run(millis, () -> false);
    }

    /** Lets time pass until the condition holds or the time is over. */
    boolean run(long millis, BooleanSupplier until) {
        long end = now + millis * MILLIS;
        while (!until.getAsBoolean()) {
            Flight flight = flights.peek();
            long next = Math.min(device.association.deadlineNanos(), browser.association.deadlineNanos());
            if (flight != null) {
                next = Math.min(next, flight.arrives());
            }
            if (next > end) {
                now = end;
                return until.getAsBoolean();
            }
            now = Math.max(now, next);
            if (flight != null && flight.arrives() <= now) {
                flights.poll();
                flight.to().association.receive(ByteBuffer.wrap(flight.packet()), now);
            }
            device.association.tick(now);
            browser.association.tick(now);
        }
        return true;
    }

    private void send(Endpoint from, byte[] packet) {
        if (random.nextDouble() < loss || drop.test(packet)) {
            return;
        }
        Endpoint to = from == device ? browser : device;
        int copies = random.nextDouble() < duplication ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            long extra = jitter == 0 ? 0 : random.nextLong(jitter);
            flights.add(new Flight(now + delay + extra, number++, to, packet));
        }
    }
}
