// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.baton.harness.Prerequisites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The inventory that ships (CycloneDX) names every library, and each has a licence that is allowed (S35). */
final class InventoryIT {

    /** Where a library offers several licences, one of these is enough. */
    private static final Set<String> ALLOWED =
            Set.of("Apache-2.0", "MIT", "BSD-3-Clause", "EPL-2.0", "Bouncy Castle Licence");

    private static final Path DIST = Path.of(System.getProperty("baton.dist"));

    /** The licences of each library, by {@code group:name}. */
    private static Map<String, Set<String>> libraries = Map.of();

    private static Set<String> files = Set.of();

    @BeforeAll
    static void read() throws IOException {
        Prerequisites.unless(
                isOfThisBuild(), "no inventory of this build: the plugin that writes it works online only");
        JsonNode inventory =
                new ObjectMapper().readTree(DIST.resolve("sbom.json").toFile());
        assertEquals("CycloneDX", inventory.path("bomFormat").asText());
        Map<String, Set<String>> found = new TreeMap<>();
        Set<String> named = new TreeSet<>();
        for (JsonNode component : inventory.path("components")) {
            String name = component.path("name").asText();
            named.add(name + "-" + component.path("version").asText());
            found.put(component.path("group").asText() + ":" + name, licences(component));
        }
        libraries = found;
        files = named;
        assertTrue(found.size() > 40, found.toString());
    }

    /**
     * The inventory is written last; one that is older than the time stamp of the build is that of an earlier build.
     */
    private static boolean isOfThisBuild() throws IOException {
        Path inventory = DIST.resolve("sbom.json");
        return Files.exists(inventory)
                && Files.getLastModifiedTime(inventory).compareTo(Files.getLastModifiedTime(DIST.resolve("built")))
                        >= 0;
    }

    private static Set<String> licences(JsonNode component) {
        return StreamSupport.stream(component.path("licenses").spliterator(), false)
                .map(entry -> entry.path("license"))
                .map(licence -> licence.has("id")
                        ? licence.path("id").asText()
                        : licence.path("name").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void s35EveryFileThatShipsIsInTheInventory() throws IOException {
        for (String directory : List.of("bundle", "lib")) {
            try (Stream<Path> jars = Files.list(DIST.resolve(directory))) {
                List<String> unnamed = jars.map(jar -> String.valueOf(jar.getFileName()))
                        .filter(name -> name.endsWith(".jar"))
                        .filter(name -> files.stream().noneMatch(name::startsWith))
                        .toList();
                assertEquals(List.of(), unnamed, directory);
            }
        }
    }

    @Test
    void everyLicenceIsAllowed() {
        Map<String, Set<String>> refused = new TreeMap<>(libraries);
        refused.values().removeIf(licences -> licences.stream().anyMatch(ALLOWED::contains));
        assertEquals(Map.of(), refused);
    }

    @Test
    void licenceReportIsThatOfTheInventory() throws IOException {
        Map<String, Set<String>> others = new TreeMap<>(libraries);
        others.keySet().removeIf(name -> name.startsWith("io.baton:"));
        Map<String, Set<String>> report = new TreeMap<>();
        for (String line : Files.readAllLines(DIST.resolve("../../../docs/licences.md"))) {
            String[] cells = line.split("\\s*\\|\\s*", -1);
            if (cells.length > 3 && cells[1].startsWith("`") && cells[1].contains(":")) {
                report.put(
                        cells[1].replace("`", ""),
                        Stream.of(cells[2].split(", or ", -1)).collect(Collectors.toCollection(TreeSet::new)));
            }
        }
        assertEquals(others, report);
    }
}
