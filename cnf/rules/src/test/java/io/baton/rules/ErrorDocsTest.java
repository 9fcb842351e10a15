// SPDX-License-Identifier: Apache-2.0
package io.baton.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.nickname.NameCheck;
import io.baton.rpc.MethodTable;
import io.baton.session.Reason;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Codes, reasons, ranges and sizes in the documents are those of the code. */
final class ErrorDocsTest {

    private static final Path ERRORS = Workspace.ROOT.resolve("docs/errors.md");
    private static final Path WIRE = Workspace.ROOT.resolve("docs/wire.md");
    private static final Path CONFIGS = Workspace.ROOT.resolve("configs/README.md");
    private static final Pattern PROBLEM = Pattern.compile(
            "(?:badRequest|bad|forbidden)\\(\\s*\"([a-z_]+)\"|new Problem\\(\\s*\\w+,\\s*\"([a-z_]+)\"");
    private static final Pattern RPC_CODE = Pattern.compile("-32_(\\d{3})");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    @Test
    void everyReasonHasItsRow() {
        Set<String> reasons = new TreeSet<>();
        for (Reason reason : Reason.values()) {
            reasons.add("| `%s` | %d | %s | %s |"
                    .formatted(reason.wireName(), reason.httpStatus(), reason.meaning(), reason.advice()));
        }
        assertEquals(reasons, new TreeSet<>(rows(ERRORS, "| code | HTTP | meaning |")));
    }

    @Test
    void everyCodeOfSignallingHasItsRow() {
        Set<String> made = new TreeSet<>();
        for (Path file :
                Workspace.sources(Workspace.ROOT.resolve("bundles/signalling.websocket/src/main/java"), ".java")) {
            PROBLEM.matcher(Workspace.read(file))
                    .results()
                    .map(match -> match.group(1) == null ? match.group(2) : match.group(1))
                    .forEach(made::add);
        }
        // http_404 and the like: made of the status
        made.remove("http_");
        Arrays.stream(Reason.values()).map(Reason::wireName).forEach(made::remove);
        assertTrue(made.size() > 15, made.toString());
        assertEquals(made, names(rows(ERRORS, "| code | HTTP | where |")));
    }

    @Test
    void everyCodeOfJsonRpcHasItsRow() {
        Set<String> made = new TreeSet<>();
        for (String bundle : List.of("bundles/rpc.jsonrpc", "bundles/api.control/src/main/java/io/baton/rpc")) {
            for (Path file : Workspace.sources(Workspace.ROOT.resolve(bundle), ".java")) {
                if (!file.toString().contains("/src/test/")) {
                    RPC_CODE.matcher(Workspace.read(file)).results().forEach(match -> made.add("−32" + match.group(1)));
                }
            }
        }
        Set<String> rows = new TreeSet<>();
        rows(ERRORS, "| code | meaning | what to do |").forEach(row -> rows.add(row.split("\\s*\\|\\s*", -1)[1]));
        assertEquals(made, rows);
    }

    @Test
    void everyProblemOfANicknameHasItsRow() {
        Set<String> problems = new TreeSet<>();
        Arrays.stream(NameCheck.Problem.values()).map(Enum::name).forEach(problems::add);
        assertEquals(problems, names(rows(ERRORS, "| problem | rule |")));
    }

    @Test
    void everyParameterHasItsRange() {
        Set<String> table = new TreeSet<>();
        MethodTable.all()
                .forEach((name, method) -> method.params()
                        .forEach(param -> table.add(param.name() + " of " + name + ": " + param.expected())));
        Set<String> rows = new TreeSet<>();
        for (String row : rows(WIRE, "| parameter | of | value |")) {
            String[] cells = row.split("\\s*\\|\\s*", -1);
            CODE.matcher(cells[2])
                    .results()
                    .forEach(
                            method -> rows.add(cells[1].replace("`", "") + " of " + method.group(1) + ": " + cells[3]));
        }
        assertEquals(table, rows);
    }

    @Test
    void everySizeIsThatOfItsConstant() {
        List<String> rows = rows(CONFIGS, "| what | limit |");
        assertTrue(rows.size() > 15, rows.toString());
        for (String row : rows) {
            String[] cells = row.split("\\s*\\|\\s*", -1);
            String[] constant = cells[4].replace("`", "").split("\\.", -1);
            assertEquals(cells[2].replace("`", ""), Long.toString(value(constant[0], constant[1])), row);
        }
    }

    private static long value(String type, String constant) {
        Pattern declared = Pattern.compile("\\b" + constant + " = ([0-9_ *<]+);");
        return Workspace.sources(Workspace.ROOT.resolve("bundles"), "/" + type + ".java").stream()
                .filter(file -> file.toString().contains("/src/main/java/"))
                .flatMap(file -> declared.matcher(Workspace.read(file)).results())
                .map(match -> match.group(1).replace("_", ""))
                .mapToLong(ErrorDocsTest::evaluated)
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no constant " + type + "." + constant));
    }

    private static long evaluated(String expression) {
        String[] shift = expression.split("<<", -1);
        long product = 1;
        for (String factor : shift[0].split("\\*", -1)) {
            product *= Long.parseLong(factor.strip());
        }
        return shift.length == 1 ? product : product << Long.parseLong(shift[1].strip());
    }

    private static Set<String> names(List<String> rows) {
        Set<String> names = new TreeSet<>();
        rows.forEach(row -> names.add(
                Stream.of(row.split("\\s*\\|\\s*", -1)).toList().get(1).replace("`", "")));
        return names;
    }

    /** The rows of the table with this head. */
    private static List<String> rows(Path document, String head) {
        List<String> lines = Workspace.read(document).lines().toList();
        int first = lines.stream().map(line -> line.startsWith(head)).toList().indexOf(true);
        assertTrue(first >= 0, head);
        return lines.stream()
                .skip(first + 2L)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }
}
