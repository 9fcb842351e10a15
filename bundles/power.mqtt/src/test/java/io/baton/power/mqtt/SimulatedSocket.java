// SPDX-License-Identifier: Apache-2.0
package io.baton.power.mqtt;

import io.baton.shared.threads.DaemonThreads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.slf4j.LoggerFactory;

/** What a Tasmota socket does at a broker: a client of its own, with a last will, that answers commands. */
final class SimulatedSocket implements AutoCloseable {

    final CountDownLatch ready = new CountDownLatch(1);
    /** What others told on the topic of presence. */
    final BlockingQueue<String> presence = new LinkedBlockingQueue<>();

    private final BrokerConnection connection;
    private final Semaphore wakeUps = new Semaphore(0);
    private final PacketReader reader = new PacketReader();
    private final Thread thread;
    private volatile boolean running = true;
    private String power = "ON";

    SimulatedSocket(int port, Path certificate) {
        DaemonThreads threads = new DaemonThreads(LoggerFactory.getLogger("socket"), reason -> {});
        MqttSettings settings = Configuration.settings(
                Map.of("address", "mqtts://127.0.0.1:" + port, "caFile", certificate.toString(), "topic", "desk"));
        connection = new BrokerConnection(settings, threads, wakeUps::release);
        thread = threads.unstarted("baton-simulated-socket", this::run);
        connection.start();
        thread.start();
    }

    private void run() {
        try {
            while (running) {
                for (BrokerConnection.Event event = connection.poll(); event != null; event = connection.poll()) {
                    take(event);
                }
                wakeUps.acquire();
            }
        } catch (IOException | InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(BrokerConnection.Event event) throws IOException {
        switch (event) {
            case BrokerConnection.Opened opened ->
                connection.write(MqttPacket.connect(
                        "desk", Broker.USER, Broker.PASSWORD, new PlugMessage("tele/desk/LWT", "Offline"), 30));
            case BrokerConnection.Received received -> {
                reader.add(received.bytes(), received.bytes().length);
                for (MqttPacket packet = reader.next(); packet != null; packet = reader.next()) {
                    answer(packet);
                }
            }
            case BrokerConnection.Ended ended -> running = false;
        }
    }

    private void answer(MqttPacket packet) throws IOException {
        switch (packet) {
            case MqttPacket.Accepted accepted -> {
                connection.write(MqttPacket.subscribe(1, List.of("cmnd/desk/+", "baton/presence")));
                tell("tele/desk/LWT", "Online", true);
            }
            case MqttPacket.Subscribed subscribed -> ready.countDown();
            case MqttPacket.Published message -> {
                if (message.id() != 0) {
                    connection.write(MqttPacket.acknowledge(message.id()));
                }
                command(message.topic(), new String(message.payload(), StandardCharsets.UTF_8));
            }
            case MqttPacket.Acknowledged acknowledged -> {}
            case MqttPacket.Pong pong -> {}
        }
    }

    private void command(String topic, String payload) throws IOException {
        switch (topic) {
            case "baton/presence" -> presence.add(payload);
            case "cmnd/desk/POWER" -> {
                power = payload.isEmpty() ? power : payload;
                tell("stat/desk/RESULT", "{\"POWER\":\"" + power + "\"}", false);
            }
            case "cmnd/desk/STATUS" ->
                tell(
                        "stat/desk/STATUS10",
                        "{\"StatusSNS\":{\"ENERGY\":{\"Power\":42,\"Voltage\":230,\"Current\":0.2}}}",
                        false);
            case "cmnd/desk/PowerOnState" -> tell("stat/desk/RESULT", "{\"PowerOnState\":" + payload + "}", false);
            default -> throw new IOException("an unknown command: " + topic);
        }
    }

    private void tell(String topic, String payload, boolean retained) throws IOException {
        connection.write(MqttPacket.publish(7, new PlugMessage(topic, payload), retained));
    }

    /** Vanishes without a word, as one that lost its supply. */
    @Override
    public void close() {
        running = false;
        connection.close();
        wakeUps.release();
    }
}
