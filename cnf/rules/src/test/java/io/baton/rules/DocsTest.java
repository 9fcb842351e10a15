// SPDX-License-Identifier: Apache-2.0
package io.baton.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents say about threads, settings and methods is what the code does. */
final class DocsTest {
    private static final Pattern THREAD_NAME = Pattern.compile("\"(baton-[a-z0-9-]+)\"");
    private static final Pattern THREAD_ROW = Pattern.compile("`(baton-[a-z0-9-]+)`");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern METHOD = Pattern.compile("Map\\.entry\\(\"(\\w+)\", Right\\.(\\w+)\\)");
    private static final Pattern METHOD_ROW = Pattern.compile("^\\| `(\\w+)` \\| ([A-Z]+) \\|", Pattern.MULTILINE);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)]*)?\\)");

    static Stream<Path> documents() {
        return Workspace.sources(Workspace.ROOT, ".md").stream();
    }

    static Stream<Setting> settings() {
        List<Setting> all = Setting.all();
        assertTrue(all.size() > 10, all.toString());
        return all.stream();
    }

    @Test
    void everyThreadHasARow() {
        Set<String> made = new TreeSet<>();
        Stream.of("bundles", "runtime/launcher")
                .flatMap(root -> Workspace.sources(Workspace.ROOT.resolve(root), ".java").stream())
                .filter(file -> file.toString().contains("/src/main/java/"))
                .flatMap(file -> find(THREAD_NAME, Workspace.read(file)))
                .map(match -> match.group(1).endsWith("-") ? match.group(1) + "n" : match.group(1))
                .forEach(made::add);
        assertTrue(made.size() > 10, made.toString());
        Set<String> rows = new TreeSet<>();
        Workspace.read(Workspace.ROOT.resolve("docs/threads.md"))
                .lines()
                .filter(line -> line.startsWith("| `baton-"))
                .map(line -> line.split("\\|")[1])
                .flatMap(cell -> find(THREAD_ROW, cell))
                .forEach(match -> rows.add(match.group(1)));
        assertEquals(made, rows);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void everySettingHasARowWithDefaultAndRange(Setting setting) {
        List<String> rows = Workspace.read(Workspace.ROOT.resolve("configs/README.md"))
                .lines()
                .filter(line -> line.startsWith("| `" + setting.pid() + "` | `" + setting.key() + "` |"))
                .toList();
        assertEquals(1, rows.size(), setting + " has one row in configs/README.md");
        String[] cells = rows.getFirst().split("\\s*\\|\\s*");
        assertEquals(7, cells.length, rows.getFirst());
        String initial = find(CODE, cells[4]).map(code -> code.group(1)).collect(Collectors.joining(","));
        assertEquals(setting.initial(), initial, rows.getFirst());
        assertTrue(setting.range().isEmpty() || setting.range().equals(cells[5]), setting + " in " + rows.getFirst());
    }

    @Test
    void theWireTableNamesEveryMethodAndItsRight() {
        Set<String> table = new TreeSet<>();
        find(
                        METHOD,
                        Workspace.read(
                                Workspace.bundle("api.control").resolve("src/main/java/io/baton/rpc/MethodTable.java")))
                .forEach(match -> table.add(match.group(1) + " " + match.group(2)));
        assertTrue(table.size() > 10, table.toString());
        Set<String> rows = new TreeSet<>();
        find(METHOD_ROW, Workspace.read(Workspace.ROOT.resolve("docs/wire.md")))
                .forEach(match -> rows.add(match.group(1) + " " + match.group(2)));
        assertEquals(table, rows);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyLinkLeadsSomewhere(Path document) {
        assertEquals(
                List.of(),
                find(LINK, Workspace.read(document))
                        .map(match -> match.group(1))
                        .filter(target -> !target.contains(":"))
                        .filter(target -> !Files.exists(document.resolveSibling(target)))
                        .toList());
    }

    private static Stream<MatchResult> find(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }
}
