// SPDX-License-Identifier: Apache-2.0
package io.baton.power.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.power.PowerAction;
import io.baton.power.PowerState;
import io.baton.power.RestoreState;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.shared.power.PowerCall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Messages as the makers' documents have them; no real socket. */
final class MqttDialogueTest {

    private static final byte[] ACCEPTED = {0x20, 2, 0, 0};

    private long now;
    private MqttSettings settings = Configuration.settings(values("tasmota", "desk"));
    private MqttDialogue dialogue = new MqttDialogue(settings, () -> now);
    /** What was sent: topic and payload of messages, the first byte of other packets. */
    private final List<String> sent = new ArrayList<>();

    private int lastId;

    private interface Failing {
        void run() throws IOException;
    }

    private static Map<String, Object> values(String preset, String topic) {
        Map<String, Object> values = new HashMap<>();
        values.put("address", "mqtt://192.0.2.9");
        values.put("preset", preset);
        values.put("topic", topic);
        return values;
    }

    private void connect(Map<String, Object> values) throws IOException {
        settings = Configuration.settings(values);
        dialogue = new MqttDialogue(settings, () -> now);
        take(ACCEPTED);
        byte[] subscribed = new byte[4 + settings.topics().topics().size()];
        subscribed[0] = (byte) 0x90;
        subscribed[1] = (byte) (subscribed.length - 2);
        subscribed[3] = 1;
        take(subscribed);
        assertTrue(dialogue.isReady());
    }

    private void take(byte[] bytes) throws IOException {
        dialogue.receive(bytes, bytes.length);
        dialogue.untilDue();
        send();
    }

    private void send() throws IOException {
        for (byte[] next = dialogue.nextUnsent(); next != null; next = dialogue.nextUnsent()) {
            if ((next[0] & 0xFF) >> 4 == MqttPacket.PUBLISH) {
                PacketReader reader = new PacketReader();
                reader.add(next, next.length);
                MqttPacket.Published message = assertInstanceOf(MqttPacket.Published.class, reader.next());
                lastId = message.id();
                sent.add(message.topic() + " " + new String(message.payload(), StandardCharsets.UTF_8));
            } else {
                sent.add(HexFormat.of().toHexDigits(next[0]));
            }
        }
    }

    private void tell(String topic, String payload) throws IOException {
        take(new MqttPacket.Body()
                .text(topic)
                .octets(payload.getBytes(StandardCharsets.UTF_8))
                .packet(MqttPacket.PUBLISH, 0));
    }

    private void acknowledge() throws IOException {
        take(MqttPacket.acknowledge(lastId));
    }

    private CompletableFuture<Outcome> perform(@Nullable PowerAction action, @Nullable RestoreState restore)
            throws IOException {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        dialogue.perform(new PowerCall(action, restore, answer));
        send();
        return answer;
    }

    private static String refusal(CompletableFuture<Outcome> answer) {
        Outcome.Refused refused = assertInstanceOf(Outcome.Refused.class, answer.getNow(Outcome.done()));
        assertEquals(Reason.TEMPORARILY_UNAVAILABLE, refused.reason());
        return refused.message();
    }

    private static PowerState supply(
            boolean on,
            @Nullable Double volts,
            @Nullable Double amperes,
            @Nullable Double watts,
            @Nullable RestoreState restore) {
        return new PowerState(on, null, volts, amperes, watts, restore, "");
    }

    private void pass(long seconds) throws IOException {
        now += TimeUnit.SECONDS.toNanos(seconds);
        dialogue.untilDue();
        send();
    }

    private static String message(Failing code) {
        return String.valueOf(assertThrows(IOException.class, code::run).getMessage());
    }

    @Test
    void aTasmotaSocketIsAskedSwitchedMeasuredAndSet() throws Exception {
        connect(values("tasmota", "desk"));
        assertEquals(List.of("10", "82", "cmnd/desk/POWER ", "cmnd/desk/STATUS 10"), sent);
        assertEquals("The socket has not told its state yet.", dialogue.state().problem());
        tell("stat/desk/RESULT", "{\"POWER\":\"ON\"}");
        tell("stat/desk/STATUS10", "{\"StatusSNS\":{\"ENERGY\":{\"Power\":7,\"Voltage\":229,\"Current\":0.031}}}");
        assertEquals(supply(true, 229.0, 0.031, 7.0, null), dialogue.state());
        CompletableFuture<Outcome> off = perform(PowerAction.SWITCH_OFF, null);
        assertEquals("cmnd/desk/POWER OFF", sent.getLast());
        acknowledge();
        assertFalse(off.isDone(), "that the broker has it is not enough");
        tell("stat/desk/RESULT", "{\"POWER\":\"OFF\"}");
        assertTrue(off.join().isDone());
        CompletableFuture<Outcome> restore = perform(null, RestoreState.LAST);
        assertEquals("cmnd/desk/PowerOnState 3", sent.getLast());
        acknowledge();
        assertTrue(restore.join().isDone());
        tell("stat/desk/RESULT", "{\"PowerOnState\":0}");
        assertEquals(RestoreState.OFF, dialogue.state().restore());
    }

