// SPDX-License-Identifier: Apache-2.0
package io.baton.power.mqtt;

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The configuration, checked.
 *
 * @param broker where it listens
 * @param caFile certificates of those who may have issued the broker's; null for those of the Java run time
 * @param clientId what the broker knows this client by
 * @param userName empty for none
 * @param password empty for none
 * @param presenceTopic where this client tells whether it is connected; empty for nowhere
 * @param topics of the socket
 * @param keepAliveSeconds the broker's longest wait for a packet
 * @param interval between two queries
 */
record MqttSettings(
        BrokerAddress broker,
        @Nullable Path caFile,
        String clientId,
        String userName,
        String password,
        String presenceTopic,
        PlugTopics topics,
        int keepAliveSeconds,
        Duration interval) {

    private static final Pattern CLIENT_ID = Pattern.compile("[A-Za-z0-9_-]{1,23}");

    /**
     * @param ownId the client's id where none is configured
     * @throws IllegalArgumentException naming the setting that is wrong
     */
    static MqttSettings of(MqttPowerConfig config, String ownId) {
        String clientId = config.clientId().isEmpty() ? ownId : config.clientId();
        if (!CLIENT_ID.matcher(clientId).matches()) {
            throw new IllegalArgumentException("clientId must have 1\u201323 of A\u2013Z, a\u2013z, 0\u20139, _ and -");
        }
        if (!config.password().isEmpty() && config.userName().isEmpty()) {
            throw new IllegalArgumentException("userName must be set where there is a password");
        }
        return new MqttSettings(
                BrokerAddress.of(config.address()),
                config.caFile().isEmpty() ? null : Path.of(config.caFile()),
                clientId,
                config.userName(),
                config.password(),
                config.presenceTopic().isEmpty() ? "" : PlugTopics.topic("presenceTopic", config.presenceTopic()),
                PlugTopics.of(config, "baton/" + clientId),
                within("keepAliveSeconds", config.keepAliveSeconds(), 5, 600),
                Duration.ofSeconds(within("intervalSeconds", config.intervalSeconds(), 1, 3_600)));
    }

    private static int within(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be within " + min + "\u2013" + max);
        }
        return value;
    }

    /** Returns the message that tells whether this client is connected; null for none. */
    @Nullable
    PlugMessage presence(boolean connected) {
        return presenceTopic.isEmpty() ? null : new PlugMessage(presenceTopic, connected ? "online" : "offline");
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "MqttSettings[broker=" + broker + ", clientId=" + clientId + "]";
    }
}
