// SPDX-License-Identifier: Apache-2.0
package io.baton.rules;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Names use the terms of WebRTC, OSGi, USB HID and Java. Metaphors are found word by word in camel case. */
final class NamingRule {
    /** Not in any identifier. */
    private static final Set<String> METAPHORS = words("""
        desk desks steward parcel parcels knock knocks shelf shelves shelved parking tally tallies pulse pulses visitor
        visitors house houses scribe tray ledger farewell farewells reception clockwork stranger strangers stamp stamps
        stamped fence fenced heir\
        """);

    /** Not in the name of a type; elsewhere these are ordinary words. */
    private static final Set<String> METAPHORS_IN_TYPES = words("""
        letter lane minutes rounds door office canon world scene guest telling asking tempo rehearsal conversation
        welcome announcer bay farewell impl manager util utils helper\
        """);

    /** Text and comments, and the memory fences of the JDK. */
    private static final Pattern NOT_CODE = Pattern.compile(
            "VarHandle\\.\\w+Fence|\"\"\"[\\s\\S]*?\"\"\"|\"(\\\\.|[^\"\\\\\\n])*\"|'(\\\\.|[^'\\\\])+'|//[^\\n]*|/\\*[\\s\\S]*?\\*/");

    private static final Pattern IDENTIFIER = Pattern.compile("\\b[A-Za-z_]\\w*");
    private static final Pattern TYPE = Pattern.compile("\\b(?:class|interface|record|enum)\\s+([A-Z]\\w*)");
    private static final Pattern WORD = Pattern.compile("[A-Z]+(?![a-z])|[A-Z]?[a-z]+");

    private NamingRule() {}

    /** The identifiers of a source that contain a metaphor, sorted. */
    static Set<String> offences(String source) {
        String code = NOT_CODE.matcher(source).replaceAll(" ");
        Set<String> offences = new TreeSet<>();
        IDENTIFIER.matcher(code).results().map(MatchResult::group).forEach(name -> {
            if (contains(name, METAPHORS)) {
                offences.add(name);
            }
        });
        TYPE.matcher(code).results().map(type -> type.group(1)).forEach(name -> {
            if (contains(name, METAPHORS_IN_TYPES)) {
                offences.add(name);
            }
        });
        return offences;
    }

    private static boolean contains(String name, Set<String> words) {
        return WORD.matcher(name)
                .results()
                .anyMatch(word -> words.contains(word.group().toLowerCase(Locale.ROOT)));
    }

    private static Set<String> words(String text) {
        List<String> words = Stream.of(text.split("\\s+")).toList();
        return Set.copyOf(new TreeSet<>(words));
    }

    /** Whether a name is {@code snake_case}. */
    static boolean isSnakeCase(String name) {
        return name.matches("[a-z][a-z0-9]*(_[a-z0-9]+)*");
    }

    /** Those of the wire names, by constant, that are not the constant in snake case. */
    static Map<String, String> wireNamesThatDiffer(Map<String, String> wireNames) {
        Map<String, String> differ = new TreeMap<>(wireNames);
        differ.entrySet()
                .removeIf(name ->
                        name.getValue().equals(name.getKey().toLowerCase(Locale.ROOT)) && isSnakeCase(name.getValue()));
        return differ;
    }

    /** Whether a module's or bundle's name is a noun phrase such as {@code Baton Session Coordinator}. */
    static boolean isNounPhrase(String name) {
        return Arrays.stream(name.split(" ", -1)).allMatch(word -> word.matches("[A-Z][\\w.-]*|of|and|for"))
                && name.matches("Baton( .*)?");
    }
}
