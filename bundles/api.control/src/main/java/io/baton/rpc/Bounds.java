// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a parameter's value may be, beside its JSON type.
 *
 * @param min the least number; also of the numbers in a list
 * @param max the largest number
 * @param whole whether a number has no fraction part
 * @param length the most characters of a text, elements of a list or members of an object
 * @param element the JSON type of a list's elements; null for any
 */
public record Bounds(double min, double max, boolean whole, int length, Param.@Nullable Kind element) {

    static final Bounds NONE =
            new Bounds(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, false, Integer.MAX_VALUE, null);

    /** Returns whether a value, of JDK types as in {@link RpcCall}, is within the bounds. */
    boolean fits(Object value) {
        return switch (value) {
            case Number number ->
                number.doubleValue() >= min && number.doubleValue() <= max && (!whole || number instanceof Long);
            case String text -> text.length() <= length;
            case List<?> list -> list.size() <= length && list.stream().allMatch(this::fitsElement);
            case Map<?, ?> object -> object.size() <= length;
            default -> true;
        };
    }

    private boolean fitsElement(@Nullable Object value) {
        return element == null || (value != null && element.fits(value) && fits(value));
    }

    /** Returns a value of this kind in words, with what is allowed: {@code a number within 0–255}. */
    String words(Param.Kind kind) {
        return switch (kind) {
            case NUMBER -> (whole ? "a whole number" : "a number") + range();
            case TEXT -> limited("text", "characters");
            case LIST -> limited("a list", element == null ? "elements" : element.plural() + range());
            case OBJECT -> limited("an object", "members");
            case SWITCH -> kind.words();
        };
    }

    private String limited(String what, String unit) {
        return length == Integer.MAX_VALUE ? what : what + " of at most " + length + " " + unit;
    }

    private String range() {
        if (min == Double.NEGATIVE_INFINITY) {
            return "";
        }
        return max == Double.POSITIVE_INFINITY
                ? " of at least " + (long) min
                : " within " + (long) min + "–" + (long) max;
    }
}
