// SPDX-License-Identifier: Apache-2.0
package io.baton.settings.metatype;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A setting as a Metatype document declares it (OSGi Compendium 105).
 *
 * @param name the key of the configuration
 * @param label what it is called, with its unit
 * @param description its meaning and range
 * @param list whether it has several values
 * @param min the least number; NaN where there is none
 * @param max the largest number; NaN where there is none
 * @param options the values that it may have, with their labels; empty for any
 * @param defaults its default; several of a list
 * @param password whether it is declared as a password
 */
record Declared(
        String name,
        String label,
        String description,
        Kind kind,
        boolean list,
        double min,
        double max,
        Map<String, String> options,
        List<String> defaults,
        boolean password) {

    /** Texts are as long as this at most, and lists have as many elements. */
    static final int MAX_TEXT = 4_096;

    static final int MAX_ELEMENTS = 64;

    private static final List<String> SECRET_WORDS =
            List.of("password", "passphrase", "secret", "token", "credential", "cookie", "privatekey");

    /** What a value is. */
    enum Kind {
        SWITCH,
        WHOLE,
        NUMBER,
        TEXT;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind of(String metatype) {
            return switch (metatype) {
                case "Boolean" -> SWITCH;
                case "Byte", "Short", "Integer", "Long" -> WHOLE;
                case "Float", "Double" -> NUMBER;
                default -> TEXT;
            };
        }
    }

    Declared {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        defaults = List.copyOf(defaults);
    }

    /** Returns whether the value is never shown: its type or its name says that it is a secret. */
    boolean isSecret() {
        String lower = name.toLowerCase(Locale.ROOT);
        return password
                || (kind == Kind.TEXT
                        && !lower.endsWith("file")
                        && SECRET_WORDS.stream().anyMatch(lower::contains));
    }

    /**
     * Returns what is wrong with a text as the value, in words; empty for nothing.
     *
     * @param text elements of a list are lines
     */
    Optional<String> problem(String text) {
        if (text.length() > MAX_TEXT) {
            return Optional.of("at most %d characters are allowed".formatted(MAX_TEXT));
        }
        List<String> elements = elements(text);
        if (elements.size() > MAX_ELEMENTS) {
            return Optional.of("at most %d elements are allowed".formatted(MAX_ELEMENTS));
        }
        return elements.stream()
                .map(this::problemOfOne)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<String> problemOfOne(String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            return Optional.of("control characters are not allowed");
        }
        if (!options.isEmpty() && !options.containsKey(text)) {
            return Optional.of("allowed are " + String.join(", ", options.keySet()));
        }
        if (kind == Kind.SWITCH && !text.equals("true") && !text.equals("false")) {
            return Optional.of("allowed are true, false");
        }
        if (kind == Kind.WHOLE || kind == Kind.NUMBER) {
            Number number = number(text);
            if (number == null) {
                return Optional.of(kind == Kind.WHOLE ? "it must be a whole number" : "it must be a number");
            }
            if (number.doubleValue() < min || number.doubleValue() > max) {
                return Optional.of("it must be within %s–%s".formatted(written(min), written(max)));
            }
        }
        return Optional.empty();
    }

    private @Nullable Number number(String text) {
        try {
            if (kind == Kind.WHOLE) {
                return Long.valueOf(text.strip());
            }
            double value = Double.parseDouble(text.strip());
            return Double.isFinite(value) ? value : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static String written(double bound) {
        return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }

    /** Returns a text that has no {@link #problem} as the value of a configuration. */
    Object value(String text) {
        if (list) {
            return elements(text).toArray(String[]::new);
        }
        return switch (kind) {
            case SWITCH -> Boolean.valueOf(text);
            case WHOLE -> {
                long whole = Long.parseLong(text.strip());
                if (whole == (int) whole) {
                    yield (int) whole;
                }
                yield whole;
            }
            case NUMBER -> Double.valueOf(text.strip());
            case TEXT -> text;
        };
    }

    private List<String> elements(String text) {
        if (!list) {
            return List.of(text);
        }
        List<String> elements = new ArrayList<>();
        text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(elements::add);
        return elements;
    }

    /** Returns a value of a configuration as a text; elements of a list as lines. */
    static String text(Object value) {
        return switch (value) {
            case Object[] several ->
                String.join("\n", Arrays.stream(several).map(String::valueOf).toList());
            case Iterable<?> several -> {
                List<String> lines = new ArrayList<>();
                several.forEach(each -> lines.add(String.valueOf(each)));
                yield String.join("\n", lines);
            }
            case Double number
            when number == Math.rint(number) && Math.abs(number) < 1e15 -> Long.toString(number.longValue());
            default -> String.valueOf(value);
        };
    }
}
