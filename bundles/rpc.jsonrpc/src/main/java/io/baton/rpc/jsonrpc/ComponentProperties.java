// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Manifest;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Reads the properties of the components that the bundles on a class path declare (OSGi Compendium 112.4). */
final class ComponentProperties {

    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    private ComponentProperties() {}

    /** Returns the properties of each component, each with its values as texts. */
    static List<Map<String, List<String>>> read(ClassLoader bundles) throws IOException {
        List<Map<String, List<String>>> components = new ArrayList<>();
        for (URL manifest : new ArrayList<>(java.util.Collections.list(bundles.getResources(MANIFEST)))) {
            String header;
            try (InputStream in = manifest.openStream()) {
                header = new Manifest(in).getMainAttributes().getValue("Service-Component");
            }
            String base = manifest.toString();
            for (String name : header == null ? new String[0] : header.split(",", -1)) {
                URI description = URI.create(base.substring(0, base.length() - MANIFEST.length()) + name.strip());
                try (InputStream in = description.toURL().openStream()) {
                    components.add(properties(in));
                }
            }
        }
        return components;
    }

    private static Map<String, List<String>> properties(InputStream description) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            NodeList elements = factory.newDocumentBuilder().parse(description).getElementsByTagName("property");
            Map<String, List<String>> properties = new HashMap<>();
            for (int i = 0; i < elements.getLength(); i++) {
                Element property = (Element) elements.item(i);
                List<String> values = property.hasAttribute("value")
                        ? List.of(property.getAttribute("value"))
                        : property.getTextContent()
                                .lines()
                                .map(String::strip)
                                .filter(line -> !line.isEmpty())
                                .toList();
                properties.put(property.getAttribute("name"), values);
            }
            return properties;
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("a component description is malformed", e);
        }
    }
}
