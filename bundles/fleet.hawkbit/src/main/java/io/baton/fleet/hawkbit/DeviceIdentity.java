// SPDX-License-Identifier: Apache-2.0
package io.baton.fleet.hawkbit;

import io.baton.shared.sets.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** What the server is told about the device: an id that stays, and attributes by which a rollout can select devices. */
final class DeviceIdentity {

    private static final String OURS = "io.baton.";
    private static final int ID_DIGITS = 16;
    private static final int MAX_LENGTH = 128;

    private DeviceIdentity() {}

    /**
     * Returns an id made of the machine's, which itself is not to leave the machine (machine-id(5)); of the host name
     * where there is none; empty where there is neither.
     */
    static String controllerId(Path machineId, Path hostName) {
        String id = line(machineId);
        if (!id.isEmpty()) {
            byte[] text = ("io.baton.fleet.hawkbit " + id).getBytes(StandardCharsets.UTF_8);
            return "baton-" + Sha256.of(text).substring(0, ID_DIGITS);
        }
        String name = line(hostName);
        return name.isEmpty() ? "" : "baton-" + name;
    }

    private static String line(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /** Returns the attributes: the set of bundles that runs, the version of each, and the platform. */
    static Map<String, String> attributes(BundleContext context) {
        Map<String, String> attributes = new TreeMap<>();
        attributes.put("product", "baton");
        attributes.put("set", property(context, "baton.set"));
        attributes.put("setBase", property(context, "baton.set.base"));
        attributes.put("arch", System.getProperty("os.arch", ""));
        attributes.put("os", System.getProperty("os.name", "") + " " + System.getProperty("os.version", ""));
        attributes.put("java", System.getProperty("java.version", ""));
        for (Bundle bundle : context.getBundles()) {
            String name = String.valueOf(bundle.getSymbolicName());
            if (name.startsWith(OURS) && bundle.getState() == Bundle.ACTIVE) {
                attributes.put(
                        "bundle." + name.substring(OURS.length()),
                        bundle.getVersion().toString());
            }
        }
        attributes.values().removeIf(String::isBlank);
        attributes.replaceAll((key, value) -> value.length() > MAX_LENGTH ? value.substring(0, MAX_LENGTH) : value);
        return attributes;
    }

    private static String property(BundleContext context, String name) {
        String value = context.getProperty(name);
        return value == null ? "" : value;
    }
}
