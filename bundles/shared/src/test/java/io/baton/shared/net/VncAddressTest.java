// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VncAddressTest {

    @ParameterizedTest
    @CsvSource({
        "vnc://host, host, 5900, ''",
        "vnc://host:0, host, 5900, ''",
        "vnc://host:99, host, 5999, ''",
        "vnc://host:100, host, 100, ''",
        "vnc://192.0.2.7:5901/, 192.0.2.7, 5901, ''",
        "vnc://[2001:db8::1]:5901, 2001:db8::1, 5901, ''",
        "vnc://:geheim@host:1, host, 5901, geheim",
        "vnc://:a%40b%25c+d@host, host, 5900, a@b%c+d",
        "vnc://:a@b@host, host, 5900, a@b",
    })
    void hostPortAndPasswordAreRead(String text, String host, int port, String password) {
        assertEquals(new VncAddress(host, port, "", password), VncAddress.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vnc+unix:///run/vm.sock", "vnc+unix:/run/vm.sock"})
    void pathOfASocketIsRead(String text) {
        assertEquals(new VncAddress("", 0, "/run/vm.sock", ""), VncAddress.parse(text));
        assertEquals("vnc+unix:///run/vm.sock", VncAddress.parse(text).url());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "host",
                "http://host",
                "vnc://",
                "vnc://host:65536",
                "vnc://host:-1",
                "vnc://host:port",
                "vnc://host/path",
                "vnc://ho st",
                "vnc+unix://run/vm.sock",
                "vnc+unix:vm.sock",
                "vnc+unix:",
            })
    void otherTextsAreRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> VncAddress.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"vnc://:geheim@host:x", "vnc://geheim@host", "vnc://:geheim%@host", "vnc://:geheim@host:70000"})
    void refusalDoesNotContainThePassword(String text) {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> VncAddress.parse(text))
                .getMessage());
        assertFalse(message.contains("geheim"), message);
    }

    @Test
    void textDoesNotContainThePassword() {
        VncAddress address = VncAddress.parse("vnc://:geheim@[::1]:1");
        assertEquals("vnc://[::1]:5901", address.toString());
    }
}
