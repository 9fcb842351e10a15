// SPDX-License-Identifier: Apache-2.0
package io.baton.settings.jetkvm;

import java.io.IOException;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** What Configuration Admin has. */
final class ConfiguredValues implements Values {

    private final Supplier<@Nullable ConfigurationAdmin> admin;

    ConfiguredValues(Supplier<@Nullable ConfigurationAdmin> admin) {
        this.admin = admin;
    }

    @Override
    public Object value(String pid, String name) throws IOException {
        Dictionary<String, Object> properties = configuration(pid).getProperties();
        Object value = properties == null ? null : properties.get(name);
        return value == null ? Defaults.of(pid, name) : value;
    }

    @Override
    public void write(String pid, Map<String, Object> settings) throws IOException {
        Configuration configuration = configuration(pid);
        Dictionary<String, Object> before = configuration.getProperties();
        Map<String, Object> next = before == null ? new HashMap<>() : new HashMap<>(FrameworkUtil.asMap(before));
        next.putAll(settings);
        configuration.updateIfDifferent(FrameworkUtil.asDictionary(next));
    }

    private Configuration configuration(String pid) throws IOException {
        ConfigurationAdmin present = admin.get();
        if (present == null) {
            throw new IOException("Configuration Admin is absent");
        }
        return present.getConfiguration(pid, "?");
    }
}