    @Test
    void aShellyAnswersByItsRpc() throws Exception {
        connect(values("shelly2", "shellyplus1pm-a1"));
        assertEquals(
                "shellyplus1pm-a1/rpc {\"id\":1,\"src\":\"baton/baton-test\",\"method\":\"Switch.GetStatus\","
                        + "\"params\":{\"id\":0}}",
                sent.getLast());
        tell(
                "baton/baton-test/rpc",
                "{\"id\":1,\"src\":\"shellyplus1pm-a1\",\"dst\":\"baton/baton-test\",\"result\":{\"id\":0,"
                        + "\"output\":false,\"apower\":0.0,\"voltage\":231.2,\"current\":0.0}}");
        assertEquals(supply(false, 231.2, 0.0, 0.0, null), dialogue.state());
        CompletableFuture<Outcome> on = perform(PowerAction.SWITCH_ON, null);
        assertTrue(sent.getLast().endsWith("\"method\":\"Switch.Set\",\"params\":{\"id\":0,\"on\":true}}"));
        acknowledge();
        tell(
                "shellyplus1pm-a1/events/rpc",
                "{\"method\":\"NotifyStatus\",\"params\":{\"switch:0\":{\"output\":true,\"source\":\"MQTT\"}}}");
        assertTrue(on.join().isDone());
        assertEquals(231.2, dialogue.state().volts(), "what a message leaves out stays as it was");
        CompletableFuture<Outcome> restore = perform(null, RestoreState.LAST);
        assertTrue(sent.getLast().endsWith("\"config\":{\"initial_state\":\"restore_last\"}}}"));
        acknowledge();
        assertTrue(restore.join().isDone());
    }

    @Test
    void azigbeeSocketTellsItsAvailabilityInEitherForm() throws Exception {
        connect(values("zigbee2mqtt", "zigbee2mqtt/desk"));
        assertEquals("zigbee2mqtt/desk/get {\"state\":\"\"}", sent.getLast());
        tell("zigbee2mqtt/desk", "{\"state\":\"ON\",\"power\":4.5,\"power_on_behavior\":\"previous\"}");
        assertEquals(supply(true, null, null, 4.5, RestoreState.LAST), dialogue.state());
        tell("zigbee2mqtt/desk/availability", "{\"state\":\"offline\"}");
        assertEquals(PowerState.unknown("The socket is not connected to its broker."), dialogue.state());
        assertEquals("The socket is not connected to its broker.", refusal(perform(PowerAction.SWITCH_ON, null)));
        sent.clear();
        tell("zigbee2mqtt/desk/availability", "online");
        assertEquals(List.of("zigbee2mqtt/desk/get {\"state\":\"\"}"), sent, "asked again");
        assertEquals("The socket has not told its state yet.", dialogue.state().problem());
    }

    @Test
    void anotherSocketHasItsOwnTopicsAndWords() throws Exception {
        Map<String, Object> values = values("custom", "");
        values.putAll(Map.of(
                "commandTopic", "relay/set",
                "stateTopic", "relay/state",
                "onPayload", "geschlossen",
                "offPayload", "offen",
                "measureTopic", "relay/meter",
                "powerPointer", "/w",
                "onlineTopic", "relay/here"));
        connect(values);
        assertEquals(
                List.of("relay/state", "relay/meter", "relay/here"),
                settings.topics().topics());
        tell("relay/state", "geschlossen");
        tell("relay/meter", "{\"w\":3}");
        assertEquals(supply(true, null, null, 3.0, null), dialogue.state());
        tell("relay/state", "halb");
        tell("relay/state", "{\"broken\"");
        tell("other/topic", "offen");
        assertEquals(true, dialogue.state().on(), "what says nothing changes nothing");
        CompletableFuture<Outcome> again = perform(PowerAction.SWITCH_ON, null);
        assertEquals("relay/set geschlossen", sent.getLast());
        assertFalse(again.isDone());
        acknowledge();
        assertTrue(again.join().isDone(), "one that is on need not tell it again");
    }

    @Test
    void aCallWithoutAWordOfTheSocketIsNoSuccess() throws Exception {
        connect(values("tasmota", "desk"));
        tell("stat/desk/RESULT", "{\"POWER\":\"OFF\"}");
        CompletableFuture<Outcome> on = perform(PowerAction.SWITCH_ON, null);
        assertTrue(dialogue.isBusy());
        pass(2);
        assertEquals("The broker has not taken the command.", refusal(on));
        on = perform(PowerAction.SWITCH_ON, null);
        acknowledge();
        tell("stat/desk/RESULT", "{\"POWER\":\"OFF\"}");
        pass(2);
        assertEquals("The broker has the command, but the socket has not told that it did it.", refusal(on));
        assertFalse(dialogue.isBusy());
        on = perform(PowerAction.SWITCH_ON, null);
        dialogue.close();
        assertEquals("The connection to the broker is lost.", refusal(on));
    }

