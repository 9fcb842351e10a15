// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms of messages that clients send on a channel with a terminal. */
final class TerminalMessageTest {

    private final TerminalMessage.Decoder decoder = new TerminalMessage.Decoder();

    private TerminalMessage decode(String text) {
        return decoder.decode(true, text.getBytes(StandardCharsets.UTF_8));
    }

    private String typed(String text) {
        return new String(
                assertInstanceOf(TerminalMessage.Typed.class, decode(text)).bytes(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ls\r", "", "{", "{}", "{\"a\":1}", "{ not json", "[1]", "{\"rows\":1,\"cols\":2,\"x\":3}"})
    void whatIsNoKnownObjectWasTyped(String text) {
        assertEquals(text, typed(text));
    }

    @Test
    void theTextOfASerialMessageWasTyped() {
        assertEquals("ä\u0003\r", typed("{\"type\":\"serial\",\"data\":\"ä\\u0003\\r\"}"));
    }

    @Test
    void aBinaryMessageWasTypedWhateverItIs() {
        byte[] bytes = "{\"rows\":24,\"cols\":80}".getBytes(StandardCharsets.UTF_8);
        assertEquals(new TerminalMessage.Typed(bytes), decoder.decode(false, bytes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"rows\":24,\"cols\":80}",
                "{\"type\":\"system\",\"name\":\"term.size\",\"data\":{\"rows\":24,\"cols\":80}}"
            })
    void bothFormsOfASizeAreKnown(String text) {
        assertEquals(new TerminalMessage.Resized(24, 80), decode(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"rows\":0,\"cols\":80}",
                "{\"rows\":24,\"cols\":1001}",
                "{\"rows\":\"24\",\"cols\":80}",
                "{\"rows\":2.5,\"cols\":80}",
                "{\"type\":\"system\",\"name\":\"term.size\",\"data\":{\"rows\":-1,\"cols\":80}}"
            })
    void aSizeThatIsNoneIsIgnoredAndNeverTyped(String text) {
        assertEquals(new TerminalMessage.Signal(""), decode(text));
    }

    @Test
    void otherMessagesAboutTheTerminalHaveAName() {
        assertEquals(new TerminalMessage.Signal("term.open"), decode("{\"type\":\"system\",\"name\":\"term.open\"}"));
        assertEquals(
                new TerminalMessage.Signal(""), decode("{\"type\":\"system\",\"name\":\"" + "x".repeat(40) + "\"}"));
    }
}
