// SPDX-License-Identifier: Apache-2.0
package io.baton.health.felix;

import io.baton.upgrade.UpgradeService;
import io.baton.upgrade.UpgradeStatus;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what a support archive says of the framework: bundles, components, settings and upgrades. */
final class DiagnosticsSource {

    private static final Logger LOG = LoggerFactory.getLogger("health.felix");
    private static final int UPGRADES = 20;

    private final BundleContext context;
    private final ServiceComponentRuntime components;
    private final ConfigurationAdmin configurations;

    DiagnosticsSource(BundleContext context, ServiceComponentRuntime components, ConfigurationAdmin configurations) {
        this.context = context;
        this.components = components;
        this.configurations = configurations;
    }

    /** Returns the installed bundles. */
    List<Map<String, Object>> bundles() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("id", bundle.getBundleId());
            row.put("name", String.valueOf(bundle.getSymbolicName()));
            row.put("version", bundle.getVersion().toString());
            row.put("state", state(bundle.getState()));
            rows.add(row);
        }
        return rows;
    }

    private static String state(int state) {
        return switch (state) {
            case Bundle.INSTALLED -> "installed";
            case Bundle.RESOLVED -> "resolved";
            case Bundle.STARTING -> "starting";
            case Bundle.ACTIVE -> "active";
            case Bundle.STOPPING -> "stopping";
            default -> "uninstalled";
        };
    }

    /** Returns the component configurations that are not satisfied, and the number of the others by bundle. */
    List<Map<String, Object>> components() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (ComponentDescriptionDTO description : components.getComponentDescriptionDTOs()) {
            for (ComponentConfigurationDTO one : components.getComponentConfigurationDTOs(description)) {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("name", description.name);
                row.put("bundle", description.bundle.symbolicName);
                row.put("state", BundleReader.condition(one.state).name().toLowerCase(Locale.ROOT));
                row.put(
                        "missing",
                        Arrays.stream(one.unsatisfiedReferences)
                                .map(reference -> reference.name)
                                .toList());
                rows.add(row);
            }
        }
        return rows;
    }

    /** Returns the configurations by PID, without values that are not known to be harmless. */
    Map<String, Object> settings() {
        DeclaredSettings declared = new DeclaredSettings();
        for (Bundle bundle : context.getBundles()) {
            Enumeration<URL> documents = bundle.findEntries("OSGI-INF/metatype", "*.xml", false);
            for (URL document : documents == null ? List.<URL>of() : Collections.list(documents)) {
                try (InputStream stream = document.openStream()) {
                    declared.add(stream);
                } catch (IOException e) {
                    LOG.warn("settings not readable bundle={}", bundle.getSymbolicName(), e);
                }
            }
        }
        Map<String, Object> byPid = new LinkedHashMap<>();
        try {
            Configuration[] all = configurations.listConfigurations(null);
            for (Configuration one : all == null ? new Configuration[0] : all) {
                String factory = one.getFactoryPid();
                byPid.put(one.getPid(), shown(declared, factory == null ? one.getPid() : factory, one.getProperties()));
            }
        } catch (IOException | InvalidSyntaxException e) {
            LOG.warn("configurations not readable", e);
        }
        return byPid;
    }

    private static Map<String, Object> shown(
            DeclaredSettings declared, String pid, Dictionary<String, Object> properties) {
        Map<String, Object> shown = new LinkedHashMap<>();
        for (String name : Collections.list(properties.keys())) {
            shown.put(name, declared.shown(pid, name, properties.get(name)));
        }
        return shown;
    }

    /** Returns the latest upgrades, without the accounts that began them. */
    static List<Map<String, Object>> upgrades(UpgradeService upgrades) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (UpgradeStatus status : upgrades.history(UPGRADES)) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("id", status.id());
            row.put("name", status.name());
            row.put("state", status.state().wireName());
            row.put("begun", status.begun().toString());
            row.put("reason", status.reason());
            row.put("detail", status.detail());
            row.put("gapMillis", status.gap().toMillis());
            row.put(
                    "bundles",
                    status.bundles().stream()
                            .map(change -> change.symbolicName() + " " + change.fromVersion() + " → "
                                    + change.toVersion() + " sha256=" + change.toSha256())
                            .toList());
            row.put(
                    "steps",
                    status.steps().stream()
                            .map(step -> step.at() + " " + step.name() + " " + step.detail())
                            .toList());
            rows.add(row);
        }
        return rows;
    }
}
