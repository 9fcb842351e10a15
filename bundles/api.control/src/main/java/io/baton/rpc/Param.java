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
 */
public record Param(String name, Kind kind, Need need) {

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
        return new Param(name, Kind.TEXT, Need.REQUIRED);
    }

    public static Param number(String name) {
        return new Param(name, Kind.NUMBER, Need.REQUIRED);
    }

    public static Param flag(String name) {
        return new Param(name, Kind.SWITCH, Need.REQUIRED);
    }

    public static Param object(String name) {
        return new Param(name, Kind.OBJECT, Need.REQUIRED);
    }

    public static Param list(String name) {
        return new Param(name, Kind.LIST, Need.REQUIRED);
    }

    /** The same, and it may be left out. */
    public Param optional() {
        return new Param(name, kind, Need.OPTIONAL);
    }

    /** The same, and if it is there it names the caller's own session. */
    public Param own() {
        return new Param(name, kind, Need.OWN);
    }

    public boolean isRequired() {
        return need == Need.REQUIRED;
    }
}
