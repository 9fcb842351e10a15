// SPDX-License-Identifier: Apache-2.0
package io.baton.power.mqtt;

import io.baton.power.RestoreState;
import io.baton.shared.power.PlugValues;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages that a kind of socket knows, and where those that it sends have what.
 *
 * @param on switches it on
 * @param off switches it off
 * @param queries ask for its state
 * @param polls whether it answers each query, so that one that does not is away
 * @param restore set what it does after a power cut, in the order of {@link RestoreState}; empty for none
 * @param restoreWords what it calls that, in the same order
 * @param sources what its messages tell
 */
record PlugTopics(
        PlugMessage on,
        PlugMessage off,
        List<PlugMessage> queries,
        boolean polls,
        List<PlugMessage> restore,
        List<String> restoreWords,
        List<Source> sources) {

    private static final int MAX_TOPIC_BYTES = 200;
    private static final int MAX_PAYLOAD = 256;

    /** What a part of a message is. */
    enum Field {
        ON,
        VOLTS,
        AMPERES,
        WATTS,
        RESTORE,
        ONLINE
    }

    /**
     * Where something is told.
     *
     * @param pointer JSON pointer into the payload; empty for a payload that is the value
     */
    record Source(String topic, Field field, String pointer) {}

    /**
     * @param replyTopic where answers go that are for this client alone
     * @throws IllegalArgumentException naming what is wrong
     */
    static PlugTopics of(MqttPowerConfig config, String replyTopic) {
        return switch (config.preset()) {
            case "tasmota" -> tasmota(topic("topic", config.topic()));
            case "shelly2" -> shelly(topic("topic", config.topic()), replyTopic);
            case "zigbee2mqtt" -> zigbee(topic("topic", config.topic()));
            case "custom" -> custom(config);
            default -> throw new IllegalArgumentException("preset must be tasmota, shelly2, zigbee2mqtt or custom");
        };
    }

    private static PlugTopics tasmota(String topic) {
        String command = "cmnd/" + topic + "/";
        List<Source> sources = new ArrayList<>(List.of(
                new Source("tele/" + topic + "/LWT", Field.ONLINE, ""),
                new Source("stat/" + topic + "/RESULT", Field.ON, "/POWER"),
                new Source("stat/" + topic + "/RESULT", Field.RESTORE, "/PowerOnState"),
                new Source("tele/" + topic + "/STATE", Field.ON, "/POWER")));
        measured(sources, "tele/" + topic + "/SENSOR", "/ENERGY");
        measured(sources, "stat/" + topic + "/STATUS10", "/StatusSNS/ENERGY");
        String restore = command + "PowerOnState";
        return new PlugTopics(
                new PlugMessage(command + "POWER", "ON"),
                new PlugMessage(command + "POWER", "OFF"),
                List.of(new PlugMessage(command + "POWER", ""), new PlugMessage(command + "STATUS", "10")),
                true,
                List.of(new PlugMessage(restore, "0"), new PlugMessage(restore, "1"), new PlugMessage(restore, "3")),
                List.of("0", "1", "3"),
                sources);
    }

    private static void measured(List<Source> sources, String topic, String parent) {
        sources.add(new Source(topic, Field.VOLTS, parent + "/Voltage"));
        sources.add(new Source(topic, Field.AMPERES, parent + "/Current"));
        sources.add(new Source(topic, Field.WATTS, parent + "/Power"));
    }

    private static PlugTopics shelly(String topic, String reply) {
        List<Source> sources = new ArrayList<>(List.of(new Source(topic + "/online", Field.ONLINE, "")));
        shellyStatus(sources, reply + "/rpc", "/result");
        shellyStatus(sources, topic + "/events/rpc", "/params/switch:0");
        return new PlugTopics(
                shellyCall(topic, reply, "Switch.Set", ",\"on\":true"),
                shellyCall(topic, reply, "Switch.Set", ",\"on\":false"),
                List.of(shellyCall(topic, reply, "Switch.GetStatus", "")),
                true,
                List.of(
                        shellyRestore(topic, reply, "off"),
                        shellyRestore(topic, reply, "on"),
                        shellyRestore(topic, reply, "restore_last")),
                List.of("off", "on", "restore_last"),
                sources);
    }

    private static void shellyStatus(List<Source> sources, String topic, String parent) {
        sources.add(new Source(topic, Field.ON, parent + "/output"));
        sources.add(new Source(topic, Field.VOLTS, parent + "/voltage"));
        sources.add(new Source(topic, Field.AMPERES, parent + "/current"));
        sources.add(new Source(topic, Field.WATTS, parent + "/apower"));
    }

    private static PlugMessage shellyRestore(String topic, String reply, String word) {
        return shellyCall(topic, reply, "Switch.SetConfig", ",\"config\":{\"initial_state\":\"" + word + "\"}");
    }

    private static PlugMessage shellyCall(String topic, String reply, String method, String params) {
        return new PlugMessage(
                topic + "/rpc",
                "{\"id\":1,\"src\":\"" + reply + "\",\"method\":\"" + method + "\",\"params\":{\"id\":0" + params
                        + "}}");
    }

    private static PlugTopics zigbee(String topic) {
        String set = topic + "/set";
        return new PlugTopics(
                new PlugMessage(set, "{\"state\":\"ON\"}"),
                new PlugMessage(set, "{\"state\":\"OFF\"}"),
                List.of(new PlugMessage(topic + "/get", "{\"state\":\"\"}")),
                false,
                List.of(
                        new PlugMessage(set, "{\"power_on_behavior\":\"off\"}"),
                        new PlugMessage(set, "{\"power_on_behavior\":\"on\"}"),
                        new PlugMessage(set, "{\"power_on_behavior\":\"previous\"}")),
                List.of("off", "on", "previous"),
                List.of(
                        new Source(topic, Field.ON, "/state"),
                        new Source(topic, Field.VOLTS, "/voltage"),
                        new Source(topic, Field.AMPERES, "/current"),
                        new Source(topic, Field.WATTS, "/power"),
                        new Source(topic, Field.RESTORE, "/power_on_behavior"),
                        new Source(topic + "/availability", Field.ONLINE, ""),
                        new Source(topic + "/availability", Field.ONLINE, "/state")));
    }

    private static PlugTopics custom(MqttPowerConfig config) {
        String command = topic("commandTopic", config.commandTopic());
        String state = topic("stateTopic", config.stateTopic());
        List<Source> sources = new ArrayList<>();
        sources.add(new Source(state, Field.ON, PlugValues.pointer("onPointer", config.onPointer())));
        String measures = config.measureTopic().isEmpty() ? state : topic("measureTopic", config.measureTopic());
        measured(sources, measures, Field.VOLTS, "voltagePointer", config.voltagePointer());
        measured(sources, measures, Field.AMPERES, "currentPointer", config.currentPointer());
        measured(sources, measures, Field.WATTS, "powerPointer", config.powerPointer());
        if (!config.onlineTopic().isEmpty()) {
            sources.add(new Source(topic("onlineTopic", config.onlineTopic()), Field.ONLINE, ""));
        }
        return new PlugTopics(
                new PlugMessage(command, payload("onPayload", config.onPayload())),
                new PlugMessage(command, payload("offPayload", config.offPayload())),
                List.of(),
                false,
                List.of(),
                List.of(),
                sources);
    }

    private static void measured(List<Source> sources, String topic, Field field, String name, String pointer) {
        if (!pointer.isEmpty()) {
            sources.add(new Source(topic, field, PlugValues.pointer(name, pointer)));
        }
    }

    /**
     * Returns a topic that is one topic.
     *
     * @throws IllegalArgumentException naming the setting
     */
    static String topic(String name, String value) {
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        boolean plain = value.chars().allMatch(c -> c > ' ' && c != '+' && c != '#' && c != '"' && c != '\\');
        if (bytes == 0 || bytes > MAX_TOPIC_BYTES || !plain || value.startsWith("/") || value.endsWith("/")) {
            throw new IllegalArgumentException(
                    name + " must be a topic such as plugs/desk, of at most 200 bytes, without + and #");
        }
        return value;
    }

    private static String payload(String name, String value) {
        if (value.isEmpty() || value.length() > MAX_PAYLOAD) {
            throw new IllegalArgumentException(name + " must have 1\u2013256 characters");
        }
        return value;
    }

    /** Returns the topics to ask for, each once. */
    List<String> topics() {
        return sources.stream().map(Source::topic).distinct().toList();
    }

    /** Returns whether a value says that it is on: one of the words that switch it, or another that means that. */
    @Nullable
    Boolean isOn(@Nullable Object value) {
        if (value instanceof String word) {
            if (word.equals(on.payload())) {
                return true;
            }
            if (word.equals(off.payload())) {
                return false;
            }
        }
        return PlugValues.isOn(value);
    }

    /** Returns what a value says about a power cut. */
    @Nullable
    RestoreState restored(Object value) {
        return RestoreState.of(restoreWords.indexOf(String.valueOf(value))).orElse(null);
    }
}
