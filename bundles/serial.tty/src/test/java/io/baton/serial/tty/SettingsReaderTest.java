// SPDX-License-Identifier: Apache-2.0
package io.baton.serial.tty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.rpc.RpcException;
import io.baton.shared.json.JsonCodec;
import io.baton.testkit.DamagedSeeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What settings are taken, in every form in which pages send them, and what is refused. */
final class SettingsReaderTest {

    private static final Map<String, Object> BUTTON = Map.of(
            "id", "1",
            "label", "Reboot",
            "command", "reboot",
            "terminator", Map.of("label", "CR (\\r)", "value", "\r"),
            "sort", 3L);

    private static SerialSettings read(Map<String, Object> settings) throws RpcException {
        return SettingsReader.settings(settings, SerialSettings.DEFAULT);
    }

    @Test
    void whatIsWrittenIsReadAgain() throws RpcException {
        SerialSettings all = read(Map.ofEntries(
                Map.entry("baudRate", 57_600L),
                Map.entry("dataBits", 7L),
                Map.entry("parity", "even"),
                Map.entry("stopBits", "2"),
                Map.entry("terminator", Map.of("label", "CRLF", "value", "\r\n")),
                Map.entry("hideSerialSettings", true),
                Map.entry("enableEcho", true),
                Map.entry("normalizeMode", "hex"),
                Map.entry("normalizeLineEnd", "crlf"),
                Map.entry("tabRender", "  "),
                Map.entry("preserveANSI", false),
                Map.entry("showNLTag", true),
                Map.entry("buttons", List.of(BUTTON))));
        assertEquals(all, SettingsReader.settings(all.written(), SerialSettings.DEFAULT));
        assertFalse(all.display().isPlain());
        assertEquals("reboot", all.buttons().getFirst().command());
    }

    @Test
    void anOlderPageSendsTextsAndOnlySome() throws RpcException {
        SerialSettings read =
                read(Map.of("baudRate", "9600", "dataBits", "8", "stopBits", "1", "parity", "none", "other", 1L));
        assertEquals(9_600, read.mode().baudRate());
        assertEquals(SerialSettings.DEFAULT.display(), read.display());
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(Map.of("baudRate", "fast"), "baudRate must be a whole number"),
                Arguments.of(Map.of("baudRate", 9600.5), "baudRate must be a whole number"),
                Arguments.of(Map.of("dataBits", 9L), "dataBits must be 5, 6, 7 or 8"),
                Arguments.of(Map.of("parity", "odder"), "parity must be one of none, odd, even, mark, space"),
                Arguments.of(Map.of("stopBits", "1.5"), "stopBits can be 1.5 only with 5 data bits"),
                Arguments.of(Map.of("enableEcho", "yes"), "enableEcho must be true or false"),
                Arguments.of(Map.of("normalizeMode", "loud"), "normalizeMode must be one of keep, caret, names, hex"),
                Arguments.of(Map.of("tabRender", "\u001b"), "tabRender must not contain control characters"),
                Arguments.of(Map.of("terminator", "\n"), "terminator must be an object with label and value"),
                Arguments.of(
                        Map.of("terminator", Map.of("label", "x", "value", "x".repeat(9))),
                        "terminator.value must be text of at most 8 characters"),
                Arguments.of(
                        Map.of("buttons", Collections.nCopies(65, BUTTON)),
                        "buttons must be a list of at most 64 objects"),
                Arguments.of(Map.of("buttons", List.of(1L)), "each of buttons must be an object"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void aBadValueIsRefusedByItsName(Map<String, Object> settings, String sentence) {
        assertEquals(
                sentence, assertThrows(RpcException.class, () -> read(settings)).data());
    }

    @Test
    void aHistoryIsBounded() {
        assertThrows(RpcException.class, () -> SettingsReader.history(Collections.nCopies(101, "x")));
        assertThrows(RpcException.class, () -> SettingsReader.history(List.of("x".repeat(1_025))));
        assertThrows(RpcException.class, () -> SettingsReader.history(Collections.nCopies(64, "x".repeat(1_024))));
        assertThrows(RpcException.class, () -> SettingsReader.history(List.of(1L)));
        assertThrows(RpcException.class, () -> SettingsReader.history(null));
    }

    @Test
    void damagedSettingsAreTheDefaultOnes(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("settings.json");
        Files.writeString(file, "{\"settings\":{\"baudRate\":1}}");
        assertEquals(SettingsFile.Content.DEFAULT, new SettingsFile(file).load());
    }

    /** Any JSON object either gives settings that can be written and read again, or a refusal. */
    @Test
    void anySettingsAreReadOrRefused() {
        JsonCodec json = new JsonCodec(new JsonCodec.Limits(100_000, 32, 64, 256));
        String seed = json.text(Map.of("settings", SerialSettings.DEFAULT.written(), "buttons", List.of(BUTTON)));
        DamagedSeeds.run(List.of(seed.getBytes(StandardCharsets.UTF_8)), bytes -> {
            Map<String, Object> object;
            try {
                object = json.readObject(bytes);
            } catch (IllegalArgumentException e) {
                return;
            }
            try {
                SerialSettings read = SettingsReader.settings(object.get("settings"), SerialSettings.DEFAULT);
                assertEquals(read, SettingsReader.settings(read.written(), SerialSettings.DEFAULT));
            } catch (RpcException e) {
                assertFalse(String.valueOf(e.data()).isEmpty());
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "/dev/ttyS1,true",
        "/dev/ttyUSB0,true",
        "/dev/ttyACM12,true",
        "/dev/ttyAMA0,true",
        "/dev/ttymxc1,true",
        "/dev/serial/by-id/usb-FTDI_FT232R_A1-if00-port0,true",
        "/dev/tty1,false",
        "/dev/tty,false",
        "/dev/console,false",
        "/dev/ptmx,false",
        "/dev/pts/0,false",
        "/dev/mem,false",
        "/etc/passwd,false",
        "/dev/ttyS0/../mem,false",
        "/dev/serial/by-id/..,false",
        "/dev/serial/by-id/a/../../../mem,false"
    })
    void onlySerialPortsCanBeChosen(String path, boolean allowed) {
        assertEquals(allowed, PortPaths.chosen(path).isPresent());
    }

    @Test
    void aConfigurationMayNameAPseudoTerminal() {
        assertTrue(PortPaths.configured("/dev/pts/3").isPresent());
        assertFalse(PortPaths.configured("/dev/ptmx").isPresent());
    }

    @Test
    void onlyPortsWithHardwareAreListed(@TempDir Path lines) throws IOException {
        for (String name : List.of("ttyS0", "ttyS1", "ttyUSB0", "tty1")) {
            Files.createDirectories(lines.resolve(name).resolve("device"));
        }
        Files.createDirectories(lines.resolve("ttyS2"));
        Files.writeString(lines.resolve("ttyS0/type"), "4\n");
        Files.writeString(lines.resolve("ttyS1/type"), "0\n");
        assertEquals(List.of("/dev/ttyS0", "/dev/ttyUSB0"), new PortPaths(lines).present());
    }
}
