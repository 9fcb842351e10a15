// SPDX-License-Identifier: Apache-2.0
package io.baton.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.rpc.MethodTable;
import io.baton.rpc.Param;
import io.baton.rpc.Permissions;
import io.baton.rpc.jsonrpc.EventTable;
import io.baton.session.Reason;
import io.baton.settings.jetkvm.Defaults;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents say about threads, settings and methods is what the code does. */
final class DocsTest {
    private static final Pattern THREAD_NAME = Pattern.compile("\"(baton-[a-z0-9-]+)\"");
    private static final Pattern THREAD_ROW = Pattern.compile("`(baton-[a-z0-9-]+)`");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern TEST_NAME = Pattern.compile("`([A-Z]\\w+(?:Test|IT|Rows)|\\w+\\.test\\.tsx?)`");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`(\\??)");
    private static final Path WIRE = Workspace.ROOT.resolve("docs/wire.md");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))(?:\\.(\\w+))?`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)]*)?\\)");

    static Stream<Path> documents() {
        return Workspace.sources(Workspace.ROOT, ".md").stream();
    }

    static Stream<DeclaredSetting> settings() {
        List<DeclaredSetting> all = DeclaredSetting.all();
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
    void everySettingHasARowWithDefaultAndRange(DeclaredSetting setting) {
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

    /** A bundle that changes settings of others knows their defaults, as it does not see the bundles. */
    @Test
    void settingsThatAreChangedForOthersHaveTheDefaultsOfThose() {
        Map<String, String> declared = new TreeMap<>();
        DeclaredSetting.all().forEach(setting -> declared.put(setting.pid() + " " + setting.key(), setting.initial()));
        Map<String, String> known = new TreeMap<>();
        Defaults.ALL.forEach((pid, settings) ->
                settings.forEach((name, value) -> known.put(pid + " " + name, String.valueOf(value))));
        assertTrue(known.size() > 15, known.toString());
        declared.keySet().retainAll(known.keySet());
        assertEquals(declared, known);
    }

    @Test
    void theWireTableSaysOfEveryMethodRightParametersAndResult() {
        Set<String> table = new TreeSet<>();
        MethodTable.all()
                .forEach((name, method) -> table.add("%s %s (%s) %s"
                        .formatted(
                                name,
                                method.right(),
                                names(method.params()),
                                names(method.result().fields()))));
        assertTrue(table.size() > 30, table.toString());
        Set<String> rows = new TreeSet<>();
        rows("| method |", 4)
                .forEach(cells -> rows.add(
                        "%s %s (%s) %s".formatted(name(cells[1]), cells[2], named(cells[3]), named(cells[4]))));
        assertEquals(table, rows);
    }

    @Test
    void theWireTableSaysOfEveryEventToWhomAndWithWhat() {
        Set<String> table = new TreeSet<>();
        EventTable.all()
                .forEach((name, event) -> table.add("%s %s %s"
                        .formatted(name, event.to(), names(event.params().fields()))));
        assertTrue(table.size() > 10, table.toString());
        Set<String> rows = new TreeSet<>();
        rows("| event |", 3)
                .forEach(cells -> rows.add("%s %s %s".formatted(name(cells[1]), cells[2], named(cells[3]))));
        assertEquals(table, rows);
    }

    @Test
    void theWireNamesEveryFieldOfARowEveryPermissionAndEveryReason() {
        String wire = Workspace.read(WIRE);
        MethodTable.ROW.forEach(field -> assertTrue(
                rows("| field |", 2).stream().anyMatch(cells -> cells[1].contains("`" + field.name() + "`")),
                field.name()));
        Permissions.all().keySet().forEach(name -> assertTrue(wire.contains("`" + name + "`"), name));
        for (Reason reason : Reason.values()) {
            assertTrue(wire.contains("`" + reason.wireName() + "`"), reason.wireName());
        }
    }

    @Test
    void everyTestThatSessionsNamesExists() {
        Map<String, String> tests = Stream.of("bundles", "runtime")
                .flatMap(root -> Workspace.sources(Workspace.ROOT.resolve(root), "Test.java", "IT.java").stream())
                .collect(Collectors.toMap(
                        file -> String.valueOf(file.getFileName()).replace(".java", ""),
                        Workspace::read,
                        String::concat));
        List<MatchResult> named = find(TEST, Workspace.read(Workspace.ROOT.resolve("docs/sessions.md")))
                .toList();
        assertTrue(named.size() > 60, named.size() + " tests are named");
        assertEquals(
                List.of(),
                named.stream()
                        .filter(match -> !names(tests.getOrDefault(match.group(1), ""), match.group(2)))
                        .map(MatchResult::group)
                        .toList());
    }

    /** Java tests by their class, tests of the page by their file. */
    @Test
    void everyTestThatFeaturesNamesExists() {
        Set<String> files = Workspace.sources(Workspace.ROOT, ".java", ".ts", ".tsx").stream()
                .map(file -> String.valueOf(file.getFileName()).replace(".java", ""))
                .collect(Collectors.toSet());
        List<String> named = find(TEST_NAME, Workspace.read(Workspace.ROOT.resolve("docs/features.md")))
                .map(match -> match.group(1))
                .toList();
        assertTrue(named.size() > 30, named.toString());
        assertEquals(
                List.of(), named.stream().filter(name -> !files.contains(name)).toList());
    }

    @Test
    void everyKnownFailureHasARow() {
        List<String> rows = Workspace.read(Workspace.ROOT.resolve("docs/sessions.md"))
                .lines()
                .filter(line -> line.matches("\\| \\d+ \\|.*"))
                .map(line -> line.split("\\|")[1].strip())
                .toList();
        assertEquals(IntStream.rangeClosed(1, 31).mapToObj(String::valueOf).toList(), rows);
    }

    private static boolean names(String source, @Nullable String method) {
        return !source.isEmpty() && (method == null || source.contains("void " + method + "("));
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

    /** The rows of a table, each with an empty cell before its first. */
    private static List<String[]> rows(String head, int columns) {
        List<String> lines = Workspace.read(WIRE).lines().toList();
        int first = lines.stream().map(line -> line.startsWith(head)).toList().indexOf(true) + 2;
        return lines.stream()
                .skip(first)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> line.split("\\s*\\|\\s*", -1))
                .peek(cells -> assertEquals(columns + 2, cells.length, String.join("|", cells)))
                .toList();
    }

    private static String name(String cell) {
        return cell.replace("`", "");
    }

    /** The names a cell has, with a question mark after those that may be left out. */
    private static String named(String cell) {
        return find(NAME, cell).map(match -> match.group(1) + match.group(2)).collect(Collectors.joining(" "));
    }

    private static String names(List<Param> params) {
        return params.stream()
                .map(param -> param.name() + (param.isRequired() ? "" : "?"))
                .collect(Collectors.joining(" "));
    }

    private static Stream<MatchResult> find(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }
}
