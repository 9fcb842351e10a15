// SPDX-License-Identifier: Apache-2.0
package io.baton.power.mqtt;

import java.lang.reflect.Proxy;
import java.util.Map;

/** A configuration with the given values, and the defaults of the others. */
final class Configuration {

    private Configuration() {}

    static MqttPowerConfig of(Map<String, Object> values) {
        return (MqttPowerConfig) Proxy.newProxyInstance(
                MqttPowerConfig.class.getClassLoader(),
                new Class<?>[] {MqttPowerConfig.class},
                (proxy, method, arguments) -> values.getOrDefault(method.getName(), method.getDefaultValue()));
    }

    static MqttSettings settings(Map<String, Object> values) {
        return MqttSettings.of(of(values), "baton-test");
    }
}
