// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.baton.shared.json.JsonCodec;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One message from a browser, read: a call or the reason why it is none (JSON-RPC 2.0 §4). */
sealed interface Request {

    /** The longest message in bytes. */
    int MAX_BYTES = 256 * 1024;

    /** The deepest nesting of a message. */
    int MAX_DEPTH = 32;

    /** The most characters of a number. */
    int MAX_NUMBER = 64;

    /** The most characters of a member's name. */
    int MAX_NAME = 256;

    /** Reads requests within bounds (S16), and writes responses and events. */
    JsonCodec JSON = new JsonCodec(new JsonCodec.Limits(MAX_BYTES, MAX_DEPTH, MAX_NUMBER, MAX_NAME));

    /** The id of a response to a request without a usable id: clients expect 0. */
    String NO_ID = "0";

    /**
     * A call.
     *
     * @param id its id as JSON text, to be echoed verbatim; null when no answer is wanted
     */
    record Call(@Nullable String id, String method, Map<String, Object> params) implements Request {}

    /** Not JSON. */
    record Garbled() implements Request {}

    /**
     * JSON, but no call.
     *
     * @param id as of a call, or {@link #NO_ID}
     */
    record Invalid(String id, String what) implements Request {}

    static Request read(byte[] utf8) {
        if (utf8.length > MAX_BYTES) {
            return new Invalid(NO_ID, "a message has at most " + MAX_BYTES + " bytes");
        }
        try (JsonParser json = JSON.parser(utf8)) {
            Request request = read(json);
            return json.nextToken() == null ? request : new Garbled();
        } catch (StreamConstraintsException e) {
            return new Invalid(NO_ID, "nested too deeply, or a number or name is too long");
        } catch (JsonParseException e) {
            return new Garbled();
        } catch (IOException e) {
            return new Garbled();
        }
    }

    private static Request read(JsonParser json) throws IOException {
        JsonToken start = json.nextToken();
        if (start == null) {
            return new Garbled();
        }
        if (start != JsonToken.START_OBJECT) {
            json.skipChildren();
            return new Invalid(NO_ID, "a request is an object");
        }
        String id = null;
        String method = null;
        Map<String, Object> params = Map.of();
        String wrong = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            JsonToken token = json.nextToken();
            switch (name) {
                case "id" -> {
                    id = id(json, token);
                    if (id == null) {
                        id = NO_ID;
                        wrong = "id is a string or a number";
                    }
                }
                case "method" -> {
                    if (token == JsonToken.VALUE_STRING) {
                        method = json.getText();
                    }
                    json.skipChildren();
                }
                case "params" -> {
                    if (token == JsonToken.START_OBJECT) {
                        params = JsonCodec.object(json);
                    } else if (token != JsonToken.VALUE_NULL) {
                        json.skipChildren();
                        wrong = "params are given by name";
                    }
                }
                case "jsonrpc" -> {
                    if (token != JsonToken.VALUE_STRING || !json.getText().equals("2.0")) {
                        json.skipChildren();
                        wrong = "jsonrpc is \"2.0\"";
                    }
                }
                default -> json.skipChildren();
            }
        }
        if (method == null) {
            wrong = "method is missing";
        }
        if (wrong != null || method == null) {
            return new Invalid(id == null ? NO_ID : id, wrong == null ? "" : wrong);
        }
        return new Call(id, method, params);
    }

    /** The id as JSON text of the very same type and digits; null when it is neither string nor number. */
    private static @Nullable String id(JsonParser json, JsonToken token) throws IOException {
        if (token.isNumeric()) {
            return json.getText();
        }
        if (token == JsonToken.VALUE_STRING) {
            String text = json.getText();
            String object = JSON.write(out -> out.writeStringField("i", text));
            return object.substring("{\"i\":".length(), object.length() - 1);
        }
        json.skipChildren();
        return null;
    }
}
