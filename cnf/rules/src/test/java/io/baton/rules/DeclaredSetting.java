// SPDX-License-Identifier: Apache-2.0
package io.baton.rules;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * A setting as the metatype of the built bundle declares it.
 *
 * @param type the metatype's, such as {@code Integer}
 * @param initial the default as text, empty for none
 * @param range smallest and largest value as the description gives them, empty where it gives none
 * @param text how a configuration page shows it
 */
record DeclaredSetting(String pid, String key, String type, String initial, String range, PageText text) {

    /**
     * What a configuration page has of a setting.
     *
     * @param name its label
     * @param description the text beside it
     * @param min the smallest value that the page takes, empty for none
     * @param max the largest value that the page takes, empty for none
     * @param options the values of a select box with their labels; empty for a field that is typed in
     */
    record PageText(String name, String description, String min, String max, Map<String, String> options) {}

    private static final Pattern RANGE = Pattern.compile("[\\d.]+–\\d+");

    /** Every setting of every bundle. */
    static List<DeclaredSetting> all() {
        List<DeclaredSetting> all = new ArrayList<>();
        for (String bundle : Workspace.bundles()) {
            read(Workspace.jar(bundle), all);
        }
        return List.copyOf(all);
    }

    private static void read(Path path, List<DeclaredSetting> all) {
        try (JarFile jar = new JarFile(path.toFile())) {
            for (ZipEntry entry : jar.stream().toList()) {
                if (entry.getName().matches("OSGI-INF/metatype/[^/]+\\.xml")) {
                    try (InputStream xml = jar.getInputStream(entry)) {
                        read(
                                DocumentBuilderFactory.newInstance()
                                        .newDocumentBuilder()
                                        .parse(xml),
                                all);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ParserConfigurationException | SAXException e) {
            throw new IllegalStateException(path.toString(), e);
        }
    }

    private static void read(Document document, List<DeclaredSetting> all) {
        Map<String, String> pids = new HashMap<>();
        for (Element designate : elements(document.getElementsByTagName("Designate"))) {
            for (Element object : elements(designate.getElementsByTagName("Object"))) {
                pids.put(object.getAttribute("ocdref"), designate.getAttribute("pid"));
            }
        }
        for (Element definition : elements(document.getElementsByTagName("OCD"))) {
            String pid = pids.getOrDefault(definition.getAttribute("id"), "");
            for (Element attribute : elements(definition.getElementsByTagName("AD"))) {
                Matcher range = RANGE.matcher(attribute.getAttribute("description"));
                all.add(new DeclaredSetting(
                        pid,
                        attribute.getAttribute("id"),
                        attribute.getAttribute("type"),
                        plain(attribute.getAttribute("default")),
                        range.find() ? range.group() : "",
                        text(attribute)));
            }
        }
    }

    private static PageText text(Element attribute) {
        Map<String, String> options = new LinkedHashMap<>();
        for (Element option : elements(attribute.getElementsByTagName("Option"))) {
            options.put(option.getAttribute("value"), option.getAttribute("label"));
        }
        return new PageText(
                attribute.getAttribute("name"),
                attribute.getAttribute("description"),
                attribute.getAttribute("min"),
                attribute.getAttribute("max"),
                options);
    }

    /** A whole number without the fraction a double is declared with. */
    /** Without the zero after a whole number, and without the escapes of blanks (OSGi Compendium section 105.8). */
    private static String plain(String text) {
        return text.matches("-?\\d+\\.0") ? text.substring(0, text.length() - 2) : text.replace("\\ ", " ");
    }

    private static List<Element> elements(NodeList nodes) {
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .map(Element.class::cast)
                .toList();
    }
}
