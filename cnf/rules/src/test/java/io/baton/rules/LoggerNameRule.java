// SPDX-License-Identifier: Apache-2.0
package io.baton.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A logger is named after its bundle, by a literal or a constant that holds it. */
final class LoggerNameRule {
    private static final Pattern LOGGER = Pattern.compile("LoggerFactory\\.getLogger\\(([^)]*)\\)");

    private LoggerNameRule() {}

    /**
     * The loggers with another name.
     *
     * @param sources by simple class name, the sources of the bundle
     */
    static List<String> offences(String bundle, Map<String, String> sources) {
        String literal = "\"" + bundle + "\"";
        List<String> offences = new ArrayList<>();
        sources.forEach((type, source) -> LOGGER.matcher(source)
                .results()
                .map(found -> found.group(1).strip())
                .filter(name -> !name.equals(literal) && !isConstant(name, literal, sources))
                .forEach(name -> offences.add(type + ": " + name)));
        return offences;
    }

    private static boolean isConstant(String name, String literal, Map<String, String> sources) {
        String constant = name.substring(name.lastIndexOf('.') + 1);
        return constant.matches("[A-Z][A-Z_]*")
                && sources.values().stream()
                        .anyMatch(source -> source.contains("String " + constant + " = " + literal + ";"));
    }
}
