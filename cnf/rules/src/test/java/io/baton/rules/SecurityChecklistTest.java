// SPDX-License-Identifier: Apache-2.0
package io.baton.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each line of the security checklist has a test whose name begins with its number. */
final class SecurityChecklistTest {

    private static final int LINES = 36;
    private static final Pattern NAMED = Pattern.compile("void s(\\d{1,2})[A-Z]\\w*\\(");

    /** Prior-art defects, which have tests of their own names; updates (27–30) and the inventory, which are to come. */
    private static final Set<Integer> WITHOUT = Set.of(19, 27, 28, 29, 30, 35);

    @Test
    void everyLineHasATestNamedAfterIt() {
        Set<Integer> found = new TreeSet<>();
        for (Path source : Workspace.sources(Workspace.ROOT, ".java")) {
            if (source.toString().contains("/src/test/java/")
                    || source.toString().contains("/testkit/")) {
                Matcher named = NAMED.matcher(Workspace.read(source));
                while (named.find()) {
                    found.add(Integer.valueOf(named.group(1)));
                }
            }
        }
        Set<Integer> missing = new TreeSet<>();
        for (int line = 1; line <= LINES; line++) {
            if (!found.contains(line) && !WITHOUT.contains(line)) {
                missing.add(line);
            }
        }
        assertEquals(Set.of(), missing);
    }

    @Test
    void s36PolicySaysHowToReport() {
        String policy = Workspace.read(Workspace.ROOT.resolve("SECURITY.md"));
        assertTrue(policy.lines().anyMatch(line -> line.matches("(?i)#+ .*report.*")), policy);
    }
}
