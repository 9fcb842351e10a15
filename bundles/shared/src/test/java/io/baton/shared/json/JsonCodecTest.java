// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonCodecTest {

    private final JsonCodec codec = new JsonCodec(new JsonCodec.Limits(64, 4, 10, 8));

    @Test
    void objectSurvivesARoundTrip() {
        Map<String, Object> object = Map.of("list", List.of("ä\n", true, 1L, 1.5, Map.of("n", -3L)));

        assertEquals(object, codec.readObject(codec.bytes(object)));
        assertEquals(object, codec.readObject(codec.text(object)));
    }

    @Test
    void nullIsWrittenAndLeftOutWhenRead() {
        assertEquals(Map.of("b", List.of(1L)), codec.readObject("{\"a\":null,\"b\":[null,1]}"));
        assertEquals("{\"a\":[null]}", codec.text(Map.of("a", java.util.Collections.singletonList(null))));
    }

    @ParameterizedTest
    @CsvSource({"30.0,30", "-0.0,0", "59.94,59.94", "9007199254740992,9007199254740992", "1e300,1.0E300"})
    void wholeNumberIsWrittenWithoutFraction(double number, String written) {
        assertEquals("{\"a\":" + written + "}", codec.text(Map.of("a", number)));
    }

    @Test
    void integerBeyondLongIsReadAsDouble() {
        JsonCodec wide = new JsonCodec(new JsonCodec.Limits(64, 4, 32, 8));

        assertEquals(Map.of("a", 1e20), wide.readObject("{\"a\":100000000000000000000}"));
    }

    @Test
    void documentOfTheGreatestSizeIsReadAndALongerOneRefused() {
        String longest = "{\"a\":\"" + "x".repeat(64 - 8) + "\"}";

        assertEquals("x".repeat(56), codec.readObject(longest).get("a"));
        assertThrows(IllegalArgumentException.class, () -> codec.readObject(longest + " "));
        byte[] spaced = (longest + " ").getBytes(StandardCharsets.UTF_8);
        assertThrows(IllegalArgumentException.class, () -> codec.readObject(spaced));
        assertEquals(1, codec.readObject(spaced, 0, 64).size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "1",
                "null",
                "{",
                "{\"a\":1}x",
                "{\"a\":1}{}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":{\"b\":1,\"b\":2}}",
                "{\"a\":[[[[1]]]]}",
                "{\"a\":12345678901}",
                "{\"a\":1.2345678901}",
                "{\"namestoolong\":1}",
                "{\"a\":NaN}",
                "{'a':1}"
            })
    void documentOutsideTheLimitsIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> codec.readObject(text));
    }

    @Test
    void refusalDoesNotQuoteTheDocument() {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> codec.readObject("{\"a\":secret}"));

        assertFalse(String.valueOf(refusal.getMessage()).contains("secret"));
        assertEquals(null, refusal.getCause());
    }

    @Test
    void otherTypesAndInfiniteNumbersAreNotWritten() {
        assertThrows(IllegalArgumentException.class, () -> codec.bytes(Map.of("a", new StringBuilder())));
        assertThrows(IllegalArgumentException.class, () -> codec.text(Map.of("a", Double.NaN)));
    }
}
