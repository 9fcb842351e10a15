// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigurationFilesTest {
    @TempDir
    Path folder = Path.of("");

    private final List<String> problems = new ArrayList<>();

    @BeforeEach
    void makeDirectories() throws IOException {
        for (String name : List.of("shipped", "demo", "operator", "good")) {
            Files.createDirectory(folder.resolve(name));
        }
    }

    @Test
    void laterDirectoriesReplaceSingleKeysWhateverTheirType() throws IOException {
        write("shipped/a.json", "{ \"width:Integer\": 1, \"height:Integer\": 2, \"list\": [\"x\", \"y\"] }");
        write("demo/a.json", "{ \"height:Integer\": 3 }");
        write("operator/a.json", "{ \"width:Long\": 4, \"name\": \"mine\" }");
        assertEquals(
                Map.of("width:Long", "4", "height:Integer", "3", "list", "[x, y]", "name", "mine"),
                text(resource().get("a")));
        assertEquals(List.of(), problems);
    }

    @Test
    void nullRemovesAKeyOfAnEarlierDirectory() throws IOException {
        write("shipped/a.json", "{ \"width:Integer\": 1, \"height:Integer\": 2 }");
        write("operator/a.json", "{ \"width\": null }");
        assertEquals(Map.of("height:Integer", "2"), text(resource().get("a")));
    }

    @Test
    void commentsAndPlaceholdersAreAllowed() throws IOException {
        write("shipped/a.json", """
                {
                  // a comment with "quotes" and }
                  "host": "${host}", /* another
                  one */ "port:Integer": ${port},
                  "url": "http://x" // ends
                }
                // the end""");
        assertEquals(
                Map.of("host", "a\"b\\c", "port:Integer", "80", "url", "http://x"),
                text(resource().get("a")));
    }

    @Test
    void badFileIsNamedWithPositionAndReasonAndOnlyItsOwnContentIsMissing() throws IOException {
        write("shipped/a.json", "{ \"width:Integer\": 1 }");
        write("operator/a.json", "{\n  \"width:Integer\": 2\n  \"height:Integer\": 3 }");
        write("operator/b.json", "{ \"name\": \"kept\" }");
        Map<String, Object> resource = resource();
        String problem =
                folder.resolve("operator/a.json") + ", line 3, column 3: expected ',' or '}'; the file is ignored";
        assertEquals(Map.of("width:Integer", "1", "baton.file.ignored", problem), text(resource.get("a")));
        assertEquals(Map.of("name", "kept"), text(resource.get("b")));
        assertEquals(List.of("Configuration file " + problem + "."), problems);
    }

    @Test
    void badFileCountsAsItLastWasWhenItWasGood() throws IOException {
        write("shipped/a.json", "{ \"width:Integer\": 1 }");
        write("operator/a.json", "{ \"width:Integer\": 2 }");
        resource();
        write("operator/a.json", "{ \"width:Integer\": ");
        Map<String, String> restored = text(resource().get("a"));
        assertEquals("2", restored.get("width:Integer"));
        assertTrue(restored.containsKey("baton.file.restored"), restored.toString());
        assertTrue(problems.getFirst().endsWith("; its last good content is used."), problems.toString());
        Files.delete(folder.resolve("operator/a.json"));
        assertEquals(Map.of("width:Integer", "1"), text(resource().get("a")));
        assertFalse(Files.exists(folder.resolve("good/a.json")), "the copy of a deleted file");
    }

    @Test
    void everyKindOfErrorIsFound() throws IOException {
        Map<String, String> errors = Map.ofEntries(
                Map.entry("", "line 1, column 1: expected '{', but the file ends"),
                Map.entry("[]", "line 1, column 1: expected '{'"),
                Map.entry("{} {}", "line 1, column 4: expected the end of the file"),
                Map.entry("{ \"a\": 1, }", "line 1, column 11: nothing follows the comma"),
                Map.entry("{ \"a\": 1, \"a\": 2 }", "line 1, column 11: key a occurs twice"),
                Map.entry("{ \"a\": 1, \"a:Long\": 2 }", "key a occurs twice"),
                Map.entry("{ a: 1 }", "line 1, column 3: expected a key or '}'"),
                Map.entry("{ \"a\": 01 }", "line 1, column 8: not a number: 01"),
                Map.entry("{ \"a\": tru }", "line 1, column 8: expected a value"),
                Map.entry("{ \"a\": \"b }", "line 1, column 8: the string does not end"),
                Map.entry("{ \"a\": \"\\x\" }", "line 1, column 10: unknown escape in a string"),
                Map.entry("{ /* ", "line 1, column 3: the comment does not end"),
                Map.entry("{ \"a\": ${none} }", "line 1, column 8: unknown value ${none}"),
                Map.entry("{ \"a:Integer\": \"x\" }", "key a: x is not of type Integer"),
                Map.entry("{ \"a:Integer\": 2147483648 }", "key a: 2147483648 is not of type Integer"),
                Map.entry("{ \"a:Boolean\": \"yes\" }", "key a: yes is not of type Boolean"),
                Map.entry("{ \"a:Integer\": [1] }", "key a: Integer takes one value, not a list"),
                Map.entry("{ \"a:Integer[]\": [1, \"x\"] }", "key a: x is not of type Integer"),
                Map.entry("{ \"a:Number\": 1 }", "key a: there is no type Number"));
        for (Map.Entry<String, String> error : errors.entrySet()) {
            problems.clear();
            write("operator/a.json", error.getKey());
            assertEquals(Set.of("baton.file.ignored"), text(resource().get("a")).keySet(), error.getKey());
            assertEquals(
                    List.of("Configuration file " + folder.resolve("operator/a.json") + ", " + error.getValue()
                            + "; the file is ignored."),
                    problems);
        }
    }

    @Test
    void typedValuesThatConvertAreAccepted() throws IOException {
        write("operator/a.json", """
                { "a:Integer": "12", "b:Double": 0.5, "c:Boolean": true, "d:Long[]": [1, 2], "e:Collection<String>": ["x"],
                  "f:Integer[]": 3, "g:String": 4, "h": {"nested": [1, {}]}, "i:Character": "x", "j:Short": -32768 }""");
        assertEquals(10, text(resource().get("a")).size());
        assertEquals(List.of(), problems);
    }

    @Test
    void administratorsFilesAreBetweenThoseShippedAndThoseTheDeviceWrites() throws IOException {
        write("shipped/pid.json", "{ \"a\": \"shipped\", \"b\": \"shipped\", \"c\": \"shipped\" }");
        write("operator/pid.json", "{ \"c\": \"operator\" }");
        Path administrator = Files.createDirectory(folder.resolve("administrator"));
        Path kept = Files.createDirectory(folder.resolve("kept"));
        write("administrator/pid.json", "{ \"b\": \"administrator\", \"c\": \"administrator\" }");
        ConfigurationFiles files = administered(administrator, kept);
        assertEquals(Map.of("a", "shipped", "b", "administrator", "c", "operator"), files.values("pid"));
        assertEquals(Set.of("c"), files.ofOperator("pid").keySet(), "only what the device may write again");

        write("administrator/pid.json", "{");
        assertEquals(
                "administrator", administered(administrator, kept).values("pid").get("b"));
        assertEquals(1, problems.size(), problems::toString);
        assertTrue(problems.getFirst().endsWith("its last good content is used."), problems::toString);
    }

    private ConfigurationFiles administered(Path administrator, Path kept) throws IOException {
        return new ConfigurationFiles(Map.of())
                .addShipped(folder.resolve("shipped"))
                .addAdministrator(administrator, kept, problems::add)
                .addOperator(folder.resolve("operator"), folder.resolve("good"), problems::add);
    }

    @Test
    void badShippedFileIsAnError() throws IOException {
        write("shipped/a.json", "{");
        assertEquals(
                folder.resolve("shipped/a.json") + ", line 1, column 2: expected a key or '}', but the file ends",
                assertThrows(IOException.class, this::resource).getMessage());
    }

    @Test
    void hostOfTheCommandLineIsAddedToTheNamesTheDeviceAnswersTo() throws IOException {
        write("shipped/pid.json", "{ \"allowedHosts\": [\"localhost\"] }");
        assertEquals("[localhost, 127.0.0.2]", text(resource().get("pid")).get("allowedHosts"));
        write("operator/pid.json", "{ \"allowedHosts\": [\"127.0.0.2\"] }");
        assertEquals("[127.0.0.2]", text(resource().get("pid")).get("allowedHosts"));
        write("operator/pid.json", "{ \"allowedHosts\": [] }");
        assertEquals("[]", text(resource().get("pid")).get("allowedHosts"));
    }

    private Map<String, Object> resource() throws IOException {
        String resource = new ConfigurationFiles(Map.of("host", "a\"b\\c", "port", "80"))
                .addShipped(folder.resolve("shipped"))
                .addShipped(folder.resolve("demo"))
                .addShipped(folder.resolve("absent"))
                .addOperator(folder.resolve("operator"), folder.resolve("good"), problems::add)
                .allowHost("pid", "127.0.0.2")
                .toResource();
        return ConfigurationParser.parse(resource);
    }

    private static Map<String, String> text(@Nullable Object object) {
        return ((Map<?, ?>) Objects.requireNonNull(object))
                .entrySet().stream()
                        .collect(Collectors.toMap(
                                member -> String.valueOf(member.getKey()),
                                member -> String.valueOf(member.getValue())));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
