// SPDX-License-Identifier: Apache-2.0
package io.baton.settings.metatype;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DeclaredTest {

    private static final String PID = "io.baton.example";
    private static final String DOCUMENT = """
            <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.2.0">
              <OCD id="example.Config" name="Example" description="What it is for.">
                <AD id="limitSeconds" type="Integer" name="Limit (s)" description="s, 1–60." min="1" max="60" default="10"/>
                <AD id="share" type="Double" name="Share" min="0" max="1" default="0.5"/>
                <AD id="enabled" type="Boolean" name="On" default="true"/>
                <AD id="mode" type="String" name="Mode" default="fast"><Option label="Fast" value="fast"/><Option label="Slow" value="slow"/></AD>
                <AD id="hosts" type="String" cardinality="2147483647" name="Hosts" default="a,b\\,c"/>
                <AD id="proxyPassword" type="String" name="Password"/>
                <AD id="code" type="Password" name="Code"/>
                <AD id="passwordFile" type="String" name="File"/>
              </OCD>
              <Designate pid="io.baton.example"><Object ocdref="example.Config"/></Designate>
              <Designate factoryPid="io.baton.factory"><Object ocdref="example.Config"/></Designate>
            </metatype:MetaData>
            """;

    @TempDir
    private Path configs = Path.of("");

    private static Declared setting(String name) throws IOException {
        MetatypeReader reader = new MetatypeReader();
        reader.add(new ByteArrayInputStream(DOCUMENT.getBytes(StandardCharsets.UTF_8)));
        assertEquals(List.of(PID), List.copyOf(reader.groups().keySet()), "a factory has no settings of its own");
        return Objects.requireNonNull(
                Objects.requireNonNull(reader.groups().get(PID)).setting(name));
    }

    private Map<String, Object> row(String name, Map<String, Object> configured, Map<String, String> environment)
            throws IOException {
        SettingsCatalogue catalogue = new SettingsCatalogue(reader -> {}, () -> null, configs, environment);
        return catalogue.row(PID, setting(name), configured, catalogue.operatorFile(PID));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            limitSeconds|1
            limitSeconds|60
            share|0.25
            enabled|false
            mode|slow
            proxyPassword|anything at all
            """)
    void acceptsWhatIsDeclared(String name, String value) throws IOException {
        assertTrue(setting(name).problem(value).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            limitSeconds|0|it must be within 1–60
            limitSeconds|61|it must be within 1–60
            limitSeconds|ten|it must be a whole number
            limitSeconds|1.5|it must be a whole number
            share|NaN|it must be a number
            share|2|it must be within 0–1
            enabled|yes|allowed are true, false
            mode|medium|allowed are fast, slow
            """)
    void saysWhatIsWrong(String name, String value, String problem) throws IOException {
        assertEquals(problem, setting(name).problem(value).orElseThrow());
    }

    @Test
    void refusesControlCharactersAndWhatIsTooLong() throws IOException {
        assertFalse(setting("proxyPassword").problem("a\u0000b").isEmpty());
        assertFalse(setting("proxyPassword").problem("a\nb").isEmpty());
        assertFalse(setting("proxyPassword")
                .problem("a".repeat(Declared.MAX_TEXT + 1))
                .isEmpty());
        assertFalse(setting("hosts")
                .problem("a\n".repeat(Declared.MAX_ELEMENTS + 1))
                .isEmpty());
    }

    @Test
    void makesValuesOfTheDeclaredType() throws IOException {
        assertEquals(7, setting("limitSeconds").value("7"));
        assertEquals(0.25, setting("share").value("0.25"));
        assertEquals(true, setting("enabled").value("true"));
        assertArrayEquals(
                new String[] {"one", "two"}, (Object[]) setting("hosts").value("one\n\n two \n"));
        assertEquals(List.of("a", "b,c"), setting("hosts").defaults());
    }

    @Test
    void showsValueDefaultAndSource() throws IOException {
        assertEquals("default", row("limitSeconds", Map.of(), Map.of()).get("source"));
        assertEquals("10", row("limitSeconds", Map.of(), Map.of()).get("value"));
        Map<String, Object> shipped = row("limitSeconds", Map.of("limitSeconds", 20), Map.of());
        assertEquals(
                List.of("20", "10", "file"),
                List.of(shipped.get("value"), shipped.get("default"), shipped.get("source")));
        Files.writeString(configs.resolve(PID + ".json"), "{ \"limitSeconds:Integer\": 20 }");
        assertEquals(
                "device",
                row("limitSeconds", Map.of("limitSeconds", 20), Map.of()).get("source"));
        assertEquals("default", row("share", Map.of(), Map.of()).get("source"));
    }

    @Test
    void environmentGoesFirst() throws IOException {
        SettingsCatalogue catalogue =
                new SettingsCatalogue(reader -> {}, () -> null, configs, Map.of("SESSION_MAX_CONCURRENT", "3"));
        Declared sessions =
                new Declared("maxSessions", "", "", Declared.Kind.WHOLE, false, 1, 100, Map.of(), List.of("10"), false);
        Map<String, Object> row = catalogue.row("io.baton.session.coordinator", sessions, Map.of("maxSessions", 5), "");
        assertEquals("3", row.get("value"));
        assertEquals("environment", row.get("source"));
        assertEquals("SESSION_MAX_CONCURRENT", row.get("variable"));
    }

    @ParameterizedTest
    @CsvSource({"proxyPassword", "code"})
    void neverShowsSecrets(String name) throws IOException {
        Map<String, Object> row = row(name, Map.of(name, "hunter2"), Map.of());
        assertEquals(true, row.get("secret"));
        assertEquals(true, row.get("set"));
        assertFalse(row.toString().contains("hunter2"), "a secret left the device");
        assertEquals(false, row(name, Map.of(), Map.of()).get("set"));
    }

    @Test
    void showsThePathOfASecret() throws IOException {
        assertEquals(
                "/etc/p",
                row("passwordFile", Map.of("passwordFile", "/etc/p"), Map.of()).get("value"));
    }

    @Test
    void refusesADocumentThatCannotBeParsed() {
        MetatypeReader reader = new MetatypeReader();
        ByteArrayInputStream damaged = new ByteArrayInputStream("<OCD".getBytes(StandardCharsets.UTF_8));
        assertThrows(IOException.class, () -> reader.add(damaged));
    }

    /** Any text either has a problem or becomes a value. */
    @Test
    void takesAnyText() throws IOException {
        SplittableRandom random = new SplittableRandom(20261130);
        String alphabet = "0123456789-+.eE truefalsNI\n\u0000\ud83d\u2028";
        List<String> names = List.of("limitSeconds", "share", "enabled", "mode", "hosts", "proxyPassword");
        List<Declared> settings = new ArrayList<>();
        for (String name : names) {
            settings.add(setting(name));
        }
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            Declared setting = settings.get(random.nextInt(settings.size()));
            if (setting.problem(text.toString()).isEmpty()) {
                setting.value(text.toString());
            }
        }
    }
}
