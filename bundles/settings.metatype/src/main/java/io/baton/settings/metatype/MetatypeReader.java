// SPDX-License-Identifier: Apache-2.0
package io.baton.settings.metatype;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** Reads the Metatype documents of bundles. */
final class MetatypeReader {

    /**
     * The settings of a PID.
     *
     * @param label what the part is called
     */
    record Group(String pid, String label, String description, List<Declared> settings) {

        Group {
            settings = List.copyOf(settings);
        }

        @Nullable
        Declared setting(String name) {
            return settings.stream()
                    .filter(setting -> setting.name().equals(name))
                    .findFirst()
                    .orElse(null);
        }
    }

    /** A class of settings that is being read. */
    private record Part(String label, String description, List<Declared> settings) {}

    /** A setting that is being read; its options follow its element. */
    private record Open(
            String name,
            String label,
            String description,
            String type,
            boolean list,
            double min,
            double max,
            String given,
            Map<String, String> options) {

        Declared declared() {
            Declared.Kind kind = Declared.Kind.of(type);
            List<String> defaults = given.isEmpty() && kind != Declared.Kind.TEXT ? List.of() : split(given, list);
            return new Declared(
                    name, label, description, kind, list, min, max, options, defaults, type.equals("Password"));
        }

        private static List<String> split(String given, boolean list) {
            return list
                    ? Arrays.stream(given.split("(?<!\\\\),", -1))
                            .map(each -> each.strip().replace("\\,", ","))
                            .filter(each -> !each.isEmpty())
                            .toList()
                    : List.of(given);
        }
    }

    private final Map<String, Group> groups = new LinkedHashMap<>();

    /** The settings that have been read, by PID. */
    Map<String, Group> groups() {
        return groups;
    }

    /**
     * Adds what a document declares. A factory PID is left out: it has no configuration of its own.
     *
     * @throws IOException for a document that cannot be read or parsed
     */
    void add(InputStream document) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            read(factory.createXMLStreamReader(document));
        } catch (XMLStreamException e) {
            throw new IOException("Metatype document cannot be parsed", e);
        }
    }

    private void read(XMLStreamReader xml) throws XMLStreamException {
        Map<String, Part> parts = new HashMap<>();
        Part part = null;
        Open open = null;
        String pid = "";
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals("AD") && open != null) {
                if (part != null) {
                    part.settings().add(open.declared());
                }
                open = null;
            }
            if (event != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            switch (xml.getLocalName()) {
                case "OCD" -> {
                    part = new Part(text(xml, "name"), text(xml, "description"), new ArrayList<>());
                    parts.put(text(xml, "id"), part);
                }
                case "AD" -> open = open(xml);
                case "Option" -> {
                    if (open != null) {
                        open.options().put(text(xml, "value"), text(xml, "label"));
                    }
                }
                case "Designate" -> pid = text(xml, "pid");
                case "Object" -> {
                    Part found = parts.get(text(xml, "ocdref"));
                    if (found != null && !pid.isEmpty()) {
                        groups.put(pid, new Group(pid, found.label(), found.description(), found.settings()));
                    }
                }
                default -> {
                    // says nothing of a setting
                }
            }
        }
    }

    private static Open open(XMLStreamReader xml) {
        return new Open(
                text(xml, "id"),
                text(xml, "name"),
                text(xml, "description"),
                text(xml, "type"),
                !text(xml, "cardinality").isEmpty() && !text(xml, "cardinality").equals("0"),
                bound(text(xml, "min")),
                bound(text(xml, "max")),
                text(xml, "default"),
                new LinkedHashMap<>());
    }

    private static double bound(String text) {
        try {
            return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private static String text(XMLStreamReader xml, String name) {
        String value = xml.getAttributeValue(null, name);
        return value == null ? "" : value;
    }
}
