// SPDX-License-Identifier: Apache-2.0
package io.baton.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Each place that makes a thread names it {@code baton-<role>}: by a literal, by a parameter for which every caller
 * passes such a literal, or by a parameter whose prefix the class itself checks. An executor has a thread factory.
 */
final class ThreadNameRule {
    private static final Pattern MAKER =
            Pattern.compile("new Thread\\(|Thread\\.ofPlatform\\(\\)|Thread\\.ofVirtual\\(\\)");
    private static final Pattern PARAMETER = Pattern.compile("\\.name\\([a-z]\\w*\\)|,\\s*[a-z]\\w*\\)$");
    private static final Pattern NO_FACTORY = Pattern.compile("Executors\\.new\\w+\\(\\s*\\d*\\s*\\)|new"
            + " ScheduledThreadPoolExecutor\\(\\s*\\d+\\s*\\)|startVirtualThread\\(|new Timer\\(");

    private ThreadNameRule() {}

    /**
     * The statements that break the rule.
     *
     * @param sources by simple class name, the sources of one module
     */
    static List<String> offences(Map<String, String> sources) {
        List<String> offences = new ArrayList<>();
        sources.forEach((type, source) -> {
            NO_FACTORY.matcher(source).results().forEach(found -> offences.add(type + ": " + found.group()));
            Matcher maker = MAKER.matcher(source);
            while (maker.find()) {
                int end = source.indexOf(';', maker.end());
                String statement = source.substring(maker.start(), end < 0 ? source.length() : end)
                        .replaceAll("\\s+", " ");
                boolean named = statement.contains("\"baton-")
                        || (statement.contains(".name(checked(") && source.contains("PREFIX = \"baton-\""))
                        || (PARAMETER.matcher(statement).find() && callersNameIt(type, sources));
                if (!named) {
                    offences.add(type + ": " + statement);
                }
            }
        });
        return offences;
    }

    private static boolean callersNameIt(String type, Map<String, String> sources) {
        Pattern call = Pattern.compile("\\b(?:new " + type + "|" + type + "\\.\\w+|threads\\.\\w+)\\(\\s*\"([^\"]*)\"");
        List<String> names = sources.values().stream()
                .flatMap(source -> call.matcher(source).results())
                .map(found -> found.group(1))
                .toList();
        return !names.isEmpty() && names.stream().allMatch(name -> name.startsWith("baton-"));
    }
}