    @Test
    void aSocketThatIsSilentIsAProblemAndNotOff() throws Exception {
        connect(values("tasmota", "desk"));
        tell("stat/desk/RESULT", "{\"POWER\":\"ON\"}");
        sent.clear();
        pass(10);
        assertTrue(sent.containsAll(List.of("cmnd/desk/POWER ", "cmnd/desk/STATUS 10")), sent.toString());
        pass(21);
        assertEquals(PowerState.unknown("The socket does not answer."), dialogue.state());
        tell("tele/desk/STATE", "{\"POWER\":\"ON\"}");
        assertEquals(true, dialogue.state().on());
        tell("tele/desk/LWT", "Offline");
        assertNull(dialogue.state().on());
    }

    @Test
    void theBrokerIsAskedInSilenceAndLostWhenItDoesNotAnswer() throws Exception {
        connect(values("zigbee2mqtt", "z/desk"));
        sent.clear();
        pass(15);
        assertEquals(List.of("c0"), sent, "after half of the time that it waits");
        take(new byte[] {(byte) 0xD0, 0});
        pass(15);
        pass(9);
        assertEquals(List.of("c0", "c0"), sent);
        now += TimeUnit.SECONDS.toNanos(1);
        assertEquals("it does not answer", message(() -> dialogue.untilDue()));
    }

    @Test
    void whatABrokerRefusesIsTold() throws Exception {
        Map<Integer, String> codes = Map.of(
                1, "it does not accept connections",
                2, "it does not take this client's id",
                4, "it wants another user or password",
                5, "it wants another user or password");
        codes.forEach((code, words) -> {
            dialogue = new MqttDialogue(settings, () -> now);
            assertEquals(words, message(() -> take(new byte[] {0x20, 2, 0, code.byteValue()})));
        });
        dialogue = new MqttDialogue(settings, () -> now);
        assertEquals("it does not speak MQTT 3.1.1", message(() -> take(new byte[] {(byte) 0xD0, 0})));
        dialogue = new MqttDialogue(settings, () -> now);
        take(ACCEPTED);
        byte[] refused = {(byte) 0x90, 4, 0, 1, 1, (byte) 0x80};
        assertEquals("it does not let this user read stat/desk/RESULT", message(() -> take(refused)));
    }

    @Test
    void thePresenceOfThisDeviceIsToldAndItsEnd() throws Exception {
        Map<String, Object> values = values("tasmota", "desk");
        values.put("presenceTopic", "baton/desk");
        connect(values);
        assertEquals("baton/desk online", sent.get(2));
        List<byte[]> last = dialogue.close();
        assertEquals(2, last.size());
        assertEquals(0x33, last.getFirst()[0], "retained");
        assertEquals((byte) 0xE0, last.getLast()[0]);
    }

    @Test
    void damagedMessagesAreAStateOrNothing() throws Exception {
        connect(values("shelly2", "s"));
        String text = "{\"params\":{\"switch:0\":{\"output\":true,\"apower\":42.5,\"voltage\":[1,{\"a\":2}]}}}";
        Random random = new Random(16_180);
        int read = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            tell("s/events/rpc", new String(bytes, StandardCharsets.ISO_8859_1));
            read += dialogue.state().on() == null ? 0 : 1;
        }
        assertTrue(read > 0);
    }

    @Test
    void settingsThatAreWrongAreNamed() {
        assertEquals(
                "topic must be a topic such as plugs/desk, of at most 200 bytes, without + and #",
                wrong("topic", "a/#"));
        for (String topic : List.of("", "+", "a b", "/a", "a/", "a\"b", "a\\b", "a\u0000", "x".repeat(201))) {
            assertThrows(IllegalArgumentException.class, () -> PlugTopics.topic("topic", topic), topic);
        }
        assertEquals("preset must be tasmota, shelly2, zigbee2mqtt or custom", wrong("preset", "x"));
        assertEquals("keepAliveSeconds must be within 5\u2013600", wrong("keepAliveSeconds", 4));
        assertEquals("intervalSeconds must be within 1\u20133600", wrong("intervalSeconds", 0));
        assertEquals("userName must be set where there is a password", wrong("password", "p"));
        assertEquals(
                "clientId must have 1\u201323 of A\u2013Z, a\u2013z, 0\u20139, _ and -", wrong("clientId", "a\"b"));
        for (String address : List.of(
                "x",
                "http://x",
                "mqtt://",
                "mqtt://u:p@x",
                "mqtt://x/y",
                "mqtt://x?y",
                "mqtt://x:0",
                "mqtt://x:70000")) {
            assertEquals(
                    "address must be mqtt://HOST or mqtts://HOST, perhaps with a port",
                    wrong("address", address),
                    address);
        }
        assertEquals(new BrokerAddress("x", 1883, false), BrokerAddress.of("mqtt://x"));
        assertEquals(new BrokerAddress("::1", 8883, true), BrokerAddress.of("mqtts://[::1]/"));
        Map<String, Object> values = values("tasmota", "desk");
        values.put("userName", "u");
        values.put("password", "very secret");
        assertFalse(Configuration.settings(values).toString().contains("very secret"));
    }

    private static String wrong(String name, Object value) {
        Map<String, Object> values = values("tasmota", "desk");
        values.put(name, value);
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> Configuration.settings(values))
                .getMessage());
    }
}
