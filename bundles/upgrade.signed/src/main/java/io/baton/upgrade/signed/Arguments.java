// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The words of a command line: options, each with a value, and the rest.
 *
 * <p>Threading. One thread.
 */
final class Arguments {

    private final List<String> left;

    Arguments(String... arguments) {
        left = new ArrayList<>(List.of(arguments));
    }

    /** Takes an option that may be given once; empty when it is not given. */
    Optional<String> option(String name) {
        int at = left.indexOf(name);
        if (at < 0 || at + 1 >= left.size()) {
            return Optional.empty();
        }
        left.remove(at);
        return Optional.of(left.remove(at));
    }

    /** Takes an option that may be given several times. */
    List<String> options(String name) {
        List<String> values = new ArrayList<>();
        for (Optional<String> value = option(name); value.isPresent(); value = option(name)) {
            values.add(value.get());
        }
        return values;
    }

    /** @throws IllegalArgumentException when the value is not a number of at least 1 */
    Optional<Long> number(String name) {
        return option(name).map(text -> {
            if (!text.matches("[1-9]\\d{0,17}")) {
                throw new IllegalArgumentException(name + " is not a number of at least 1: " + text);
            }
            return Long.parseLong(text);
        });
    }

    boolean asksForHelp() {
        return left.contains("--help") || left.contains("-h");
    }

    /** @throws IllegalArgumentException when an option is left */
    List<String> rest() {
        for (String word : left) {
            if (word.startsWith("-")) {
                throw new IllegalArgumentException("unknown option, or one without its value: " + word);
            }
        }
        return List.copyOf(left);
    }
}
