// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One association and everything it told, for tests. */
final class Endpoint implements DataTransport.Events {

    record Message(int channel, boolean text, byte[] payload) {
        String string() {
            return new String(payload, UTF_8);
        }
    }

    final SctpAssociation association;
    final List<Message> messages = new ArrayList<>();
    final Map<Integer, ChannelSettings> channels = new TreeMap<>();
    final List<Integer> closed = new ArrayList<>();
    int established;
    int packets;

    @Nullable
    EndReason ended;
    /** Gets each packet. */
    BiConsumer<Endpoint, byte[]> wire = (from, packet) -> {};
    /** Called on each message after it is recorded. */
    BiConsumer<Endpoint, Message> onMessage = (at, message) -> {};

    Endpoint(SctpConfig config, long seed) {
        this(config, random(seed));
    }

    Endpoint(SctpConfig config, RandomGenerator random) {
        association = new SctpAssociation(config, random, this);
    }

    /** Random numbers whose second one, which becomes the first TSN, is given. */
    static RandomGenerator startingAt(int tsn, long seed) {
        RandomGenerator rest = random(seed);
        return new RandomGenerator() {
            private int calls;

            @Override
            public int nextInt() {
                return ++calls == 2 ? tsn : rest.nextInt();
            }

            @Override
            public long nextLong() {
                return rest.nextLong();
            }
        };
    }

    static RandomGenerator random(long seed) {
        return new SplittableRandom(seed);
    }

    List<String> strings(int channel) {
        return messages.stream()
                .filter(message -> message.channel() == channel)
                .map(Message::string)
                .toList();
    }

    @Override
    public void transmit(ByteBuffer packet) {
        byte[] copy = new byte[packet.remaining()];
        packet.get(packet.position(), copy);
        packets++;
        wire.accept(this, copy);
    }

    @Override
    public void established() {
        established++;
    }

    @Override
    public void channelOpened(int channel, ChannelSettings settings) {
        channels.put(channel, settings);
    }

    @Override
    public void message(int channel, boolean text, byte[] payload) {
        Message message = new Message(channel, text, payload);
        messages.add(message);
        onMessage.accept(this, message);
    }

    @Override
    public void channelClosed(int channel) {
        channels.remove(channel);
        closed.add(channel);
    }

    @Override
    public void ended(EndReason reason) {
        ended = reason;
    }
}
