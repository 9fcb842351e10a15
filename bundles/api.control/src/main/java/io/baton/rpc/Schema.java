// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc;

import java.util.List;

/**
 * What a result or the parameters of an event look like from outside.
 *
 * @param type the JSON type
 * @param fields of the object, or of every object in the list; empty for other types
 */
public record Schema(JsonType type, List<Param> fields) {

    /** Left out altogether. */
    public static final Schema NOTHING = new Schema(JsonType.NOTHING, List.of());

    /** A text. */
    public static final Schema TEXT = new Schema(JsonType.TEXT, List.of());

    /** A number. */
    public static final Schema NUMBER = new Schema(JsonType.NUMBER, List.of());

    /** True or false. */
    public static final Schema FLAG = new Schema(JsonType.FLAG, List.of());

    /** An object whose names are not known beforehand. */
    public static final Schema NAMES = new Schema(JsonType.NAMES, List.of());

    /** A list of texts. */
    public static final Schema TEXTS = new Schema(JsonType.TEXTS, List.of());

    /** The JSON type. */
    public enum JsonType {
        NOTHING,
        TEXT,
        NUMBER,
        FLAG,
        OBJECT,
        /** An object, or JSON null where there is nothing to tell. */
        OBJECT_OR_NULL,
        NAMES,
        LIST,
        TEXTS
    }

    public Schema {
        fields = List.copyOf(fields);
    }

    /** An object with these fields and no others. */
    public static Schema object(Param... fields) {
        return new Schema(JsonType.OBJECT, List.of(fields));
    }

    /** An object with these fields and no others, or JSON null. */
    public static Schema objectOrNull(Param... fields) {
        return new Schema(JsonType.OBJECT_OR_NULL, List.of(fields));
    }

    /** A list of objects with these fields and no others. */
    public static Schema list(List<Param> fields) {
        return new Schema(JsonType.LIST, fields);
    }
}
