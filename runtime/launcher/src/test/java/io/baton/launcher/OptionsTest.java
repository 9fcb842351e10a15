// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.shared.net.VncAddress;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the device listens, and what it answers to and prints there. */
final class OptionsTest {

    private static final List<String> NAMES = List.of("kvm", "kvm.local");

    @ParameterizedTest
    @CsvSource({
        "'', DEMO, 127.0.0.1",
        "--profile appliance, APPLIANCE, 127.0.0.1",
        "--profile=appliance --host=0.0.0.0, APPLIANCE, 0.0.0.0",
        "--host :: --profile appliance, APPLIANCE, ::",
        "--host localhost, DEMO, 127.0.0.1",
        "--host [::1], DEMO, ::1",
    })
    void developersMachineListensOnLoopbackUnlessTold(String line, Options.Profile profile, String host)
            throws UsageException {
        Options options = parse(line, Options.Defaults.RUN);
        assertEquals(profile, options.profile());
        assertEquals(host, options.host().literal());
    }

    @ParameterizedTest
    @CsvSource({
        "'', APPLIANCE, 0.0.0.0",
        "--host ::1, APPLIANCE, ::1",
        "--profile demo, DEMO, 127.0.0.1",
    })
    void imageServesTheNetworkUnlessTold(String line, Options.Profile profile, String host) throws UsageException {
        Options options = parse(line, Options.Defaults.IMAGE);
        assertEquals(profile, options.profile());
        assertEquals(host, options.host().literal());
    }

    @Test
    void gadgetIsChosenByName() throws UsageException {
        assertFalse(parse("", Options.Defaults.IMAGE).usbGadget());
        assertTrue(parse("--usb gadget", Options.Defaults.RUN).usbGadget());
        assertFalse(parse("--usb=virtual", Options.Defaults.RUN).usbGadget());
        assertThrows(UsageException.class, () -> parse("--usb hub", Options.Defaults.RUN));
        assertTrue(parse("--video v4l2", Options.Defaults.RUN).videoCapture());
        assertFalse(parse("--video=virtual", Options.Defaults.RUN).videoCapture());
        assertThrows(UsageException.class, () -> parse("--video film", Options.Defaults.RUN));
    }

    @Test
    void targetIsAVncServerOrVirtual() throws UsageException {
        assertNull(parse("", Options.Defaults.RUN).target());
        assertNull(parse("--target virtual", Options.Defaults.RUN).target());
        assertEquals(
                new VncAddress("vm.example", 5901, "", ""),
                parse("--target=vnc://vm.example:1", Options.Defaults.IMAGE).target());
        assertEquals(
                new VncAddress("", 0, "/run/vm.sock", ""),
                parse("--target vnc+unix:///run/vm.sock", Options.Defaults.RUN).target());
    }

    @ParameterizedTest
    @ValueSource(strings = {"hardware", "vnc://", "vnc://:geheim@host:x", "http://host"})
    void refusedTargetIsExplainedWithoutItsPassword(String target) {
        String message = String.valueOf(
                assertThrows(UsageException.class, () -> parse("--target " + target, Options.Defaults.RUN))
                        .getMessage());
        assertTrue(message.startsWith("--target is virtual or a VNC server: "), message);
        assertFalse(message.contains("geheim"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kvm.example", "192.0.2.1:80", "[kvm]", "*", "192.0.2.1/24"})
    void hostIsAnAddress(String host) {
        UsageException refused =
                assertThrows(UsageException.class, () -> parse("--host " + host, Options.Defaults.IMAGE));
        assertTrue(String.valueOf(refused.getMessage()).endsWith(", not " + host), refused.getMessage());
    }

    @Test
    void configurationIsADirectoryThatExists(@TempDir Path directory) throws UsageException {
        assertEquals(Optional.empty(), parse("", Options.Defaults.IMAGE).config());
        assertEquals(
                Optional.of(directory),
                parse("--config " + directory, Options.Defaults.IMAGE).config());
        UsageException refused = assertThrows(
                UsageException.class, () -> parse("--config " + directory.resolve("absent"), Options.Defaults.IMAGE));
        assertTrue(String.valueOf(refused.getMessage()).endsWith("/absent"), refused.getMessage());
    }

    @Test
    void hostNamesAreAllowedBeyondLoopbackOnly() {
        assertEquals(List.of("127.0.0.2"), new ListenAddress("127.0.0.2").allowedHosts(NAMES));
        assertEquals(List.of("[::1]"), new ListenAddress("::1").allowedHosts(NAMES));
        assertEquals(NAMES, new ListenAddress("0.0.0.0").allowedHosts(NAMES));
        assertEquals(NAMES, new ListenAddress("192.0.2.1").allowedHosts(NAMES));
    }

    @Test
    void pageIsThatOfTheAddressListenedOn() {
        URI probed = URI.create("https://127.0.0.1:8443/");
        assertEquals(
                List.of(URI.create("https://[2001:db8::1]:8443/")), new ListenAddress("2001:db8::1").pages(probed));
        assertEquals("[2001:db8::1]", new ListenAddress("2001:db8::1").probed());
        assertEquals("127.0.0.1", new ListenAddress("::").probed());
        assertEquals("127.0.0.1", new ListenAddress("0.0.0.0").probed());
    }

    @Test
    void addressesThatABrowserCannotUseAreNotPrinted() {
        List<InetAddress> all = Stream.of("127.0.0.1", "::1", "169.254.1.2", "fe80::1", "192.0.2.7", "10.0.0.7", "::")
                .map(InetAddress::ofLiteral)
                .toList();
        List<InetAddress> routed = List.of(InetAddress.ofLiteral("10.0.0.7"));
        assertEquals(List.of("10.0.0.7", "192.0.2.7"), ListenAddress.choose(routed, all));
        assertEquals(List.of(), ListenAddress.choose(List.of(), List.of(InetAddress.ofLiteral("::1"))));
    }

    private static Options parse(String line, Options.Defaults defaults) throws UsageException {
        return Options.parse(
                Arrays.stream(line.split(" ")).filter(word -> !word.isEmpty()).toList(), defaults);
    }
}
