// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc;

import java.util.List;
import java.util.Map;

/**
 * Something with a name on the wire: a parameter of a method or an event, or a field of a result.
 *
 * @param name as it is written
 * @param kind the JSON type
 * @param need whether it may be left out
 * @param bounds what its value may be
 */
public record Param(String name, Kind kind, Need need, Bounds bounds) {

    /** The JSON type. */
    public enum Kind {
        TEXT("text"),
        NUMBER("a number"),
        SWITCH("true or false"),
        OBJECT("an object"),
        LIST("a list");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** As it is said to people. */
        public String words() {
            return words;
        }

        /** Several of them, in words. */
        String plural() {
            return switch (this) {
                case TEXT -> "texts";
                case NUMBER -> "numbers";
                case SWITCH -> "switches";
                case OBJECT -> "objects";
                case LIST -> "lists";
            };
        }

        /** Whether a value, of JDK types as in {@link RpcCall}, is of this type. */
        public boolean fits(Object value) {
            return switch (this) {
                case TEXT -> value instanceof String;
                case NUMBER -> value instanceof Number;
                case SWITCH -> value instanceof Boolean;
                case OBJECT -> value instanceof Map;
                case LIST -> value instanceof List;
            };
        }
    }

    /** Whether it may be left out. */
    public enum Need {
        REQUIRED,
        OPTIONAL,
        /** It may be left out, and names the caller's own session; another one is refused. */
        OWN
    }

    public static Param text(String name) {
        return new Param(name, Kind.TEXT, Need.REQUIRED, Bounds.NONE);
    }

    public static Param number(String name) {
        return new Param(name, Kind.NUMBER, Need.REQUIRED, Bounds.NONE);
    }

    public static Param flag(String name) {
        return new Param(name, Kind.SWITCH, Need.REQUIRED, Bounds.NONE);
    }

    public static Param object(String name) {
        return new Param(name, Kind.OBJECT, Need.REQUIRED, Bounds.NONE);
    }

    public static Param list(String name) {
        return new Param(name, Kind.LIST, Need.REQUIRED, Bounds.NONE);
    }

    /** The same, and it may be left out. */
    public Param optional() {
        return new Param(name, kind, Need.OPTIONAL, bounds);
    }

    /** The same, and if it is there it names the caller's own session. */
    public Param own() {
        return new Param(name, kind, Need.OWN, bounds);
    }

    /** The same for numbers within a range, its ends included; or for a list of such numbers. */
    public Param within(double min, double max) {
        return new Param(name, kind, need, new Bounds(min, max, bounds.whole(), bounds.length(), bounds.element()));
    }

    /** The same for numbers without a fraction part. */
    public Param whole() {
        return new Param(
                name, kind, need, new Bounds(bounds.min(), bounds.max(), true, bounds.length(), bounds.element()));
    }

    /** The same with a limit of characters, elements or members. */
    public Param atMost(int length) {
        return new Param(
                name, kind, need, new Bounds(bounds.min(), bounds.max(), bounds.whole(), length, bounds.element()));
    }

    /** The same for a list of elements of this type. */
    public Param of(Kind element) {
        return new Param(
                name, kind, need, new Bounds(bounds.min(), bounds.max(), bounds.whole(), bounds.length(), element));
    }

    /** Returns whether a value, of JDK types as in {@link RpcCall}, is allowed. */
    public boolean allows(Object value) {
        return kind.fits(value) && bounds.fits(value);
    }

    /** Returns the kind of value and the allowed range in words, such as {@code a number within 0–255}. */
    public String expected() {
        return bounds.words(kind);
    }

    public boolean isRequired() {
        return need == Need.REQUIRED;
    }
}
