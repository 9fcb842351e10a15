// SPDX-License-Identifier: Apache-2.0
package io.baton.health.felix;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The settings whose values may be shown: those that a bundle declares (OSGi Metatype), that are no password there, and
 * whose names say nothing of a secret. Every other value stays on the device.
 */
final class DeclaredSettings {

    static final String REMOVED = "(removed)";

    private static final List<String> SECRET_WORDS =
            List.of("password", "passphrase", "secret", "token", "credential", "cookie", "key");

    private final Map<String, Set<String>> shown = new HashMap<>();

    /**
     * Adds what a Metatype document declares.
     *
     * @throws IOException for a document that cannot be read or parsed
     */
    void add(InputStream metatype) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            XMLStreamReader xml = factory.createXMLStreamReader(metatype);
            Map<String, Set<String>> classes = new HashMap<>();
            String current = "";
            String pid = "";
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT) {
                    switch (xml.getLocalName()) {
                        case "OCD" -> current = attribute(xml, "id");
                        case "AD" -> {
                            String name = attribute(xml, "id");
                            if (!attribute(xml, "type").equals("Password") && !isSecret(name)) {
                                classes.computeIfAbsent(current, key -> new HashSet<>())
                                        .add(name);
                            }
                        }
                        case "Designate" -> {
                            String factoryPid = attribute(xml, "factoryPid");
                            pid = factoryPid.isEmpty() ? attribute(xml, "pid") : factoryPid;
                        }
                        case "Object" ->
                            shown.computeIfAbsent(pid, key -> new HashSet<>())
                                    .addAll(classes.getOrDefault(attribute(xml, "ocdref"), Set.of()));
                        default -> {
                            // says nothing of a setting
                        }
                    }
                }
            }
        } catch (XMLStreamException e) {
            throw new IOException("Metatype document cannot be parsed", e);
        }
    }

    private static String attribute(XMLStreamReader xml, String name) {
        String value = xml.getAttributeValue(null, name);
        return value == null ? "" : value;
    }

    private static boolean isSecret(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return SECRET_WORDS.stream().anyMatch(lower::contains);
    }

    /**
     * Returns a value as it may be shown.
     *
     * @param pid PID of the configuration, or of its factory
     */
    Object shown(String pid, String name, Object value) {
        if (name.startsWith("service.") || name.startsWith("felix.") || name.startsWith(":configurator:")) {
            return REMOVED;
        }
        return shown.getOrDefault(pid, Set.of()).contains(name) ? json(value) : REMOVED;
    }

    private static Object json(Object value) {
        return switch (value) {
            case Boolean flag -> flag;
            case Number number -> number.doubleValue();
            case Object[] several ->
                List.of(several).stream().map(String::valueOf).toList();
            case Collection<?> several -> several.stream().map(String::valueOf).toList();
            default -> String.valueOf(value);
        };
    }
}
