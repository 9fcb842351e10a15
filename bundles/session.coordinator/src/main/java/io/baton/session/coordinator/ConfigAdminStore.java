// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import java.io.IOException;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration {@link CoordinatorConfig#PID} in Configuration Admin, or its last known properties while that
 * service is absent.
 *
 * <p>Threading. One thread at a time; the suppliers are asked once per use.
 */
final class ConfigAdminStore implements SettingsUpdater.Store {

    private static final Logger LOG = LoggerFactory.getLogger(LoggerName.VALUE);

    private final Supplier<@Nullable ConfigurationAdmin> admin;
    private final Supplier<Map<String, Object>> lastKnown;

    ConfigAdminStore(Supplier<@Nullable ConfigurationAdmin> admin, Supplier<Map<String, Object>> lastKnown) {
        this.admin = admin;
        this.lastKnown = lastKnown;
    }

    @Override
    public Map<String, ?> read() throws IOException {
        ConfigurationAdmin from = admin.get();
        return from == null ? lastKnown.get() : properties(from.getConfiguration(CoordinatorConfig.PID, "?"));
    }

    @Override
    public void write(Map<String, Object> values) throws IOException {
        ConfigurationAdmin to = admin.get();
        if (to == null) {
            LOG.warn("Configuration Admin absent; new settings kept in the file only");
            return;
        }
        Configuration configuration = to.getConfiguration(CoordinatorConfig.PID, "?");
        Map<String, Object> next = properties(configuration);
        next.keySet().removeAll(SettingsSources.stored(next).keySet());
        next.keySet().removeIf(key -> SettingsSources.isReport(key));
        next.putAll(values);
        configuration.updateIfDifferent(FrameworkUtil.asDictionary(next));
    }

    private static Map<String, Object> properties(Configuration configuration) {
        Dictionary<String, Object> properties = configuration.getProperties();
        return properties == null ? new HashMap<>() : new HashMap<>(FrameworkUtil.asMap(properties));
    }
}
