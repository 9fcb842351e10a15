// SPDX-License-Identifier: Apache-2.0
package io.baton.settings.metatype;

import io.baton.settings.metatype.MetatypeReader.Group;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the running bundles declare, what is configured, and where that comes from.
 *
 * <p>Threading. One thread.
 */
final class SettingsCatalogue {

    private static final Logger LOG = LoggerFactory.getLogger("settings.metatype");
    private static final String OWN = "io.baton.";
    private static final String SESSIONS = "io.baton.session.coordinator";

    /** Settings that a variable of the environment determines, by PID and name. */
    static final Map<String, Map<String, String>> VARIABLES = Map.of(
            SESSIONS,
            Map.of(
                    "sessionTimeout", "SESSION_TIMEOUT_SECS",
                    "cleanupInterval", "SESSION_CLEANUP_INTERVAL",
                    "maxSessions", "SESSION_MAX_CONCURRENT"),
            "io.baton.signalling.websocket",
            Map.of("allowedOrigins", "BATON_CORS_ORIGINS"));

    /** Where a value comes from. */
    enum Source {
        DEFAULT,
        /** A configuration file that the device ships or its administrator wrote. */
        FILE,
        /** The operator's configuration file on the device, which has what was changed while it ran. */
        DEVICE,
        ENVIRONMENT;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Documents that bundles have. */
    interface Documents {

        /** Calls for each document of each bundle of the device. */
        void each(DocumentReader reader);

        /** Reads one. */
        @FunctionalInterface
        interface DocumentReader {
            void document(InputStream document) throws IOException;
        }
    }

    private final Documents documents;
    private final Supplier<@Nullable ConfigurationAdmin> admin;
    private final Path configs;
    private final Map<String, String> environment;

    /** @param configs the directory of the operator's configuration files */
    SettingsCatalogue(
            Documents documents,
            Supplier<@Nullable ConfigurationAdmin> admin,
            Path configs,
            Map<String, String> environment) {
        this.documents = documents;
        this.admin = admin;
        this.configs = configs;
        this.environment = environment;
    }

    /** Returns the documents of the bundles of this device. */
    static Documents of(BundleContext context) {
        return reader -> {
            for (Bundle bundle : context.getBundles()) {
                String name = bundle.getSymbolicName();
                if (name == null || !name.startsWith(OWN) || bundle.getState() != Bundle.ACTIVE) {
                    continue;
                }
                Enumeration<URL> found = bundle.findEntries("OSGI-INF/metatype", "*.xml", false);
                for (URL document : found == null ? List.<URL>of() : Collections.list(found)) {
                    try (InputStream stream = document.openStream()) {
                        reader.document(stream);
                    } catch (IOException | IllegalStateException e) {
                        LOG.warn("settings not readable bundle={}", name, e);
                    }
                }
            }
        };
    }

    /** Returns what is declared, by PID in alphabetical order. */
    Map<String, Group> groups() {
        MetatypeReader reader = new MetatypeReader();
        documents.each(reader::add);
        return new TreeMap<>(reader.groups());
    }

    /** Returns the variable of the environment that determines a setting; null where none does. */
    @Nullable
    String variable(String pid, String name) {
        String variable = VARIABLES.getOrDefault(pid, Map.of()).get(name);
        return variable == null || environment.getOrDefault(variable, "").isEmpty() ? null : variable;
    }

    /** Returns the configuration of a PID; empty where there is none. */
    Map<String, Object> configured(String pid) throws IOException {
        ConfigurationAdmin present = admin.get();
        if (present == null) {
            return Map.of();
        }
        Dictionary<String, Object> properties =
                present.getConfiguration(pid, "?").getProperties();
        return properties == null ? Map.of() : new HashMap<>(FrameworkUtil.asMap(properties));
    }

    /** Returns the text of the operator's file of a PID; empty where there is none. */
    String operatorFile(String pid) {
        try {
            return Files.readString(configs.resolve(pid + ".json"));
        } catch (IOException e) {
            return "";
        }
    }

    /**
     * Returns a setting as the page shows it.
     *
     * @param operatorFile as {@link #operatorFile} returned it
     */
    Map<String, Object> row(String pid, Declared setting, Map<String, Object> configured, String operatorFile) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", setting.name());
        row.put("label", setting.label());
        row.put("description", setting.description());
        row.put("type", setting.kind().wireName());
        row.put("list", setting.list());
        String ordinary = String.join("\n", setting.defaults());
        Object value = configured.get(setting.name());
        String variable = variable(pid, setting.name());
        if (setting.isSecret()) {
            row.put("secret", true);
            row.put("set", value != null && !Declared.text(value).isEmpty());
        } else {
            row.put("default", ordinary);
            row.put(
                    "value",
                    variable != null
                            ? environment.getOrDefault(variable, "")
                            : value == null ? ordinary : Declared.text(value));
        }
        if (!Double.isNaN(setting.min())) {
            row.put("min", setting.min());
        }
        if (!Double.isNaN(setting.max())) {
            row.put("max", setting.max());
        }
        if (!setting.options().isEmpty()) {
            row.put(
                    "options",
                    setting.options().entrySet().stream()
                            .map(option -> Map.of("value", option.getKey(), "label", option.getValue()))
                            .toList());
        }
        row.put("source", source(setting.name(), value, variable, operatorFile).wireName());
        if (variable != null) {
            row.put("variable", variable);
        }
        return row;
    }

    private static Source source(String name, @Nullable Object value, @Nullable String variable, String operatorFile) {
        if (variable != null) {
            return Source.ENVIRONMENT;
        }
        if (Pattern.compile("\"" + Pattern.quote(name) + "(:[^\"]*)?\"\\s*:")
                .matcher(operatorFile)
                .find()) {
            return Source.DEVICE;
        }
        return value == null ? Source.DEFAULT : Source.FILE;
    }

    /**
     * Stores a value, or, for null, removes what is configured so that the default applies. Returns once it is kept.
     *
     * @throws IOException if it could not be kept
     */
    void store(String pid, String name, @Nullable Object value) throws IOException {
        ConfigurationAdmin present = admin.get();
        if (present == null) {
            throw new IOException("Configuration Admin is absent");
        }
        Configuration configuration = present.getConfiguration(pid, "?");
        Dictionary<String, Object> before = configuration.getProperties();
        Map<String, Object> next = before == null ? new HashMap<>() : new HashMap<>(FrameworkUtil.asMap(before));
        if (value == null) {
            next.remove(name);
        } else {
            next.put(name, value);
        }
        configuration.updateIfDifferent(FrameworkUtil.asDictionary(next));
    }
}
