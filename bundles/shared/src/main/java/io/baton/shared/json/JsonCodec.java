// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes JSON (RFC 8259) as JDK types: {@code Map}, {@code List}, {@code String}, {@code Boolean},
 * {@code Long}, {@code Double}. Reading is bounded in every dimension and refuses duplicate names. The same value
 * always gives the same bytes.
 *
 * <p>Threading. Immutable; safe for any thread.
 */
public final class JsonCodec {

    private static final int INITIAL_BYTES = 512;

    /** Up to here a {@code double} holds every integer. */
    private static final double MAX_EXACT = 1L << 53;

    private final Limits limits;
    private final JsonFactory factory;

    /**
     * The bounds of a document.
     *
     * @param maxBytes length of the document in UTF-8, and of each string in it
     * @param maxDepth nesting of objects and arrays
     * @param maxNumberLength characters of a number
     * @param maxNameLength characters of a member's name
     */
    public record Limits(int maxBytes, int maxDepth, int maxNumberLength, int maxNameLength) {}

    /** Writes the members of an object. */
    public interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    public JsonCodec(Limits limits) {
        this.limits = limits;
        factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxDocumentLength(limits.maxBytes())
                        .maxNestingDepth(limits.maxDepth())
                        .maxStringLength(limits.maxBytes())
                        .maxNumberLength(limits.maxNumberLength())
                        .maxNameLength(limits.maxNameLength())
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .build();
    }

    /**
     * Returns a streaming parser for one document.
     *
     * @throws IOException for a document that is too long
     */
    public JsonParser parser(byte[] utf8) throws IOException {
        return parser(utf8, 0, utf8.length);
    }

    private JsonParser parser(byte[] utf8, int from, int to) throws IOException {
        // Jackson compares an array's length with maxDocumentLength nowhere.
        if (to - from > limits.maxBytes()) {
            throw new IOException("JSON document is longer than " + limits.maxBytes() + " bytes");
        }
        return factory.createParser(utf8, from, to - from);
    }

    /**
     * Reads a document that is one object.
     *
     * @throws IllegalArgumentException for anything else; the message holds nothing of the document
     */
    public Map<String, Object> readObject(byte[] utf8) {
        return readObject(utf8, 0, utf8.length);
    }

    /**
     * Reads a text that is one object.
     *
     * @throws IllegalArgumentException for anything else; the message holds nothing of the text
     */
    public Map<String, Object> readObject(String text) {
        if (text.length() > limits.maxBytes()) {
            throw new IllegalArgumentException("JSON document is longer than " + limits.maxBytes() + " bytes");
        }
        return readObject(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a part of an array that is one object.
     *
     * @throws IllegalArgumentException for anything else; the message holds nothing of the document
     */
    public Map<String, Object> readObject(byte[] utf8, int from, int to) {
        try (JsonParser json = parser(utf8, from, to)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("JSON document is not an object");
            }
            Map<String, Object> object = object(json);
            if (json.nextToken() != null) {
                throw new IllegalArgumentException("JSON document continues after its object");
            }
            return object;
        } catch (IOException e) {
            // without the cause: its message quotes the document
            throw new IllegalArgumentException(
                    "not well-formed JSON within the limits: " + e.getClass().getSimpleName());
        }
    }

    /**
     * Returns the value the parser is at; null for JSON null. An integer that exceeds {@code long} is a {@code Double}.
     * Recursion is bounded by the nesting depth.
     */
    public static @Nullable Object value(JsonParser json) throws IOException {
        JsonToken token = json.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return object(json);
        }
        if (token == JsonToken.START_ARRAY) {
            List<Object> list = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                Object element = value(json);
                if (element != null) {
                    list.add(element);
                }
            }
            return list;
        }
        if (token == JsonToken.VALUE_NUMBER_INT && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            return json.getLongValue();
        }
        return switch (token) {
            case VALUE_STRING -> json.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getDoubleValue();
            default -> null;
        };
    }

    /** Returns the object the parser is at the start of; members and elements that are null are left out. */
    public static Map<String, Object> object(JsonParser json) throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            Object value = value(json);
            if (value != null) {
                map.put(name, value);
            }
        }
        return map;
    }

    /**
     * Returns an object as text.
     *
     * @throws IllegalArgumentException when it holds a type that JSON does not have
     */
    public String text(Map<String, ? extends @Nullable Object> object) {
        StringWriter text = new StringWriter(INITIAL_BYTES);
        try (JsonGenerator json = factory.createGenerator(text)) {
            write(json, object);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /**
     * Returns an object as UTF-8.
     *
     * @throws IllegalArgumentException when it holds a type that JSON does not have
     */
    public byte[] bytes(Map<String, ? extends @Nullable Object> object) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(INITIAL_BYTES);
        try (JsonGenerator json = factory.createGenerator(bytes)) {
            write(json, object);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Returns one object as text, written by a generator. */
    public String write(Body body) {
        StringWriter text = new StringWriter(INITIAL_BYTES);
        try (JsonGenerator json = factory.createGenerator(text)) {
            json.writeStartObject();
            body.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /**
     * Writes a value of JDK types; null is JSON null. A whole number has no fraction part, whatever its Java type: some
     * clients decode it into an integer.
     *
     * @throws IllegalArgumentException for any other type, and for a number that is not finite
     */
    public static void write(JsonGenerator json, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> json.writeNull();
            case String text -> json.writeString(text);
            case Boolean bool -> json.writeBoolean(bool);
            case Long number -> json.writeNumber(number);
            case Integer number -> json.writeNumber(number);
            case Double number
            when number == Math.rint(number) && Math.abs(number) <= MAX_EXACT -> json.writeNumber(number.longValue());
            case Double number when Double.isFinite(number) -> json.writeNumber(number);
            case List<?> list -> {
                json.writeStartArray();
                for (Object element : list) {
                    write(json, element);
                }
                json.writeEndArray();
            }
            case Map<?, ?> map -> {
                json.writeStartObject();
                for (Map.Entry<?, ?> member : map.entrySet()) {
                    json.writeFieldName(String.valueOf(member.getKey()));
                    write(json, member.getValue());
                }
                json.writeEndObject();
            }
            default ->
                throw new IllegalArgumentException(
                        "not a JSON value: " + value.getClass().getName());
        }
    }
}
