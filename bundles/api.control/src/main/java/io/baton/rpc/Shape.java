// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc;

import java.util.List;

/**
 * What a result or the parameters of an event look like from outside.
 *
 * @param form the JSON type
 * @param fields of the object, or of every object in the list; empty for other forms
 */
public record Shape(Form form, List<Param> fields) {

    /** Left out altogether. */
    public static final Shape NOTHING = new Shape(Form.NOTHING, List.of());

    /** A text. */
    public static final Shape TEXT = new Shape(Form.TEXT, List.of());

    /** An object whose names are not known beforehand. */
    public static final Shape NAMES = new Shape(Form.NAMES, List.of());

    /** The JSON type. */
    public enum Form {
        NOTHING,
        TEXT,
        OBJECT,
        NAMES,
        LIST
    }

    public Shape {
        fields = List.copyOf(fields);
    }

    /** An object with these fields and no others. */
    public static Shape object(Param... fields) {
        return new Shape(Form.OBJECT, List.of(fields));
    }

    /** A list of objects with these fields and no others. */
    public static Shape list(List<Param> fields) {
        return new Shape(Form.LIST, fields);
    }
}
